-- One row per dump and stage: the books of the newest run that kept books.
-- run_id: Run whose books these are.
-- dump_key: Dump.
-- stage: Step of the pipeline, parsed or core.
-- file_name: Name under which the dump was handed over.
-- byte_count: Bytes of the dump; NULL beyond the first stage.
-- accounted_byte_count: Bytes that belong to exactly one record; NULL for formats without byte positions.
-- record_count: Records that went in.
-- observation_count: Records that came out as posts.
-- service_count: Service records.
-- artifact_count: Link previews, separators, boiler-plate.
-- quarantined_count: Records in quarantine.
-- waived_count: Those of them that people accept for a while; NULL in books that did not tell them apart.
-- post_count: Distinct posts among the observations; NULL before posts are known.
-- residual: Records without a whereabouts: record_count minus all whereabouts.
-- byte_residual: Bytes without a whereabouts; NULL for formats without byte positions.
SELECT
    ledger.run_id, ledger.dump_key, ledger.stage, ledger.file_name, ledger.byte_count,
    ledger.accounted_byte_count, ledger.record_count, ledger.observation_count, ledger.service_count,
    ledger.artifact_count, ledger.quarantined_count, ledger.waived_count, ledger.post_count, ledger.residual, ledger.byte_residual
FROM dq.ledger AS ledger
LEFT JOIN dq.run AS run ON run.run_id = ledger.run_id
-- Books of a run that is not on record count as newest: nobody can say that they are old.
WHERE run.run_id IS NULL
    OR run.started_at = (
        SELECT max(started_at)
        FROM dq.run
        WHERE run_id IN (SELECT run_id FROM dq.ledger)
    )
