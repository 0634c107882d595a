-- table: core.fact_post
-- column: text
-- kind: bound
-- dimension: validity
-- severity: warning
-- threshold: 0
-- owner: curation
-- rule: no text was decoded by the wrong table of characters
-- evaluated: (SELECT count(*) FROM core.fact_post WHERE char_count > 0)
-- Arabic letters in UTF-8 begin with the bytes D8 to DB: as Windows-1252 Ø to Û, before a mark or a letter that
-- follows no letter of such a word elsewhere; a character that stands for lost bytes is one by itself.
SELECT CAST(post_key AS VARCHAR) AS example_value
FROM core.fact_post
WHERE contains(text, chr(65533))
    OR ((contains(text, 'Ø') OR contains(text, 'Ù') OR contains(text, 'Ð'))
        AND regexp_matches(text, '([ØÙÚÛÐÑ][\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ] ?){4}'))
