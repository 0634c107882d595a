"""The first user's dump is cut exactly as people read it."""

from pathlib import Path

import polars as pl
import pytest
from plain_text_channels import parse_bytes

from assets.formats.base import Member
from assets.formats.plain_text import ADAPTER
from assets.transforms.text import content_id, headless_body

SEED = Path(__file__).resolve().parents[2] / "../shared/data/seed/armangram.txt"
POSTS = [
    ("lines 1-6", 0, 1102, "مدرسه سیاستگذاری"),
    ("lines 7-11", 1102, 2168, None),
    ("lines 12-20", 2168, 5680, "مدیریت ریسک فساد"),
    ("lines 21-28", 5680, 9157, None),
    ("lines 31-43", 9177, 13180, "شروعی بر «حکمرانی مشارکتی»؟!"),
    ("lines 44-55", 13180, 17126, None),
]
CARDS = [("link_preview", "lines 29-30", 9157, 9177), ("link_preview", "lines 56-57", 17126, 17145)]

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed dump is not beside the repository")


def test_seed_is_cut_exactly(tmp_path: Path) -> None:
    data = SEED.read_bytes()
    parsed = parse_bytes(tmp_path, {"renamed.txt": data})
    posts, others = parsed.observations, parsed.excluded
    assert posts.select("record_locator", "byte_start", "byte_end", "title").rows() == POSTS
    assert others.select("artifact_kind", "record_locator", "byte_start", "byte_end").rows() == CARDS
    assert sum(end - start for start, end in parsed.spans()) == len(data) == 17145
    assert posts["confidence"].min() == 0.99
    assert parsed.findings.is_empty()


def test_copies_of_the_seed_share_their_identity(tmp_path: Path) -> None:
    posts = parse_bytes(tmp_path, SEED.read_bytes()).observations
    content = pl.col("content_text")
    ids = posts.select(own=content_id(content), headless=content_id(headless_body(content).fill_null("")))
    assert ids["headless"][0::2].to_list() == ids["own"][1::2].to_list()


def test_seed_names_its_channel_and_is_plain_text(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, SEED.read_bytes())
    assert parsed.channels.rows() == [("handle:armangram", None, "armangram", "ArmanGram", None, True)]
    assert ADAPTER.sniff((Member("x", SEED, SEED.stat().st_size),)) == 0.3
