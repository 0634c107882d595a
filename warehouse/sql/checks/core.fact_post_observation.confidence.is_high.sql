-- table: core.fact_post_observation
-- column: confidence
-- kind: bound
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: the boundaries of an original are trusted with 0.9 or more
-- evaluated: (SELECT count(*) FROM core.fact_post_observation WHERE copy_kind = 'original')
SELECT concat_ws('/', dump_key, record_index) AS example_value
FROM core.fact_post_observation
WHERE copy_kind = 'original' AND confidence < 0.9
