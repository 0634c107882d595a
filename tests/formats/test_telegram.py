"""Shared helpers of Telegram's formats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.formats.telegram import bare_id, display_count, media_kind
from schemas.vocabulary import MEDIA_KINDS


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1591537674, 1591537674),
        (-1001591537674, 1591537674),
        (1001591537674, 1591537674),
        (-1591537674, 1591537674),
        (8589934592 + 1410035294, 1410035294),
        ((2 << 48) + 1410035294, 1410035294),
        ((1 << 48) + 123456, 123456),
        ("channel1591537674", 1591537674),
        ("Channel 1591537674", 1591537674),
        ("PeerChannel(channel_id=1591537674)", 1591537674),
        ("chat123", 123),
        (" -1001591537674 ", 1591537674),
        ("1234567890.0", 1234567890),
        ("user5", None),
        ("5.956e+18", None),
        (5_956_000_000_000_000_000, None),
        (10**30, None),
        ("9" * 40, None),
        (0, None),
        (True, None),
        ("", None),
        ("abc", None),
        ("12.5", None),
    ],
)
def test_bare_id(value: int | str, expected: int | None) -> None:
    assert bare_id(value) == expected


@given(st.integers(1, 2**32 - 1))
def test_every_form_of_an_id_gives_the_id(channel: int) -> None:
    forms = [channel, -channel, -(10**12 + channel), (2 << 32) + channel, (2 << 48) + channel]
    texts = [f"channel{channel}", f"-{10**12 + channel}"]
    assert {bare_id(form) for form in [*forms, *texts]} == {channel}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", (0, False)),
        ("973", (973, False)),
        ("1.98K", (1980, True)),
        ("1,2K", (1200, True)),
        ("1.001k", (1001, True)),
        ("104K", (104_000, True)),
        ("10.5M", (10_500_000, True)),
        ("2B", (2_000_000_000, True)),
        ("1 234K", (1_234_000, True)),
        ("12 345", (12_345, False)),
        ("12\u00a0345\u202f678", (12_345_678, False)),
        ("12,345", (12_345, False)),
        ("1.234.567", (1_234_567, False)),
        ("12'345", (12_345, False)),
        ("۱۲٬۳۴۵", (12_345, False)),
        ("۱٫۲K", (1_200, True)),
        ("١٢", (12, False)),
        (" 7 ", (7, False)),
        ("1.9", None),
        ("12,34", None),
        ("1.2,345", None),
        ("1.2.3K", None),
        ("-5", None),
        ("", None),
        ("K", None),
        ("many", None),
        ("9" * 30, None),
        ("12 34", None),
    ],
)
def test_display_count(text: str, expected: tuple[int, bool] | None) -> None:
    assert display_count(text) == expected


@given(st.text(max_size=20))
def test_display_count_takes_any_text(text: str) -> None:
    found = display_count(text)
    assert found is None or found[0] >= 0


@given(st.integers(0, 2**63 - 1), st.sampled_from([",", " ", "\u00a0", "'"]))
def test_grouped_numbers_are_read_exactly(number: int, mark: str) -> None:
    assert display_count(f"{number:,}".replace(",", mark)) == (number, False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("video_file", "video"),
        ("voice_message", "voice_message"),
        ("MessageMediaPhoto", "photo"),
        ("MessageMediaGeoLive", "location"),
        ("MessageMediaWebPage", "webpage"),
        ("video_note", "video_message"),
        ("hologram", None),
        ("", None),
    ],
)
def test_media_kind(name: str, expected: str | None) -> None:
    assert media_kind(name) == expected
    assert expected is None or expected in MEDIA_KINDS
