-- The days with the number of their period; NULL in the reserved rows.
CREATE OR REPLACE TEMP MACRO numbered_day(axis) AS TABLE
    SELECT
        *,
        CASE axis
            WHEN 'week' THEN date_diff('day', DATE '2000-01-01', week_start_date) // 7
            WHEN 'month' THEN year * 12 + month
            WHEN 'jalali_month' THEN jalali_year * 12 + jalali_month
        END AS number
    FROM core.dim_date;
