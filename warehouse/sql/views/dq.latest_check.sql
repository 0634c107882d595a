-- One row per check of the newest run that evaluated checks.
-- run_id: Run that evaluated the check.
-- check_id: Identifier of the check: table, then rule.
-- table_name: Table the check is about, schema.table.
-- column_name: Column the check is about; NULL for a rule on rows or tables.
-- dimension: Quality dimension.
-- severity: error blocks publication, warning does not.
-- status: passed, failed or not_run.
-- evaluated_count: Rows that were looked at; NULL when not run.
-- failed_count: Rows that break the rule; NULL when not run.
-- threshold: Share of failing rows from which the check fails; 0 means any.
-- rule_in_words: What must hold, in words.
-- example_value: One offender by its key.
-- owner: Who answers for the rule.
-- checked_at: When it was evaluated, UTC.
SELECT
    run_id, check_id, table_name, column_name, dimension, severity, status, evaluated_count, failed_count,
    threshold, rule_in_words, example_value, owner, checked_at
FROM dq.check_result
WHERE run_id = (
    SELECT run_id
    FROM dq.check_result
    ORDER BY checked_at DESC, run_id DESC
    LIMIT 1
)
