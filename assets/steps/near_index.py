"""The index of near-duplicates: texts by the buckets they lie in, and the pairs that say the same.

It grows by segments that never change, so what a release needs to be continued stays as it was when it was
published. A batch of new texts costs by its size: its buckets are looked up. Which pairs are compared follows from
the set of texts alone, so that any order of arrival ends in the same groups.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

from assets.steps.near_segments import KEY, MAX_TEXTS, PLACE, Segment, Texts, merged, write_segments
from assets.transforms.folding import Flags, Places, distinct
from assets.transforms.hashes import Hashes64, Keys
from assets.transforms.near.components import Compare, components, groups
from assets.transforms.near.nodes import Gathering, Nodes
from assets.transforms.near.sameness import are_related, follow_patterns, say_the_same
from assets.transforms.near.stars import content_ranks, star_pairs
from warehouse.connect import usable_threads
from warehouse.lake import write_json
from warehouse.settings import Duplicates

STATE, DEAD, PAIRS = "near.json", "near_dead.parquet", "near_pairs.parquet"
"""Files of the state of a release: which segments it uses, which of their texts no longer count, and the pairs."""

_RANGES = 64
"""Parts of the space of keys that are paired one after the other when everything is new."""

_PAIR = ["owner", "member"]
_GROUP_SCHEMA = {"node": pl.Int64, "group": pl.Int64}
_PAIR_SCHEMA = {"owner": pl.Int64, "member": pl.Int64, "buckets": pl.Int64}


class NearIndex:
    """Texts, each standing for the posts of one content, and which of them say the same."""

    def __init__(self, options: Duplicates) -> None:
        self.limits = options
        self.segments: list[Segment] = []
        self.alive: list[Flags] = []
        """Which texts of each segment count."""
        self.pairs = pl.DataFrame(schema=_PAIR_SCHEMA)
        """Posts of texts that are related, and in how many buckets they were compared."""

    @classmethod
    def load(cls, state: Path, lake: Path, options: Duplicates) -> "NearIndex":
        """The index of a release, from its state folder and the folder of all segments."""
        index = cls(options)
        dead = pl.read_parquet(state / DEAD)
        for number, name in enumerate(_segment_names(state)):
            segment = Segment(lake / name)
            alive = np.ones(len(segment.posts), np.bool_)
            alive[dead.filter(pl.col("segment") == number)["place"].to_numpy()] = False
            index.segments.append(segment)
            index.alive.append(alive)
        index.pairs = pl.read_parquet(state / PAIRS)
        return index

    def save(self, state: Path) -> None:
        """Write what a later build needs to load the index."""
        sizes = {s.folder.name: _sizes(s.folder) for s in self.segments}
        write_json(state / STATE, {"segments": sizes})
        dead = [np.flatnonzero(~alive) for alive in self.alive]
        numbers = np.repeat(np.arange(len(dead)), [len(d) for d in dead])
        places = np.concatenate([*dead, np.empty(0, np.int64)])
        frame = pl.DataFrame(
            {"segment": numbers, "place": places}, schema={"segment": pl.Int64, "place": pl.Int64}
        )
        frame.write_parquet(state / DEAD)
        self.pairs.write_parquet(state / PAIRS)

    def update(self, gone: Keys, texts: Iterable[Texts], folder: Path) -> pl.DataFrame:
        """Take texts out and in, and group anew what that touches.

        Args:
            gone: posts whose texts no longer count.
            texts: new texts; their posts are not in the index, or in ``gone``.
            folder: new segments are written to folders that begin with this path.

        Returns:
            ``node``, ``group``: the post of each text whose group may have changed, and the smallest post of
            the texts that say the same.
        """
        before = [alive.copy() for alive in self.alive]
        dead = [np.isin(s.posts, gone) & alive for s, alive in zip(self.segments, self.alive, strict=True)]
        for alive, d in zip(self.alive, dead, strict=True):
            alive &= ~d
        is_first = not self.segments
        touched_keys = [s.keys_of(d) for s, d in zip(self.segments, dead, strict=True) if d.any()]
        new = write_segments(texts, folder)
        for segment in new:
            self.segments.append(segment)
            self.alive.append(np.ones(len(segment.posts), np.bool_))
            before.append(np.zeros(len(segment.posts), np.bool_))
        if not self.segments:
            return pl.DataFrame(schema=_GROUP_SCHEMA)
        fresh = np.concatenate([np.empty(0, np.int64), *(s.posts for s in new)])
        rewritten = pl.Series(np.intersect1d(gone, fresh))
        if is_first:
            changed = self._all_pairs()
        else:
            keys = distinct(np.empty(0, np.uint64), *touched_keys, *(s.entries & KEY for s in new))
            changed = self._changed_pairs(keys, before, rewritten)
        told = self._regroup(changed, np.concatenate([gone, fresh]), rewritten)
        self._compact(folder)
        return told

    def _all_pairs(self) -> pl.DataFrame:
        """Pairs of all buckets, with the number of them."""
        view = _View(self.segments)

        def pairs(number: int) -> pl.DataFrame:
            return view.pairs(*view.of_range(number << 58, (number + 1) << 58))

        with ThreadPoolExecutor(usable_threads()) as pool:
            counted = _counted(pl.concat(pool.map(pairs, range(_RANGES))))
        for segment in self.segments:
            segment.forget()
        return counted

    def _changed_pairs(self, keys: Hashes64, before: Sequence[Flags], rewritten: pl.Series) -> pl.DataFrame:
        """Pairs that are in more buckets than before or in fewer, with the difference.

        A post that has another text than before makes other pairs: of those all buckets count.
        """
        view = _View(self.segments)
        bucket, node = view.of_keys(keys)
        key = keys[bucket]
        was, now = np.concatenate(before)[node], np.concatenate(self.alive)[node]
        old = view.pairs(bucket[was], node[was], key[was]).filter(~_is_of(rewritten))
        old = old.with_columns(buckets=pl.lit(-1, pl.Int64))
        new = view.pairs(bucket[now], node[now], key[now]).with_columns(buckets=pl.lit(1, pl.Int64))
        return _summed(pl.concat([old, new]))

    def _regroup(self, changed: pl.DataFrame, posts: Keys, rewritten: pl.Series) -> pl.DataFrame:
        """Verify what is new, and group the texts that hang together with what changed."""
        held = self.pairs.filter(~_is_of(rewritten))
        known = held.select(_PAIR)
        unknown = changed.filter(pl.col("buckets") > 0).join(known, on=_PAIR, how="anti")
        related = unknown.filter(pl.Series(self._are_related(unknown), dtype=pl.Boolean))
        ended = changed.join(known, on=_PAIR, how="semi")
        touched = _hanging_together(pl.concat([self.pairs, related]), [related, ended], posts)
        self.pairs = _with_changes(held, ended, related)
        inside = self.pairs.join(touched, left_on="owner", right_on="node", how="semi")
        alive = pl.concat([pl.Series(s.posts[a]) for s, a in zip(self.segments, self.alive, strict=True)])
        present = touched.join(alive.to_frame("node"), on="node", how="semi")
        return present.join(self._groups(inside), on="node", how="left").with_columns(
            group=pl.col("group").fill_null(pl.col("node"))
        )

    def _are_related(self, pairs: pl.DataFrame) -> Flags:
        posts, left, right = _positions(pairs)
        nodes = self._nodes_of(posts)
        return _side_by_side(lambda one, other: are_related(nodes, one, other, self.limits), left, right)

    def _groups(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Groups of the texts of some pairs, with which all pairs that they hang together by are given."""
        posts, left, right = _positions(pairs)
        nodes = self._nodes_of(posts)
        follows = follow_patterns(nodes, components(len(posts), left, right), self.limits)

        def same(one: Places, other: Places) -> Flags:
            return say_the_same(nodes, one, other, follows, self.limits)

        def alike(one: Places, other: Places) -> Flags:
            return say_the_same(nodes, one, other, follows, self.limits, in_chain=True)

        is_same = _side_by_side(same, left, right)
        label = groups(
            len(posts), left[is_same], right[is_same], lambda one, other: _side_by_side(alike, one, other)
        )
        return pl.DataFrame({"node": posts, "group": posts[label]}, schema=_GROUP_SCHEMA)

    def _nodes_of(self, posts: Keys) -> Nodes:
        """Texts of posts, which are ascending.

        Each segment is read and put in place before the next: there may be many words.
        """
        gathering = Gathering(len(posts))
        for segment, alive in zip(self.segments, self.alive, strict=True):
            here, place = segment.find(posts)
            gathering.expect(here[alive[place]], segment.nodes, place[alive[place]])
            segment.forget()
        for segment in self.segments:
            gathering.fill(segment.nodes)
            segment.forget()
        return gathering.nodes()

    def _compact(self, folder: Path) -> None:
        """Merge small segments, so that their number stays low: each is more than twice the next."""
        number = 0
        while len(self.segments) > 1:
            sizes = [len(s.posts) for s in self.segments[-2:]]
            if sizes[0] > 2 * sizes[1] or sum(sizes) > MAX_TEXTS:
                break
            last = list(zip(self.segments[-2:], self.alive[-2:], strict=True))
            segment = merged(last, folder.with_name(f"{folder.name}-merged{number}"))
            self.segments[-2:] = [segment]
            self.alive[-2:] = [np.ones(len(segment.posts), np.bool_)]
            number += 1


