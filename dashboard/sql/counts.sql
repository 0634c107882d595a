-- The numbers that everybody asks for first.
SELECT
    (SELECT count(*) FROM core.fact_post) AS post_count,
    (SELECT count(*) FROM core.fact_post WHERE date_key = 0) AS undated_post_count,
    (SELECT count(*) FROM core.fact_post_observation) AS observation_count,
    (SELECT count(*) FROM core.dim_dump WHERE dump_key > 0) AS dump_count,
    (SELECT count(DISTINCT channel_key) FROM core.fact_post) AS channel_count,
    (SELECT count(*) FROM core.fact_post WHERE post_key <> repost_group_key) AS repost_count,
    (SELECT count(DISTINCT (dump_key, record_index)) FROM dq.quarantine WHERE status = 'open') AS quarantined_count,
    (SELECT count(*) FROM dq.refused_file) AS refused_file_count
