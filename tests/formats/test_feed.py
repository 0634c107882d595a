"""RSS and Atom feeds: id, instant and text of each item; hostile or broken XML loses nothing that is whole."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_text_channels import Parsed, parse_bytes

from assets.formats.base import Member, Source
from assets.formats.feed import ADAPTER
from assets.formats.feed.parser import MAX_FIELD_CHARACTERS
from assets.formats.registry import detect

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures/feed"
BRIDGE, ARCHIVE = ((FIXTURES / name).read_bytes() for name in ("bridge.xml", "archive.xml"))


def at(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - instants are naive UTC


def _parse(folder: Path, data: bytes, **options: object) -> Parsed:
    return parse_bytes(folder, data, ADAPTER, **options)


def _item(inner: str) -> bytes:
    return f'<rss version="2.0"><channel><link>https://t.me/abcd</link><item>{inner}</item></channel></rss>'.encode()


def test_items_of_a_bridge(tmp_path: Path) -> None:
    parsed = _parse(tmp_path, BRIDGE)
    columns = (
        "message_id",
        "channel_ref",
        "posted_at",
        "text",
        "media_kind",
        "forward_from_name",
        "forward_from_ref",
    )
    assert parsed.observations.select(columns).rows() == [
        (12, "handle:gardennotes", at(2026, 5, 3, 17, 11, 5), "The first bed is dug & raked.\nSee the plan", "photo",
         None, None),
        (13, "handle:gardennotes", at(2026, 5, 4, 6, 30), "باران آمد 🌧", None, "خبر باران", "handle:rain_news"),
    ]  # fmt: skip
    assert parsed.channels.select("handle", "channel_name").rows() == [("gardennotes", "Garden notes")]
    assert parsed.findings.select("finding", "subject", "example_value").rows() == [
        ("unknown_field", "mood", "green")
    ]


def test_links_are_entities() -> None:
    path = FIXTURES / "bridge.xml"
    (batch,) = ADAPTER.parse(Source("0", (Member("x", path, path.stat().st_size),)))
    assert batch.entities.select("entity_kind", "entity_value").rows() == [
        ("url", "https://example.org/plan")
    ]


def test_entries_of_an_archive_have_their_id_in_the_title(tmp_path: Path) -> None:
    parsed = _parse(tmp_path, ARCHIVE, channel_handle="@Night_Kitchen")
    columns = ("message_id", "channel_ref", "posted_at", "edited_at", "text")
    assert parsed.observations.select(columns).rows() == [
        (77, "handle:night_kitchen", at(2026, 5, 3, 17, 11), at(2026, 5, 3, 18), "نان <تازه>\nخط دوم")
    ]


@pytest.mark.parametrize("name", ["bridge.xml", "archive.xml"])
def test_feeds_are_recognised_by_content(name: str) -> None:
    path = FIXTURES / name
    found = detect((Member("download", path, path.stat().st_size),))
    assert found is ADAPTER


@pytest.mark.parametrize(
    "data",
    [b"<html><a href='https://t.me/abcd/1'>x</a></html>", b'<?xml version="1.0"?><opml>https://t.me/abcd/1</opml>',
     b"<rss><channel><item><link>https://blog.example.org/1</link></item></channel></rss>", b"", b"text"],
)  # fmt: skip
def test_others_are_left_alone(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(data)
    assert ADAPTER.sniff((Member("feed.xml", path, len(data)),)) == 0.0


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<pubDate>2026-05-03T17:11:00Z</pubDate>", (at(2026, 5, 3, 17, 11), None)),
        ("<pubDate>Sun, 03 May 2026 17:11:00 -0000</pubDate>", (at(2026, 5, 3, 17, 11), None)),
        ("<pubDate>2026-05-03 17:11:00</pubDate>", (None, at(2026, 5, 3, 17, 11))),
        ("<pubDate>yesterday</pubDate>", (None, None)),
        ("", (None, None)),
    ],
)
def test_times(tmp_path: Path, inner: str, expected: tuple[datetime | None, datetime | None]) -> None:
    posts = _parse(tmp_path, _item(f"<guid>https://t.me/abcd/1</guid>{inner}")).observations
    assert posts.select("posted_at", "posted_local").row(0) == expected


@pytest.mark.parametrize(
    ("inner", "ref", "message_id"),
    [
        ("<link>https://t.me/c/1591537674/9</link>", "id:1591537674", 9),
        ("<link>https://t.me/other_one/9</link>", "handle:other_one", 9),
        ("<link>https://blog.example.org/9</link>", "handle:abcd", None),
        ("<guid>https://t.me/abcd/0</guid>", "handle:abcd", None),
    ],
)
def test_whose_post_it_is(tmp_path: Path, inner: str, ref: str, message_id: int | None) -> None:
    posts = _parse(tmp_path, _item(inner)).observations
    assert posts.select("channel_ref", "message_id").row(0) == (ref, message_id)


def test_a_title_is_the_text_only_where_there_is_no_other(tmp_path: Path) -> None:
    guid = "<guid>https://t.me/abcd/1</guid><title>title</title>"
    assert _parse(tmp_path, _item(guid)).observations["text"].to_list() == ["title"]
    assert _parse(tmp_path, _item(f"{guid}<description/>")).observations["text"].to_list() == [""]


def test_names_of_characters_and_control_characters_are_survived(tmp_path: Path) -> None:
    posts = _parse(
        tmp_path, b"\n " + _item("<description>a&nbsp;b &laquo;c\x0b&raquo;</description>")
    ).observations
    assert posts["text"].to_list() == ["a\u00a0b «c»"]


def test_a_cut_off_feed_gives_its_whole_items(tmp_path: Path) -> None:
    parsed = _parse(tmp_path, BRIDGE[:-120])
    assert parsed.observations["message_id"].to_list() == [12]
    assert parsed.rejections["reason"].to_list() == ["broken_xml"]
    assert parsed.excluded["record_locator"].to_list() == ["item 2"]


@pytest.mark.parametrize("encoding", [b"TTF-8", b"gb2312", b"utf\x80"])
def test_an_encoding_that_nobody_can_read_is_damage(tmp_path: Path, encoding: bytes) -> None:
    parsed = _parse(
        tmp_path, b"<?xml version='1.0' encoding='" + encoding + b"'?>" + _item("<title>x</title>")
    )
    assert parsed.rejections["reason"].to_list() == ["broken_xml"]


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + _item(
        "<description>&b;</description>"
    )
    parsed = _parse(tmp_path, b'<?xml version="1.0"?>' + bomb)
    assert parsed.observations.is_empty()
    assert parsed.rejections.select("reason", "failure_case").rows() == [("entities_declared", "entity 'a'")]


def test_external_entities_are_never_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    data = f'<!DOCTYPE rss SYSTEM "file://{tmp_path}/secret">'.encode() + _item(
        "<description>x</description>"
    )
    assert _parse(tmp_path, data).observations["text"].to_list() == ["x"]


def test_a_field_of_any_length_is_bounded(tmp_path: Path) -> None:
    long = "x" * (MAX_FIELD_CHARACTERS + 1)
    parsed = _parse(tmp_path, _item(f"<title>t</title><description>{long}</description>"))
    assert parsed.rejections["reason"].to_list() == ["post_too_long"]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([BRIDGE, ARCHIVE]), st.integers(0, 2500), st.integers(0, 200), st.binary(max_size=4))
def test_damaged_feeds_never_raise(
    tmp_path: Path, data: bytes, start: int, length: int, noise: bytes
) -> None:
    parsed = _parse(tmp_path, data[:start] + noise + data[start + length :])
    indexes = pl.concat([parsed.observations["record_index"], parsed.excluded["record_index"]])
    assert sorted(indexes) == list(range(len(indexes)))


def test_deep_nesting_and_many_items_do_no_harm(tmp_path: Path) -> None:
    deep = "<b>" * 20_000 + "</b>" * 20_000
    assert _parse(tmp_path, _item(f"<guid>https://t.me/abcd/1</guid><x>{deep}</x>")).observations.height == 1