class _View:
    """All texts of some segments, numbered through."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self.offsets = np.cumsum([0, *(len(s.posts) for s in segments)])
        self.posts = np.concatenate([np.empty(0, np.int64), *(s.posts for s in segments)])
        contents = np.concatenate([np.empty(0, np.uint64), *(s.nodes.contents for s in segments)])
        self.content_keys = contents & KEY

    def of_range(self, low: int, high: int) -> tuple[Places, Places, Hashes64]:
        """Entries of the buckets with keys from ``low`` to below ``high`` that hold more than one text."""
        parts = [segment.of_range(low, high) for segment in self.segments]
        key = np.concatenate(parts) & KEY
        node = np.concatenate(
            [(p & PLACE).astype(np.int64) + o for p, o in zip(parts, self.offsets, strict=False)]
        )
        order = np.argsort(key, kind="stable")  # each segment's are ascending
        key, node = key[order], node[order]
        is_shared = np.zeros(len(key), np.bool_)
        same = key[1:] == key[:-1]
        is_shared[1:] |= same
        is_shared[:-1] |= same
        key, node = key[is_shared], node[is_shared]
        begins = np.zeros(len(key), np.bool_)
        begins[1:] = key[1:] != key[:-1]
        return np.cumsum(begins), node, key

    def of_keys(self, keys: Hashes64) -> tuple[Places, Places]:
        """Entries of some buckets that hold more than one text: which of them, ascending, and the text."""
        parts = [segment.of_keys(keys) for segment in self.segments]
        bucket = np.concatenate([p[0] for p in parts])
        node = np.concatenate([p[1] + o for p, o in zip(parts, self.offsets, strict=False)])
        shared = np.flatnonzero(np.bincount(bucket, minlength=len(keys))[bucket] > 1)
        order = shared[np.argsort(bucket[shared], kind="stable")]
        return bucket[order], node[order]

    def pairs(self, bucket: Places, node: Places, key: Hashes64) -> pl.DataFrame:
        """Pairs of posts to compare: ``owner``, ``member``, a row for each bucket."""
        post = self.posts[node]
        owner, member = star_pairs(bucket, post, content_ranks(post, key, self.content_keys[node]))
        return pl.DataFrame(
            {"owner": owner, "member": member}, schema={"owner": pl.Int64, "member": pl.Int64}
        )


def _side_by_side(compare: Compare, left: Places, right: Places) -> Flags:
    """Compare pairs on all processors."""
    threads = usable_threads()
    parts = [np.array_split(side, threads) for side in (left, right)]
    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(compare, *parts)))


def _positions(pairs: pl.DataFrame) -> tuple[Keys, Places, Places]:
    """Posts of pairs, ascending, and where in them the two of each pair stand."""
    owner, member = (pairs[c].to_numpy() for c in _PAIR)
    posts = distinct(owner, member)
    return posts, np.searchsorted(posts, owner), np.searchsorted(posts, member)


def _is_of(posts: pl.Series) -> pl.Expr:
    """Whether a pair has one of some posts."""
    return pl.col("owner").is_in(posts.implode()) | pl.col("member").is_in(posts.implode())


def _with_changes(pairs: pl.DataFrame, ended: pl.DataFrame, related: pl.DataFrame) -> pl.DataFrame:
    """Pairs with other numbers of buckets, and new ones; by owner, as texts are looked up by it."""
    same = pairs.join(ended, on=_PAIR, how="anti", maintain_order="left")
    others = pairs.join(ended, on=_PAIR, how="semi")
    others = _summed(pl.concat([others, ended, related])).sort(_PAIR)
    return same.merge_sorted(others, key="owner")


def _counted(pairs: pl.DataFrame) -> pl.DataFrame:
    return (
        pairs.filter(pl.col("owner") != pl.col("member")).group_by(_PAIR).agg(buckets=pl.len().cast(pl.Int64))
    )


def _summed(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the sum of their buckets, without those that are in none and those of a text with itself."""
    summed = pairs.filter(pl.col("owner") != pl.col("member")).group_by(_PAIR).agg(pl.col("buckets").sum())
    return summed.filter(pl.col("buckets") != 0)


