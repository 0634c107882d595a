-- Which dumps and channels the open records come from, by reason.
SELECT
    quarantine.dump_key, min(quarantine.file_name) AS file_name, any_value(channel.channel_name) AS channel_name,
    quarantine.reason, count(*) AS open_count
FROM dq.quarantine AS quarantine
LEFT JOIN core.dim_dump AS dump ON dump.dump_key = quarantine.dump_key
LEFT JOIN core.dim_channel AS channel ON channel.channel_key = dump.channel_key
WHERE quarantine.status = 'open'
GROUP BY quarantine.dump_key, quarantine.reason
ORDER BY open_count DESC, file_name, quarantine.reason
LIMIT 200
