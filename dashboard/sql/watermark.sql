-- How far the data reach: the newest day with a post, in three calendars' words.
SELECT day.full_date, day.jalali_date, (SELECT max(posted_at) FROM core.fact_post) AS latest_posted_at
FROM (SELECT max(date_key) AS date_key FROM core.fact_post WHERE date_key > 0) AS newest
LEFT JOIN core.dim_date AS day ON day.date_key = newest.date_key
