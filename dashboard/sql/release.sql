-- The release as it describes itself.
SELECT
    release_id, run_id, built_at, code_version, duckdb_version, storage_version, reporting_zone, config_hash,
    data_fingerprint
FROM meta.release
