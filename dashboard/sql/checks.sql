-- Checks of one run, what is wrong first.
SELECT
    check_id, table_name, column_name, dimension, severity, status, evaluated_count, failed_count, threshold,
    rule_in_words, example_value, owner, checked_at
FROM dq.check_result
WHERE run_id = $run_id
ORDER BY status = 'passed', severity, status, check_id