def _hanging_together(pairs: pl.DataFrame, changed: Iterable[pl.DataFrame], posts: Keys) -> pl.DataFrame:
    """Posts that pairs, directly or not, connect with a pair that changed or one of some posts: ``node``."""
    ends = [frame[column] for frame in changed for column in _PAIR]
    seeds = distinct(posts, *(s.to_numpy() for s in ends))
    owner, member = (pairs[c].to_numpy() for c in _PAIR)
    nodes = distinct(owner, member, seeds)
    label = components(len(nodes), np.searchsorted(nodes, owner), np.searchsorted(nodes, member))
    is_touched = np.zeros(len(nodes), np.bool_)
    is_touched[label[np.searchsorted(nodes, seeds)]] = True
    return pl.DataFrame({"node": nodes[is_touched[label]]}, schema={"node": pl.Int64})


def is_whole(state: Path, lake: Path) -> bool:
    """Whether all of an index is there in its size."""
    try:
        segments = json.loads((state / STATE).read_text(encoding="utf-8"))["segments"]
        return all(_sizes(lake / name) == sizes for name, sizes in segments.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def used_segments(states: Iterable[Path]) -> Iterator[str]:
    """Names of the segments that some state needs."""
    for state in states:
        if (state / STATE).exists():
            yield from _segment_names(state)


def _segment_names(state: Path) -> list[str]:
    return list(json.loads((state / STATE).read_text(encoding="utf-8"))["segments"])


def _sizes(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_size for file in sorted(folder.glob("*.npy"))}
