"""Invented channels are cut where they were put together, and doubt is shown where it is due."""

import random
from pathlib import Path

import pytest
from plain_text_channels import EXACT, STYLES, Dump, Parsed, make, parse_bytes

CERTAIN = 0.9
SEEDS = range(3)


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("seed", SEEDS)
def test_regular_channels_are_cut_exactly(tmp_path: Path, name: str, seed: int) -> None:
    dump = make(STYLES[name], seed)
    parsed = parse_bytes(tmp_path, dump.data)
    assert _posts(parsed) == dump.posts
    assert parsed.excluded.select("byte_start", "byte_end").rows() == dump.cards
    assert set(parsed.excluded["artifact_kind"]) <= {"link_preview"}


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_posts_are_never_certain(tmp_path: Path, name: str, seed: int) -> None:
    dump = make(STYLES[name], 100 + seed, posts=14 + seed)
    _assert_sound(dump, parse_bytes(tmp_path, dump.data))


@pytest.mark.parametrize("cut", [7, 90, 301, 1000])
def test_a_dump_that_begins_within_a_post_is_doubted_there(tmp_path: Path, cut: int) -> None:
    dump = make(STYLES["seedlike"], 5)
    data = dump.data[cut:].decode("utf-8", "ignore").encode()
    lost = len(dump.data) - len(data)
    rest = [(max(a - lost, 0), b - lost, t) for a, b, t in dump.posts if b > lost]
    _assert_sound(Dump(data, rest), parse_bytes(tmp_path, data))


@pytest.mark.parametrize("name", ["seedlike", "plain_titles", "missing"])
@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_posts_are_never_certain_where_lines_are_lost(tmp_path: Path, name: str, seed: int) -> None:
    dump = _with_lost_lines(make(STYLES[name], 200 + seed), random.Random(seed))
    _assert_sound(dump, parse_bytes(tmp_path, dump.data))


def test_confidence_tells_regular_from_irregular(tmp_path: Path) -> None:
    expected = {
        "seedlike": (0.9, 1.0),
        "single": (0.51, 0.75),
        "unlinked": (0.51, 0.75),
        "nofooter": (0.0, 0.5),
    }
    for name, (low, high) in expected.items():
        found = parse_bytes(tmp_path, make(STYLES[name], 8).data).observations["confidence"]
        assert low <= float(str(found.min())), name
        assert float(str(found.max())) <= high, name


def test_low_confidence_is_reported(tmp_path: Path) -> None:
    dump = make(STYLES["single"], 3)
    findings = parse_bytes(tmp_path, dump.data).findings
    assert findings.select("finding", "failed_count").rows() == [("low_confidence_posts", len(dump.posts))]


def _posts(parsed: Parsed) -> list[tuple[int, int, str | None]]:
    return parsed.observations.select("byte_start", "byte_end", "title").rows()


def _assert_sound(dump: Dump, parsed: Parsed) -> None:
    """Every byte is accounted for, and certain posts are right, their titles included."""
    spans = parsed.spans()
    assert spans[0][0] == 0
    assert spans[-1][1] == len(dump.data)
    assert all(a[1] == b[0] for a, b in zip(spans, spans[1:], strict=False))
    certain = parsed.observations.filter(parsed.observations["confidence"] >= CERTAIN)
    wrong = [row for row in certain.select("byte_start", "byte_end", "title").rows() if row not in dump.posts]
    assert wrong == []


def _with_lost_lines(dump: Dump, chance: random.Random) -> Dump:
    """The dump without one line in 25."""
    damaged = Dump()
    cards = [(start, end, "card") for start, end in dump.cards]
    for start, end, title in sorted([*dump.posts, *cards], key=lambda record: record[0]):
        lines = dump.data[start:end].splitlines(keepends=True)
        kept = [line for line in lines if chance.random() > 0.04]
        begin = len(damaged.data)
        damaged.data += b"".join(kept)
        if title != "card" and kept:
            damaged.posts.append((begin, len(damaged.data), title if kept[0] == lines[0] else None))
    return damaged
