-- table: dq.finding
-- column: finding
-- kind: finding
-- dimension: consistency
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: channels that look alike are known to be one or two (aliases in anbar.toml decide)
-- evaluated: (SELECT count(*) FROM core.dim_channel WHERE channel_key > 0)
SELECT subject AS example_value
FROM dq.finding
WHERE finding = 'channel_look_alike'
