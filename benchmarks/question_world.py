"""An invented warehouse of any size, made by SQL: what the marts and the documented questions read.

Thirty channels over ten years; topics by Zipf's law; every 40th post undated, every 7th a forward, every 9th a repost
of one of the posts shortly before it. All dice are MD5 of the post's number, so that a size always gives the same.
"""

import tempfile
import time
from pathlib import Path

import duckdb

from assets.transforms.calendar import dim_date
from warehouse.ddl import literal
from warehouse.marts import MARTS, build_marts

CHANNELS = 30
_WORLD = """
CREATE SCHEMA core;
CREATE SCHEMA mart;
CREATE TABLE core.dim_date AS FROM read_parquet({dates});

CREATE TEMP MACRO dice(number, salt) AS md5_number_lower(concat(number, '/', salt)) / 18446744073709551616.0;

CREATE TABLE core.dim_channel AS
SELECT CAST(range AS BIGINT) AS channel_key, concat('channel ', range) AS channel_name FROM range(1, {channels} + 1);

CREATE TABLE core.dim_topic AS
SELECT
    CAST(range AS BIGINT) AS topic_key, concat('topic ', range) AS topic_label, 'hashtag' AS topic_kind,
    CAST(-1 AS BIGINT) AS parent_topic_key, TRUE AS is_current
FROM range(1, {topics} + 1);

-- Large channels first: the share of channel c falls as the square root.
CREATE TABLE core.fact_post AS
WITH drawn AS (
    SELECT
        CAST(range + 1 AS BIGINT) AS post_key,
        1 + CAST(floor({channels} * pow(dice(range, 'channel'), 2)) AS BIGINT) AS channel_key,
        CAST(floor(3650 * dice(range, 'day')) AS INTEGER) AS day,
        least(23, CAST(floor(24 * sqrt(dice(range, 'hour'))) AS INTEGER)) AS hour,
        range % 40 = 7 AS is_undated,
        dice(range, 'forward') < 1 / 7 AS is_forward,
        CASE WHEN dice(range, 'repost') < 1 / 9
            THEN CAST(floor(100 * dice(range, 'back')) AS BIGINT) ELSE 0 END AS back,
        CAST(floor(80 * dice(range, 'word')) AS BIGINT) AS word_count
    FROM range({posts})
)
SELECT
    post_key, channel_key,
    CASE WHEN is_undated THEN 0
        ELSE CAST(strftime(DATE '2014-03-22' + day, '%Y%m%d') AS BIGINT) END AS date_key,
    CASE WHEN NOT is_undated THEN DATE '2014-03-22' + day + to_hours(hour) END AS posted_at_local,
    CASE WHEN is_undated THEN 'unknown' ELSE 'second' END AS posted_precision,
    CASE WHEN NOT is_undated THEN DATE '2014-03-22' + day + to_hours(hour) END AS posted_at,
    CAST(-1 AS BIGINT) AS album_key, is_forward, word_count, greatest(1, post_key - back) AS repost_group_key
FROM drawn
ORDER BY channel_key, date_key, post_key;

CREATE TABLE core.fact_post_observation AS SELECT post_key, channel_key AS dump_key FROM core.fact_post;

-- Three topics a post; the n-th topic is drawn with a probability near 1 / n. In spring some come up.
CREATE TABLE core.fact_post_topic AS
SELECT DISTINCT
    post_key,
    least({topics}, CAST(floor(pow({topics} + 1, dice(post_key, draw))) AS BIGINT)
        + CASE WHEN date_key % 10000 BETWEEN 301 AND 330 AND dice(post_key, 'spring') < 0.2 THEN 50 ELSE 0 END
    ) AS topic_key,
    CAST(1 AS DOUBLE) AS weight
FROM core.fact_post, (SELECT unnest(range(3)) AS draw)
ORDER BY post_key, topic_key;
"""


def build_question_world(con: duckdb.DuckDBPyConnection, posts: int, topics: int) -> dict[str, float]:
    """Make the tables and marts; gives the seconds that each mart took, the first trend with what all trends read.

    Args:
        con: an empty database.
        posts: how many.
        topics: how many.
    """
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        dates = Path(folder) / "dates.parquet"
        dim_date().write_parquet(dates)
        world = _WORLD.format(dates=literal(str(dates)), channels=CHANNELS, topics=topics, posts=posts)
        con.execute(world).fetchall()
        con.execute("SET preserve_insertion_order = false").fetchall()  # as where the pipeline builds them
        began = time.perf_counter()
        for name, _ in build_marts(con, MARTS, lambda file: Path(folder) / f"{file}.parquet"):
            seconds[name] = time.perf_counter() - began
            con.execute(
                f"CREATE TABLE {name} AS FROM read_parquet({literal(f'{folder}/{name}*.parquet')})"
            ).fetchall()
            began = time.perf_counter()
    return seconds
