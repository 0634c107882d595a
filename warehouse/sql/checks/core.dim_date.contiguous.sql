-- table: core.dim_date
-- dimension: completeness
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: the day after each day but the last is there
-- evaluated: (SELECT count(*) FROM core.dim_date WHERE full_date IS NOT NULL)
WITH stepped AS (
    SELECT date_key, full_date, lead(full_date) OVER (ORDER BY full_date) AS next_date
    FROM core.dim_date
    WHERE full_date IS NOT NULL
)

SELECT CAST(date_key AS VARCHAR) AS example_value
FROM stepped
WHERE next_date <> full_date + 1
