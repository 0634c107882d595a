-- What a trend is made of where everything is built.

-- From which period on all topics of a channel are wanted; -1 is over all channels.
CREATE OR REPLACE TEMP MACRO trend_cut(axis, by_channel) AS TABLE
    SELECT DISTINCT CASE WHEN by_channel THEN channel_key ELSE -1 END AS channel_key, -1000000 AS first_number
    FROM core.fact_post;

-- Topics that are wanted in all periods.
CREATE OR REPLACE TEMP MACRO trend_whole(axis, by_channel) AS TABLE
    SELECT channel_key, channel_key AS topic_key FROM core.dim_channel WHERE FALSE;

-- Topics of 50 dated posts or more, beside those that the posts read tell of.
CREATE OR REPLACE TEMP MACRO trend_frequent(by_channel) AS TABLE
    SELECT channel_key, channel_key AS topic_key FROM core.dim_channel WHERE FALSE;
