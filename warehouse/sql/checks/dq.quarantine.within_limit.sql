-- table: dq.quarantine
-- kind: bound
-- dimension: validity
-- severity: error
-- threshold: 0.5
-- owner: pipeline
-- rule: the share of records in quarantine is within quality.max_quarantined_share of anbar.toml
-- evaluated: (SELECT coalesce(sum(record_count), 0) FROM dq.latest_ledger WHERE stage = 'parsed')
SELECT min(reason) || ' in ' || min(file_name) AS example_value
FROM dq.quarantine
WHERE status = 'open'
GROUP BY dump_key, record_index
