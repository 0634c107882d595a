-- table: dq.refused_file
-- column: reason
-- kind: finding
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: every file that was handed over for the first time in this run is a dump or a known note
-- evaluated: (SELECT count(*) FROM dq.refused_file)
SELECT refused.file_name AS example_value
FROM dq.refused_file AS refused
JOIN dq.run AS run ON run.run_id = refused.first_run_id
WHERE run.started_at = (SELECT max(started_at) FROM dq.run)
