-- table: core.dim_date
-- column: jalali_day_of_year
-- dimension: validity
-- severity: error
-- threshold: 0
-- owner: pipeline
-- rule: from day to day it is one more, or 1 after the last of 365 or 366 days, as is_jalali_leap_year says
-- evaluated: (SELECT count(*) FROM core.dim_date WHERE full_date IS NOT NULL)
WITH stepped AS (
    SELECT
        date_key,
        jalali_day_of_year,
        lag(jalali_day_of_year) OVER (ORDER BY full_date) AS day_before,
        lag(CASE WHEN is_jalali_leap_year THEN 366 ELSE 365 END) OVER (ORDER BY full_date) AS year_length
    FROM core.dim_date
    WHERE full_date IS NOT NULL
)

SELECT CAST(date_key AS VARCHAR) AS example_value
FROM stepped
WHERE jalali_day_of_year <> CASE WHEN day_before = year_length THEN 1 ELSE day_before + 1 END
