-- table: dq.finding
-- column: finding
-- kind: finding
-- dimension: consistency
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: dumps agree on the time of a message, and on its text unless one of them states an edit
-- evaluated: (SELECT count(*) FROM core.fact_post WHERE observation_count > 1)
SELECT concat_ws(': ', subject, example_value) AS example_value
FROM dq.finding
WHERE finding IN ('times_disagree', 'texts_disagree')
