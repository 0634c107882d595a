-- Rows of a trend that the release that is continued has and that stay as they are, but for names.
SELECT held.* REPLACE ({names})
FROM base.{mart} AS held
JOIN core.dim_topic AS topic ON topic.topic_key = held.topic_key
{channels}
JOIN (
    SELECT DISTINCT {period_key}, number
    FROM (SELECT *, CAST(strftime(week_start_date, '%Y%m%d') AS BIGINT) AS week_start_date_key FROM numbered_day('{axis}'))
    WHERE number IS NOT NULL
) AS period ON period.{period_key} = held.{period_key}
LEFT JOIN trend_cut('{axis}', {by_channel}) AS cut ON cut.channel_key = {channel_key}
LEFT JOIN trend_whole('{axis}', {by_channel}) AS whole
    ON whole.channel_key = {channel_key} AND whole.topic_key = held.topic_key
WHERE is_in_trend_part(held.topic_key)
    AND number < coalesce(cut.first_number, trend_first()) AND whole.topic_key IS NULL
