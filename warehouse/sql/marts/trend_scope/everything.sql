-- What a trend is made of where everything is built.

-- From which period on all topics are wanted of a channel that trend_cut says nothing of.
CREATE OR REPLACE TEMP MACRO trend_first() AS -1000000;

-- From which period on all topics of a channel are wanted; -1 is over all channels.
CREATE OR REPLACE TEMP MACRO trend_cut(axis, by_channel) AS TABLE
    SELECT CAST(0 AS BIGINT) AS channel_key, CAST(0 AS BIGINT) AS first_number WHERE FALSE;

-- Topics that are wanted in all periods.
CREATE OR REPLACE TEMP MACRO trend_whole(axis, by_channel) AS TABLE
    SELECT CAST(0 AS BIGINT) AS channel_key, CAST(0 AS BIGINT) AS topic_key WHERE FALSE;

-- Topics of 50 dated posts or more, beside those that the posts read tell of.
CREATE OR REPLACE TEMP MACRO trend_frequent(by_channel) AS TABLE
    SELECT CAST(0 AS BIGINT) AS channel_key, CAST(0 AS BIGINT) AS topic_key WHERE FALSE;
