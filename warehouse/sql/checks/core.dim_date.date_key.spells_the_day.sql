-- table: core.dim_date
-- column: date_key
-- dimension: validity
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: the key is the day as yyyymmdd
-- evaluated: (SELECT count(*) FROM core.dim_date WHERE full_date IS NOT NULL)
SELECT CAST(date_key AS VARCHAR) AS example_value
FROM core.dim_date
WHERE full_date IS NOT NULL AND date_key <> CAST(strftime(full_date, '%Y%m%d') AS BIGINT)
