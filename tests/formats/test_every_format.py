"""What must hold of every adapter whatever bytes it is given; a new format is covered by being there."""

import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import polars as pl
import pytest
from damage import LONG, NESTS, harm, mutations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from miniatures import Dump, miniatures

from assets.formats.base import Adapter, Batch, Member, ParseOptions, Source
from assets.formats.registry import ADAPTERS, detect
from assets.transforms.stage import stage_batch

MINIATURES = {name: miniatures(name) for name in ADAPTERS}
TILED = {"plain_text"}
"""Formats whose records, separators included, cover every byte of a file."""
MAX_SECONDS = 10
"""Far more than any quick example needs in linear time."""
MAX_SECONDS_PER_MEGABYTE = 40
"""A megabyte can be a million records, each of which is accounted for; in quadratic time it takes minutes."""

OPTIONS = ParseOptions()


class TooSlowError(BaseException):
    """An adapter did not end in time; no handler of an adapter catches this."""


@contextmanager
def watchdog(seconds: int) -> Iterator[None]:
    """Interrupt what takes too long, and fail where that was impossible until it ended by itself."""

    def bark(_: int, __: FrameType | None) -> None:
        raise TooSlowError(f"not finished within {seconds} s")

    before = signal.signal(signal.SIGALRM, bark)
    signal.alarm(seconds)
    began = time.monotonic()
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - began < seconds


def parse(adapter: Adapter, dump: Dump, seconds: int = MAX_SECONDS) -> list[Batch]:
    """Parse a dump within the time allowed, and hold its batches to the rules."""
    with tempfile.TemporaryDirectory() as folder:
        members = []
        for name, content in dump.items():
            path = Path(folder) / name
            path.write_bytes(content)
            members.append(Member(name, path, len(content)))
        with watchdog(seconds):
            assert 0 <= adapter.sniff(tuple(members)) <= 1
            batches = list(adapter.parse(Source("0" * 64, tuple(members), OPTIONS)))
    check_numbering(batches)
    for batch in batches:
        check_staging(batch)
    if len(dump) == 1:
        [content] = dump.values()
        check_spans(batches, len(content), is_tiled=adapter.name in TILED)
    return batches


def check_numbering(batches: list[Batch]) -> None:
    """Every record found is in one place, numbered from 0 without a gap."""
    following = 0
    for batch in batches:
        indexes = sorted([*batch.observations["record_index"], *batch.excluded["record_index"]])
        assert indexes == list(range(following, following + batch.record_count))
        following += batch.record_count
        rejected = batch.excluded.filter(pl.col("record_kind") == "quarantined")["record_index"]
        assert sorted(set(batch.rejections["record_index"])) == sorted(rejected)


def check_staging(batch: Batch) -> None:
    """The staging step takes the batch and loses nothing of it."""
    staged = stage_batch(batch, 1, OPTIONS)
    assert staged["stg.observation"].height + staged["stg.excluded"].height == batch.record_count


def check_spans(batches: list[Batch], size: int, *, is_tiled: bool) -> None:
    """Stretches of bytes lie in the file and do not overlap; where they are to cover it, they do."""
    spans = sorted(
        span
        for batch in batches
        for frame in (batch.observations, batch.excluded)
        for span in frame.select("byte_start", "byte_end").drop_nulls().rows()
    )
    ends = [0, *(end for _, end in spans)]
    assert all(before <= start <= end <= size for before, (start, end) in zip(ends, spans, strict=False))
    if is_tiled:
        assert sum(end - start for start, end in spans) == size


@pytest.mark.parametrize("name", ADAPTERS)
def test_every_format_has_miniatures(name: str) -> None:
    assert MINIATURES[name], f"put a small dump into tests/fixtures/{name}, or a builder into miniatures.py"


@pytest.mark.parametrize("name", ADAPTERS)
def test_miniatures_are_recognised_and_give_posts(name: str, tmp_path: Path) -> None:
    for dump in MINIATURES[name]:
        for file, content in dump.items():
            (tmp_path / file).write_bytes(content)
        found = detect(tuple(Member(f, tmp_path / f, len(c)) for f, c in dump.items()))
        assert found is not None, dump.keys()
        assert found.name == name, dump.keys()
        assert sum(batch.observations.height for batch in parse(found, dump)) > 0, dump.keys()


def examples(count: int, *, is_random: bool) -> settings:
    """A profile; the quick one gives the same examples on every machine."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=not is_random,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def check_harmed(name: str, draw: st.DataObject, size: int, seconds: int = MAX_SECONDS) -> None:
    """Parse a miniature of a format after harming one of its files."""
    dump = dict(draw.draw(st.sampled_from(MINIATURES[name]), label="miniature"))
    victim = draw.draw(st.sampled_from(sorted(dump)), label="file")
    for mutation in draw.draw(mutations(), label="mutations"):
        dump[victim] = harm(dump[victim], mutation, size)
    parse(ADAPTERS[name], dump, seconds)


@pytest.mark.parametrize("name", ADAPTERS)
@examples(12, is_random=False)
@given(draw=st.data())
def test_harmed_bytes(name: str, draw: st.DataObject) -> None:
    check_harmed(name, draw, size=20_000)


@pytest.mark.acceptance
@pytest.mark.parametrize("name", ADAPTERS)
@examples(400, is_random=True)
@given(draw=st.data())
def test_much_harmed_bytes(name: str, draw: st.DataObject) -> None:
    check_harmed(name, draw, 1_000_000, MAX_SECONDS_PER_MEGABYTE)


def check_blown_up(name: str, unit: bytes, size: int, dumps: int, seconds: int = MAX_SECONDS) -> None:
    """Parse miniatures of a format with one unit repeated to a size in their middle."""
    for dump in MINIATURES[name][:dumps]:
        victim = max(dump, key=lambda file: len(dump[file]))
        content = dump[victim]
        half = len(content) // 2
        blown_up = content[:half] + unit * (size // len(unit)) + content[half:]
        parse(ADAPTERS[name], {**dump, victim: blown_up}, seconds)


@pytest.mark.parametrize("name", ADAPTERS)
def test_deep_nesting(name: str) -> None:
    for unit in NESTS:
        check_blown_up(name, unit, 30_000, dumps=1)


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_long_stretch_of_blank_lines(name: str) -> None:
    check_blown_up(name, b"\n", 100_000, dumps=99)


@pytest.mark.acceptance
@pytest.mark.parametrize("unit", sorted({*NESTS, *LONG}))
@pytest.mark.parametrize("name", ADAPTERS)
def test_a_megabyte_of_one_thing(name: str, unit: bytes) -> None:
    check_blown_up(name, unit, 1_000_000, dumps=99, seconds=MAX_SECONDS_PER_MEGABYTE)
