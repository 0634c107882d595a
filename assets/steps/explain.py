"""The story of one post: where it appears, which copy gave what, and what became of it.

What a release says is read from the release; how it came to say so is worked out again from the staged
observations, by the same rules (``transforms.relational.survivorship``).
"""

import re
from dataclasses import dataclass
from typing import Any

import duckdb
import narwhals as nw
import polars as pl

from assets.steps.workspace import Workspace
from assets.transforms.relational.copies import rank_copies
from assets.transforms.relational.survivorship import SURVIVORSHIP, winners
from assets.transforms.text import dump_key
from assets.transforms.times import taken_at
from warehouse.errors import UsageError
from warehouse.lake import Blob, Dump
from warehouse.settings import channel_from_text

SHOWN_BYTES = 4096
"""Raw bytes of an appearance that are shown."""

_NEVER = 2**62
_LINK = re.compile(r"(?:https?://)?t\.me/(?:s/|c/)?([^/\s]+)/(\d+)/?(?:\?\S*)?")


@dataclass(frozen=True)
class Appearance:
    """One observation of the post."""

    row: dict[str, Any]
    """Columns of ``core.fact_post_observation``, with ``file_name`` and ``dump_format``."""
    blob: str | None
    """Path of the raw file in the lake that holds the record, None if it is no longer there."""
    raw: bytes | None
    """The record's bytes, at most ``SHOWN_BYTES``; None where the format has no byte positions."""


@dataclass(frozen=True)
class Choice:
    """Where a column's value comes from."""

    column: str
    value: Any
    appearance: int
    """Number of the appearance, from 1."""
    why: str


@dataclass(frozen=True)
class Story:
    """Everything that is known of a post."""

    post: dict[str, Any]
    """``core.fact_post`` with ``channel_name`` and ``handle``."""
    appearances: list[Appearance]
    choices: list[Choice]
    tables: dict[str, list[dict[str, Any]]]
    """Title → rows of the other tables: versions, topics, entities, reactions, reposts, checks."""


def explain_post(workspace: Workspace, con: duckdb.DuckDBPyConnection, target: str) -> Story:
    """Tell the story of a post of the current release.

    Args:
        workspace: gives the lake.
        con: the release.
        target: post key, ``channel/message id`` (handle, id or title of the channel), or a t.me link.

    Raises:
        UsageError: no post, or several, are meant.
    """
    key = find_post(con, target)
    post = _rows(con, _POST, key)[0]
    observed = _rows(con, _OBSERVATIONS, key)
    dumps = {dump_key(dump.dump_id): (dump, folder) for dump, folder in workspace.parses}
    appearances = [_appearance(workspace, row, dumps.get(row["dump_key"])) for row in observed]
    folders = {k: folder for k, (_, folder) in dumps.items()}
    return Story(
        post,
        appearances,
        _choices(post, observed, folders),
        {title: _rows(con, query, key) for title, query in _TABLES.items()},
    )


def find_post(con: duckdb.DuckDBPyConnection, target: str) -> int:
    """Key of the post that is meant.

    Raises:
        UsageError: none or several.
    """
    if target.isdecimal():
        found = con.execute("SELECT post_key FROM core.fact_post WHERE post_key = ?", [int(target)])
    else:
        channel, message_id = _channel_and_message(target)
        wanted = channel_from_text(channel)
        handle = wanted.handle or channel.lower().removeprefix("@")
        found = con.execute(_BY_MESSAGE, [message_id, wanted.telegram_id, handle, channel])
    keys = [row[0] for row in found.fetchall()]
    if not keys:
        raise UsageError(
            f"The release has no post {target}.",
            "Give CHANNEL/MESSAGE (handle, id or title), a t.me link or a post_key from core.fact_post.",
        )
    if len(keys) > 1:
        raise UsageError(
            f"{target} may be any of {len(keys)} posts: {', '.join(map(str, keys[:9]))}.",
            "Give one post_key.",
        )
    return int(keys[0])


def _channel_and_message(target: str) -> tuple[str, int]:
    link = _LINK.fullmatch(target.strip())
    channel, _, number = (f"{link[1]}/{link[2]}" if link else target.strip()).rpartition("/")
    if not channel or not re.fullmatch(r"-?\d{1,18}", number):
        raise UsageError(f"{target} names no post.", "Give CHANNEL/MESSAGE, a t.me link or a post_key.")
    return channel, int(number)


def _rows(con: duckdb.DuckDBPyConnection, query: str, key: int) -> list[dict[str, Any]]:
    cursor = con.execute(query, [key])
    columns = [d[0] for d in cursor.description or []]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _appearance(workspace: Workspace, row: dict[str, Any], staged: tuple[Dump, Any] | None) -> Appearance:
    blob = _blob_of(staged[0], row["record_locator"]) if staged else None
    path = workspace.lake.blob_path(blob.sha256) if blob else None
    if path is None or not path.exists():
        return Appearance(row, None, None)
    if row["byte_start"] is None:
        return Appearance(row, str(path), None)
    with path.open("rb") as stream:
        stream.seek(row["byte_start"])
        raw = stream.read(min(row["byte_end"] - row["byte_start"], SHOWN_BYTES))
    return Appearance(row, str(path), raw)


