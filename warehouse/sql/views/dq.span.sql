-- One row per record of a dump, posts and all others: which stretch of the dump became what.
-- In formats with byte positions the spans lie side by side and fill the dump, or each file of a folder.
-- dump_key: Dump of the record.
-- record_index: Position of the record in the dump, from 0.
-- record_kind: observation, service, artifact or quarantined.
-- artifact_kind: Kind of artifact, or the action of a service row; NULL for the others.
-- record_locator: JSON pointer, line, element id or page of the record.
-- byte_start: First byte in the dump, where the format has byte positions.
-- byte_end: Byte after the last one.
SELECT
    dump_key,
    record_index,
    'observation' AS record_kind,
    CAST(NULL AS VARCHAR) AS artifact_kind,
    record_locator,
    byte_start,
    byte_end
FROM core.fact_post_observation
UNION ALL
SELECT dump_key, record_index, record_kind, artifact_kind, record_locator, byte_start, byte_end
FROM dq.excluded_record
