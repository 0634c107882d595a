-- Reasons of quarantine with how many records, and how many of them are still in it.
SELECT
    reason, any_value(rule_in_words) AS rule_in_words, count(*) AS record_count,
    count(*) FILTER (WHERE status = 'open') AS open_count,
    count(*) FILTER (WHERE status = 'replayed') AS replayed_count,
    count(*) FILTER (WHERE status NOT IN ('open', 'replayed')) AS waived_count,
    count(DISTINCT dump_key) AS dump_count,
    min(first_seen_at) AS first_seen_at,
    max(first_seen_at) AS last_seen_at
FROM dq.quarantine
GROUP BY reason
ORDER BY open_count DESC, record_count DESC, reason
LIMIT 200
