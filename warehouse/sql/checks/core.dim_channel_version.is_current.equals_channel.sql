-- table: core.dim_channel_version
-- column: is_current
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: each channel has one current period, with the title and handle of core.dim_channel
-- evaluated: (SELECT count(*) FROM core.dim_channel)
SELECT CAST(channel.channel_key AS VARCHAR) AS example_value
FROM core.dim_channel AS channel
LEFT JOIN core.dim_channel_version AS held ON held.channel_key = channel.channel_key AND held.is_current
GROUP BY channel.channel_key
HAVING count(held.channel_key) <> 1
    OR bool_or(held.channel_name <> channel.channel_name OR held.handle IS DISTINCT FROM channel.handle)
