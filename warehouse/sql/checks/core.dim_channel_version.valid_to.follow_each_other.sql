-- table: core.dim_channel_version
-- column: valid_to
-- dimension: consistency
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: the periods of a channel follow each other without gap or overlap, and the last one is current
-- evaluated: (SELECT count(*) FROM core.dim_channel_version)
WITH followed AS (
    SELECT
        channel_version_key,
        valid_from,
        valid_to,
        is_current,
        lead(valid_from) OVER (PARTITION BY channel_key ORDER BY valid_from) AS next_from
    FROM core.dim_channel_version
)

SELECT CAST(channel_version_key AS VARCHAR) AS example_value
FROM followed
WHERE valid_to <> coalesce(next_from, TIMESTAMP '9999-12-31') OR is_current <> (next_from IS NULL)
