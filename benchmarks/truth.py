"""Posts of which is known who copied whom, as ground truth for the search for duplicates.

Most posts are originals. The others copy earlier posts in the ways that channels do, or are traps: posts that look
alike and say something else. Part of the posts is captured again by later dumps.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from benchmarks.channels import TruthChannel
from benchmarks.copying import Inventor, TruthPost
from benchmarks.dumps import SHARED_ROWS, WRITERS, Row, write_rows
from benchmarks.texts import edited
from benchmarks.vocabulary import VOCABULARIES

NEWEST = "newest"
"""Folder of the newest posts, where they stand apart."""

_RECAPTURED = 0.3
_EDITED_SINCE = 0.01
_OVERLAP = 0.1


@dataclass(frozen=True, slots=True)
class Truth:
    """Channels, their posts in order of time, and those posts that later dumps have again."""

    channels: list[TruthChannel]
    posts: list[TruthPost]
    recaptures: list[TruthPost]


def invent(count: int, seed: int = 1) -> Truth:
    """Ground truth of any size; the same count and seed always give the same."""
    dice = random.Random(seed)
    inventor = Inventor(count, dice)
    posts = list(inventor.posts())
    recaptures = [_recaptured(post, inventor.channels, dice) for post in posts if dice.random() < _RECAPTURED]
    return Truth(inventor.channels, posts, recaptures)


def _recaptured(post: TruthPost, channels: list[TruthChannel], dice: random.Random) -> TruthPost:
    text = post.text
    if dice.random() < _EDITED_SINCE:
        text = edited(text, 1, dice, VOCABULARIES[channels[post.channel].language])
    return replace(post, text=text, view_count=int(post.view_count * dice.uniform(1.05, 3)) + 1)


def dumps(folder: Path, truth: Truth, writer_name: str, shards: int | None = None) -> list[Path]:
    """Write a dump for each channel and a later one of what is captured again; gives the files.

    With ``shards`` the channels go into that many dumps, if each line of the format names its channel.
    """
    paths = list[Path]()
    for suffix, posts in (("", truth.posts), ("_later", truth.recaptures)):
        by_channel: list[list[TruthPost]] = [[] for _ in truth.channels]
        for post in posts:
            by_channel[post.channel].append(post)
        if shards and writer_name in SHARED_ROWS:
            for number in range(min(shards, len(truth.channels))):
                target = _folder(folder / f"shard{number}{suffix}") / "messages.ndjson"
                several = zip(truth.channels[number::shards], by_channel[number::shards], strict=True)
                paths.append(_shard(target, several, SHARED_ROWS[writer_name]))
        else:
            for channel, some in zip(truth.channels, by_channel, strict=True):
                target = folder / f"{channel.handle}{suffix}"
                paths += WRITERS[writer_name](_folder(target), channel, some) if some else []
    return paths


def _shard(path: Path, several: Iterable[tuple[TruthChannel, list[TruthPost]]], row: Row) -> Path:
    return write_rows(path, (row(post, channel) for channel, some in several for post in some))


def newest_apart(truth: Truth, count: int) -> tuple[Truth, Truth]:
    """The truth without its newest posts, and those as a collector brings them: with some of the posts before them."""
    first = len(truth.posts) - count
    older = replace(truth, posts=truth.posts[:first], recaptures=[])
    return older, replace(older, posts=truth.posts[first - int(_OVERLAP * count) :])


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def truth_table(truth: Truth) -> pl.DataFrame:
    """For each post what tells it from others, its true cluster and its kind."""
    return pl.DataFrame(
        {
            "channel_handle": [truth.channels[post.channel].handle for post in truth.posts],
            "channel_id": [truth.channels[post.channel].telegram_id for post in truth.posts],
            "message_id": [post.message_id for post in truth.posts],
            "cluster": [post.cluster for post in truth.posts],
            "kind": [post.kind for post in truth.posts],
        }
    )


def main() -> None:
    """Write dumps and their ground truth, and say what they hold."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--posts", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--format", choices=list(WRITERS), default="telethon_json")
    arguments.add_argument("--shards", type=int, help="dumps to group the channels into")
    arguments.add_argument("--apart", type=int, default=0, help="newest posts to put into dumps of their own")
    options = arguments.parse_args()
    began = time.perf_counter()
    truth = invent(options.posts, options.seed)
    paths = []
    if options.apart:
        truth, newest = newest_apart(truth, options.apart)
        paths += dumps(_folder(options.folder / NEWEST), newest, options.format, 1)
    paths += dumps(_folder(options.folder), truth, options.format, options.shards)
    truth_table(truth).write_parquet(options.folder / "truth.parquet")
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    for kind, count in Counter(post.kind for post in truth.posts).most_common():
        _say(f"{kind:>12} {count:>12,}")
    clusters = len({post.cluster for post in truth.posts})
    _say(f"{len(truth.posts):,} posts of {len(truth.channels):,} channels in {clusters:,} clusters")
    _say(f"{len(truth.recaptures):,} of them captured again")
    _say(f"{len(paths):,} files, {megabytes:,.0f} MB, {time.perf_counter() - began:.0f} s")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
