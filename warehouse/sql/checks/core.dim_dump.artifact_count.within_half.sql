-- table: core.dim_dump
-- column: artifact_count
-- kind: bound
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: at most half of the records of a dump are link previews, separators and boiler-plate
-- evaluated: (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0)
SELECT CAST(dump_key AS VARCHAR) AS example_value
FROM core.dim_dump
WHERE dump_key > 0 AND record_count >= 10 AND 2 * artifact_count > record_count
