"""What a failed check names: its offenders, led back to channels and files."""

import duckdb

_NAMED = r"""
WITH offender AS (
    SELECT CAST(example_value AS VARCHAR) AS example FROM ({definition})
),

mentioned AS (
    SELECT unnest(list_append(regexp_extract_all(example, '\d+'), example)) AS word FROM offender
),

post AS (
    SELECT observation.post_key, observation.dump_key, observation.record_index, post.channel_key
    FROM core.fact_post_observation AS observation
    JOIN core.fact_post AS post USING (post_key)
)

SELECT CAST(telegram_id AS VARCHAR) FROM mentioned JOIN core.dim_channel ON CAST(channel_key AS VARCHAR) = word
UNION SELECT file_name FROM mentioned JOIN core.dim_dump ON CAST(dump_key AS VARCHAR) = word
UNION SELECT CAST(telegram_id AS VARCHAR) FROM mentioned JOIN post ON CAST(post_key AS VARCHAR) = word
    JOIN core.dim_channel USING (channel_key)
UNION SELECT file_name FROM mentioned JOIN post ON CAST(post_key AS VARCHAR) = word JOIN core.dim_dump USING (dump_key)
UNION SELECT file_name FROM mentioned JOIN dq.quarantine ON CAST(quarantine_id AS VARCHAR) = word
UNION SELECT file_name FROM mentioned JOIN dq.refused_file ON file_name = word
"""


def named(con: duckdb.DuckDBPyConnection, check_id: str) -> set[str]:
    """Telegram ids and file names that the offenders of a check lead to; rules of readers name their files."""
    table, _, reason = check_id.partition(":")
    if table == "stg.observation":
        query = "SELECT file_name FROM dq.quarantine WHERE reason = ?"
        return {name for (name,) in con.execute(query, [reason]).fetchall()}
    [(definition,)] = con.execute("SELECT definition FROM dq.check WHERE check_id = ?", [check_id]).fetchall()
    return {name for (name,) in con.execute(_NAMED.format(definition=definition)).fetchall() if name}
