-- table: core.fact_post_observation
-- column: view_count
-- kind: cross_table
-- dimension: consistency
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: in no dump have one of 20 posts fewer views, by more than a tenth, than an earlier capture saw
-- evaluated: (SELECT count(DISTINCT dump_key) FROM core.fact_post_observation WHERE view_count IS NOT NULL AND captured_at IS NOT NULL)
-- A tenth is what rounding to two digits may take.
WITH stepped AS (
    SELECT
        dump_key,
        view_count,
        max(view_count) OVER (
            PARTITION BY post_key ORDER BY captured_at RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 SECOND PRECEDING
        ) AS earlier_count
    FROM core.fact_post_observation
    WHERE view_count IS NOT NULL AND captured_at IS NOT NULL
)

SELECT CAST(dump_key AS VARCHAR) AS example_value
FROM stepped
GROUP BY dump_key
HAVING count(*) FILTER (WHERE view_count < 0.9 * earlier_count) > 0.05 * count(*)
