-- table: dq.finding
-- column: finding
-- kind: finding
-- dimension: completeness
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: no dump is cut off or damaged
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT concat_ws('/', dump_key, finding) AS example_value
FROM dq.finding
WHERE finding IN ('truncated_file', 'damaged_file', 'cut_off_page', 'wrong_content_length')
