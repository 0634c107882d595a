"""Which references of which dumps mean the same channel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from assets.transforms.text import match_key, surrogate_key
from schemas.contract import NOT_APPLICABLE_KEY, UNKNOWN_KEY


@dataclass(frozen=True)
class KnownChannel:
    """A channel as configuration states it; its references mean one channel."""

    refs: tuple[str, ...]
    """References in the form of ``stg.channel.channel_ref``."""
    telegram_id: int | None = None
    handle: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class ResolvedChannels:
    """Channels of the warehouse and the way to them."""

    channels: pl.DataFrame
    """``channel_key``, ``telegram_id``, ``handle``, ``channel_name``, ``channel_type``, ``is_inferred``,
    without the reserved rows' languages."""
    refs: pl.DataFrame
    """``channel_ref`` → ``channel_key``."""


def reference_of(telegram_id: int | None, handle: str | None, name: str | None) -> str | None:
    """The best reference for what is known of a channel: id before handle before name."""
    if telegram_id is not None:
        return f"id:{telegram_id}"
    if handle:
        return f"handle:{handle.lower()}"
    if name:
        key = _name_key(name)
        return f"name:{key}" if key else None
    return None


@lru_cache(maxsize=65_536)
def _name_key(name: str) -> str:
    """Match key of a title; an engine is asked once per title, not once per post."""
    return str(pl.select(match_key(pl.lit(name))).item())


def resolve_channels(
    stated: pl.DataFrame,
    mentioned: Sequence[str],
    known: Sequence[KnownChannel],
    twins: Iterable[tuple[str, str]] = (),
) -> ResolvedChannels:
    """Join references that share an id or a handle, that configuration calls one channel, or that are twins.

    A title alone never joins a channel with an id or handle: look-alikes exist. The outcome is a function
    of the set of statements, not of their order.

    Args:
        stated: columns of ``stg.channel`` plus ``captured_at``, over all dumps.
        mentioned: further references, such as origins of forwards.
        known: channels of the configuration.
        twins: pairs of references that carry the same messages.
    """
    links = _Links()
    for ref, telegram_id, handle in stated.select("channel_ref", "telegram_id", "handle").iter_rows():
        links.join(_refs(ref, telegram_id, handle))
    for ref in mentioned:
        links.join([ref])
    for channel in known:
        links.join([*channel.refs, *_refs(None, channel.telegram_id, channel.handle)])
    for pair in twins:
        links.join(pair)
    groups = links.groups()
    keys = _keys(groups)
    rows = [_channel_row(keys[root], refs, stated, known) for root, refs in sorted(groups.items())]
    refs = [(ref, keys[root]) for root, members in groups.items() for ref in members]
    return ResolvedChannels(
        pl.DataFrame([*_RESERVED, *rows], schema=_CHANNELS, orient="row"),
        pl.DataFrame(sorted(refs), schema={"channel_ref": pl.String, "channel_key": pl.Int64}, orient="row"),
    )


_CHANNELS: dict[str, type[pl.DataType]] = {
    "channel_key": pl.Int64,
    "telegram_id": pl.Int64,
    "handle": pl.String,
    "channel_name": pl.String,
    "channel_type": pl.String,
    "is_inferred": pl.Boolean,
}
_RESERVED = [
    (UNKNOWN_KEY, None, None, "unknown", None, True),
    (NOT_APPLICABLE_KEY, None, None, "not applicable", None, True),
]


class _Links:
    """Union-find over references; the root of a group is its smallest member."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def join(self, refs: Iterable[str]) -> None:
        roots = sorted({self._root(r) for r in refs})
        for root in roots[1:]:
            self._parent[root] = roots[0]

    def _root(self, ref: str) -> str:
        parent = self._parent.setdefault(ref, ref)
        while parent != self._parent[parent]:
            parent = self._parent[parent]
        self._parent[ref] = parent
        return parent

    def groups(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for ref in sorted(self._parent):
            groups.setdefault(self._root(ref), []).append(ref)
        return groups


def _refs(ref: str | None, telegram_id: int | None, handle: str | None) -> list[str]:
    refs = [ref, f"id:{telegram_id}" if telegram_id else None, f"handle:{handle.lower()}" if handle else None]
    return [r for r in refs if r]


def _keys(groups: dict[str, list[str]]) -> dict[str, int]:
    """Surrogate key of each group: of its id, else its handle, else its name; the smallest if several."""
    natural = {root: min(refs, key=_strength) for root, refs in groups.items()}
    frame = pl.DataFrame({"root": list(natural), "natural": list(natural.values())}, schema_overrides={
        "root": pl.String, "natural": pl.String,
    })  # fmt: skip
    frame = frame.with_columns(key=surrogate_key(pl.lit("channel"), pl.col("natural")))
    return dict(frame.select("root", "key").iter_rows())


def _strength(ref: str) -> tuple[int, str]:
    return (["id", "handle", "name"].index(ref.partition(":")[0]), ref)


def _channel_row(
    key: int, refs: list[str], stated: pl.DataFrame, known: Sequence[KnownChannel]
) -> tuple[int, int | None, str | None, str, str | None, bool]:
    """What the newest statement says of each attribute; configuration wins, then stated over inferred."""
    rows = stated.filter(pl.col("channel_ref").is_in(refs)).sort(
        ["is_inferred", "captured_at", "dump_key", "channel_ref"],  # total: one dump may state several
        descending=[False, True, False, False],
        nulls_last=True,
    )
    configured = [c for c in known if set(c.refs) & set(refs)]

    def newest(column: str) -> str | None:
        values = rows[column].drop_nulls()
        return str(values[0]) if len(values) else None

    ids = sorted(int(r.partition(":")[2]) for r in refs if r.startswith("id:"))
    handle = newest("handle") or next((r.partition(":")[2] for r in refs if r.startswith("handle:")), None)
    name = next((c.name for c in configured if c.name), None) or newest("channel_name") or handle
    name = name or (str(ids[0]) if ids else min(refs).partition(":")[2])
    inferred = not configured and (rows.is_empty() or bool(rows["is_inferred"].all()))
    return (key, ids[0] if ids else None, handle, name, newest("channel_type"), inferred)
