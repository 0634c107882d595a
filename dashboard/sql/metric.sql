-- Measures, each defined once.
SELECT metric_name, label_en, label_fa, expression, base_table, additivity, unit, owner
FROM meta.metric
ORDER BY metric_name
