-- Dumps in the order of their arrival, so that pages keep their place.
SELECT
    dump.dump_key, dump.dump_id, dump.file_name, dump.dump_format, dump.byte_count, dump.captured_at,
    dump.staged_at, dump.parser_version, dump.record_count, dump.observation_count, dump.service_count,
    dump.artifact_count, dump.quarantined_count, channel.channel_key, channel.channel_name
FROM core.dim_dump AS dump
LEFT JOIN core.dim_channel AS channel ON channel.channel_key = dump.channel_key
WHERE dump.dump_key > 0
ORDER BY dump.staged_at, dump.dump_key
LIMIT 1000