def _blob_of(dump: Dump, locator: str) -> Blob | None:
    """The file of a dump that holds a record: locators of folders begin with the file's name."""
    if len(dump.blobs) == 1:
        return dump.blobs[0]
    named = [b for b in dump.blobs if locator.startswith(b.name)]
    return max(named, key=lambda b: len(b.name), default=None)


def _choices(post: dict[str, Any], observed: list[dict[str, Any]], folders: dict[int, Any]) -> list[Choice]:
    """Which appearance gave each column, by running the rules again on the staged observations."""
    places = pl.DataFrame(observed).select("dump_key", "record_index", "post_key", "copy_kind")
    parts = [p for k in places["dump_key"].unique() if k in folders for p in folders[k].glob("observation-*")]
    if not parts:
        return []
    captured = pl.coalesce("captured_at", "taken_at").dt.epoch("us")
    copies = (
        pl.scan_parquet(parts)
        .join(places.lazy(), on=["dump_key", "record_index"])
        .join(taken_at(pl.scan_parquet(parts)), on="dump_key", how="left")
        .with_columns(
            recency=(-captured).fill_null(_NEVER),
            age=captured.fill_null(_NEVER),
            is_titleless=pl.col("copy_kind") == "titleless_copy",
            # Known for every copy, as in the build: a post that is no forward has an origin of -1.
            forward_from_channel_key=pl.lit(0, pl.Int64),
        )
        .drop("copy_kind", "taken_at")
    )
    ranked = rank_copies(nw.from_native(copies))
    won = winners(ranked).to_native().collect()
    number = {(o["dump_key"], o["record_index"]): n for n, o in enumerate(observed, 1)}
    why = {column: rule.why for rule in SURVIVORSHIP for column in rule.columns} | {
        "text": SURVIVORSHIP[0].why
    }
    taken = {row["column"]: number[row["dump_key"], row["record_index"]] for row in won.to_dicts()}
    return [Choice(c, post[c], taken[c], why[c]) for c in post if c in taken]


_POST = """
SELECT p.*, c.channel_name, c.handle, c.telegram_id
FROM core.fact_post AS p JOIN core.dim_channel AS c USING (channel_key) WHERE p.post_key = ?
"""
_BY_MESSAGE = """
SELECT p.post_key FROM core.fact_post AS p JOIN core.dim_channel AS c USING (channel_key)
WHERE p.message_id = ? AND (c.telegram_id = ? OR c.handle = ? OR c.channel_name = ?)
ORDER BY p.post_key
"""
_OBSERVATIONS = """
SELECT o.*, d.file_name, d.dump_format
FROM core.fact_post_observation AS o JOIN core.dim_dump AS d USING (dump_key)
WHERE o.post_key = ? ORDER BY o.copy_kind <> 'original', o.captured_at DESC NULLS LAST, o.dump_key, o.record_index
"""
_TABLES = {
    "versions of the text": """
        SELECT version_number, first_seen_at, text
        FROM core.fact_post_version WHERE post_key = ? ORDER BY version_number""",
    "topics": """
        SELECT t.topic_kind, t.topic_label, f.assignment, f.evidence, f.weight
        FROM core.fact_post_topic AS f JOIN core.dim_topic AS t USING (topic_key)
        WHERE f.post_key = ? ORDER BY t.topic_kind, t.topic_label""",
    "entities": """
        SELECT entity_kind, entity_value FROM core.fact_post_entity WHERE post_key = ?
        ORDER BY entity_kind, entity_value""",
    "reactions": """
        SELECT reaction, reaction_count FROM core.fact_reaction WHERE post_key = ?
        ORDER BY reaction_count DESC, reaction""",
    "the same content elsewhere": """
        SELECT o.post_key, c.channel_name, o.message_id, o.posted_at
        FROM core.fact_post AS p
        JOIN core.fact_post AS o ON o.repost_group_key = p.repost_group_key AND o.post_key <> p.post_key
        JOIN core.dim_channel AS c ON c.channel_key = o.channel_key
        WHERE p.post_key = ? ORDER BY o.posted_at NULLS LAST, o.post_key LIMIT 20""",
    "findings about its dumps": """
        SELECT DISTINCT f.finding, f.subject, f.failed_count, f.example_value
        FROM core.fact_post_observation AS o JOIN dq.finding AS f USING (dump_key)
        WHERE o.post_key = ? ORDER BY ALL""",
    "checks of posts that failed in this release": """
        SELECT check_id, severity, rule_in_words, failed_count, evaluated_count
        FROM dq.check_result
        WHERE run_id = (SELECT run_id FROM meta.release) AND status <> 'passed'
          AND table_name LIKE '%fact_post%' AND ? > 0 ORDER BY check_id""",
}
