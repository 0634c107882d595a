"""What is inferred about a dump, what configuration overrides, and how sure it makes the posts."""

from datetime import datetime
from pathlib import Path

import pytest
from plain_text_channels import STYLES, Parsed, Style, make, parse_bytes

from assets.formats.base import ParseOptions
from assets.formats.plain_text import PlainTextAdapter
from assets.formats.plain_text.channel import channel_of
from assets.formats.plain_text.footers import MIN_SCORE, score
from assets.formats.plain_text.records import title_text

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures/plain_text"
FOOTER = "▫️ @BaghcheNotes"


def _fixture(folder: Path, name: str) -> Parsed:
    return parse_bytes(folder, (FIXTURES / name).read_bytes())


def _lines(parsed: Parsed) -> list[tuple[str, str | None, float]]:
    return parsed.observations.select("record_locator", "title", "confidence").rows()


def test_doubled_miniature(tmp_path: Path) -> None:
    parsed = _fixture(tmp_path, "doubled.txt")
    assert _lines(parsed) == [
        ("lines 1-5", "باغچهٔ مدرسه", 0.9891),
        ("lines 6-9", None, 0.9891),
        ("lines 12-15", "کتابخانهٔ سیار", 0.9891),
        ("lines 16-18", None, 0.9891),
    ]
    assert parsed.excluded.select("artifact_kind", "raw_text").rows() == [
        ("link_preview", "Telegram\nدفتر باغچه")
    ]
    contents = parsed.observations["content_text"].to_list()
    assert contents[0].split("\n", 1)[1] == contents[1]
    assert "BaghcheNotes" not in "".join(contents)
    assert "#باغچه_مدرسه" in contents[1]


def test_copied_as_text(tmp_path: Path) -> None:
    parsed = _fixture(tmp_path, "copied_as_text.txt")
    columns = ("record_locator", "posted_local", "posted_precision", "date_method", "text")
    assert parsed.observations.select(columns).rows() == [
        ("lines 1-5", datetime(2021, 3, 7, 18, 5), "minute", "header",  # noqa: DTZ001
         "باران که بند آمد همه با هم به باغچه رفتیم.\n\nخاک هنوز خیس بود."),
        ("lines 6-9", datetime(2021, 3, 8, 9, 30, 15), "second", "header",  # noqa: DTZ001
         "[Forwarded from کتابخانه]\nامروز کتابخانه تا غروب باز است."),
        ("lines 10-11", None, None, None, "این سطر تاریخ ناممکنی دارد."),
    ]  # fmt: skip
    assert parsed.findings.is_empty()


def test_blank_lines_are_the_last_resort(tmp_path: Path) -> None:
    parsed = _fixture(tmp_path, "blank_blocks.txt")
    assert _lines(parsed) == [("lines 1-3", None, 0.3), ("lines 4-6", None, 0.3), ("line 7", None, 0.3)]
    assert parsed.findings.select("finding", "subject", "failed_count").rows()[-1] == (
        "no_structure_inferred", "posts were cut at blank lines", 3,
    )  # fmt: skip


def test_nothing_to_go_by_is_one_post(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, "سطر یک\nسطر دو\n".encode())
    assert _lines(parsed) == [("lines 1-2", None, 0.3)]
    assert "no_structure_inferred" in parsed.findings["finding"].to_list()


def test_a_longer_block_than_a_message_is_doubted(tmp_path: Path) -> None:
    header = "باغچه, [07.03.21 18:05]\n"
    for length, confidence in ((4096, 0.95), (4097, 0.5)):
        parsed = parse_bytes(tmp_path, (header + "x" * length).encode())
        assert parsed.observations["confidence"].to_list() == [confidence]


def test_dividers_separate_posts(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, "-----\nیادداشت یک\nادامه\n-----\nیادداشت دو\n-----\n".encode())
    assert _lines(parsed) == [("lines 2-3", None, 0.5), ("line 5", None, 0.5)]
    assert parsed.excluded["artifact_kind"].to_list() == ["separator"] * 3


def test_the_score_of_the_seed_footer() -> None:
    common = {"variety": 3, "count": 6, "is_identical": True, "is_brief": True}
    assert score(**common, is_linked=True, is_list=False) == pytest.approx(0.996, abs=5e-4)
    assert score(**common, is_linked=False, is_list=True) < MIN_SCORE


@pytest.mark.parametrize("line", ["#باغچه #سفر", "➕پست ۱ از ۲", "Telegram", "قسمت سوم"])
def test_what_never_is_a_footer(tmp_path: Path, line: str) -> None:
    dump = make(Style(footer=(line,), doubled=0, card=0, series=0, hashtags=0), 1)
    parsed = parse_bytes(tmp_path, dump.data)
    assert "no_structure_inferred" in parsed.findings["finding"].to_list()


def test_hashtags_within_a_footer_stay_content(tmp_path: Path) -> None:
    dump = make(Style(footer=("#باغچه", FOOTER), hashtags=0), 1)
    parsed = parse_bytes(tmp_path, dump.data)
    assert all(content.endswith("#باغچه") for content in parsed.observations["content_text"])


def test_a_recurring_line_within_bodies_is_no_footer(tmp_path: Path) -> None:
    dump = make(Style(tagline="", card=0), 3)
    lines = dump.data.decode().split("\n")
    data = "\n".join(f"{line}\n@some_friend" if line.startswith("🔸") else line for line in lines).encode()
    posts = parse_bytes(tmp_path, data).observations
    assert posts.height == len(dump.posts)
    assert "@some_friend" in "".join(posts["content_text"])


@pytest.mark.parametrize("name", ["unlinked", "nofooter", "single"])
def test_stated_footers_win(tmp_path: Path, name: str) -> None:
    style = STYLES[name]
    dump = make(Style(**{**style.__dict__, "footer": ("پایان", "یادداشت"), "card": 0}), 2)
    posts = parse_bytes(tmp_path, dump.data, footer_lines=("پایان", "یادداشت")).observations
    assert posts.select("byte_start", "byte_end").rows() == [(a, b) for a, b, _ in dump.posts]
    assert float(str(posts["confidence"].min())) > 0.75


def test_stated_footers_that_do_not_occur_are_ignored(tmp_path: Path) -> None:
    dump = make(STYLES["seedlike"], 2)
    posts = parse_bytes(tmp_path, dump.data, footer_lines=("چیز دیگر",)).observations
    assert posts.height == len(dump.posts)


def test_stated_title_markers_tell_titles_of_single_posts(tmp_path: Path) -> None:
    dump = make(Style(doubled=0, card=0, title_marker="یادداشت: "), 2, posts=5)
    bare = parse_bytes(tmp_path, dump.data).observations
    told = parse_bytes(tmp_path, dump.data, footer_lines=(FOOTER,), title_markers=("یادداشت:",)).observations
    assert bare["title"].null_count() == 5
    assert told["title"].null_count() == 0
    assert told["confidence"].to_list() == [0.95] * 5


def test_single_posts_learn_their_title_marker(tmp_path: Path) -> None:
    dump = make(STYLES["single"], 4)
    posts = parse_bytes(tmp_path, dump.data).observations
    assert posts.select("byte_start", "byte_end", "title").rows() == dump.posts
    assert set(posts["confidence"]) == {0.75}


def test_a_line_above_every_post_is_boilerplate(tmp_path: Path) -> None:
    dump = make(Style(card=0, titled=0), 4)
    data = b"".join("یادداشت‌های باغچه\n".encode() + dump.data[a:b] for a, b, _ in dump.posts)
    parsed = parse_bytes(tmp_path, data)
    assert parsed.excluded["artifact_kind"].to_list() == ["boilerplate"] * len(dump.posts)
    assert parsed.observations["content_text"].str.contains("یادداشت‌های").sum() == 0


def test_a_recurring_card_is_learned(tmp_path: Path) -> None:
    dump = make(Style(card=0), 4, posts=8)
    pieces = [dump.data[a:b].rstrip(b"\n") + b"\n" for a, b, _ in dump.posts]
    for copy in (1, 5, 9):
        pieces[copy] += "سایت ناشناس\nپیوند همیشگی\n".encode()
    parsed = parse_bytes(tmp_path, b"".join(pieces))
    assert (
        parsed.excluded.select("artifact_kind", "raw_text").rows()
        == [("link_preview", "سایت ناشناس\nپیوند همیشگی")] * 3
    )
    assert float(str(parsed.observations["confidence"].min())) >= 0.9


def test_a_recurring_title_is_no_card(tmp_path: Path) -> None:
    dump = make(Style(card=0, titled=0, doubled=1), 6, posts=8)
    pieces = [dump.data[a:b].rstrip(b"\n") + b"\n" for a, b, _ in dump.posts]
    for first in (0, 4, 8):
        pieces[first] = "یادداشت هفته\n".encode() + pieces[first]
    parsed = parse_bytes(tmp_path, b"".join(pieces))
    assert parsed.excluded.is_empty()
    assert parsed.observations["title"].drop_nulls().to_list() == ["یادداشت هفته"] * 3


def test_more_than_two_copies_are_doubted(tmp_path: Path) -> None:
    dump = make(Style(card=0), 7, posts=6)
    start, end, _ = dump.posts[1]
    data = dump.data[:end] + dump.data[start:end] + dump.data[end:]
    assert parse_bytes(tmp_path, data).observations["confidence"].to_list()[1:5] == [0.75, 0.75, 0.99, 0.99]


def test_the_name_of_the_file_changes_nothing(tmp_path: Path) -> None:
    data = make(STYLES["seedlike"], 4).data
    one, other = (parse_bytes(tmp_path, {name: data}) for name in ("ArmanGram.txt", "123.md"))
    assert one.observations.equals(other.observations)
    assert one.channels.equals(other.channels)


@pytest.mark.parametrize(
    ("options", "ref", "is_inferred"),
    [
        ({"channel_telegram_id": 42, "channel_handle": "X_y1", "channel_name": "n"}, "id:42", False),
        ({"channel_handle": "@X_y1", "channel_name": "n"}, "handle:x_y1", False),
        ({"channel_name": "باغچهٔ ما"}, "name:باغچهما", False),
        ({"channel_name": "🌿"}, "name:🌿", False),
        ({}, "handle:signed", True),
    ],
)
def test_stated_channels_win(options: dict[str, object], ref: str, *, is_inferred: bool) -> None:
    found = channel_of(ParseOptions(**options), "Signed", 0.95)  # type: ignore[arg-type]
    assert (found.ref, found.is_inferred) == (ref, is_inferred)


def test_a_doubtful_or_ambiguous_signature_names_no_channel(tmp_path: Path) -> None:
    assert channel_of(ParseOptions(), "Signed", 0.85).ref is None
    dump = make(Style(footer=("@first_one | @second_one",)), 1)
    assert parse_bytes(tmp_path, dump.data).observations["channel_ref"].null_count() == len(dump.posts)


def test_mentions_of_the_own_channel_are_no_content(tmp_path: Path) -> None:
    text = "به @BaghcheNotes و t.me/baghchenotes سر بزنید، نه به @BaghcheNotes2 و t.me/BaghcheNotes/5"
    parsed = parse_bytes(tmp_path, text.encode(), channel_handle="baghchenotes")
    assert parsed.observations["content_text"].to_list() == [
        "به  و  سر بزنید، نه به @BaghcheNotes2 و t.me/BaghcheNotes/5"
    ]
    assert parsed.observations["text"].to_list() == [text]


@pytest.mark.parametrize(
    ("line", "title"),
    [("🔰 گزارش هفته ", "گزارش هفته"), ("«نقل»؟!", "«نقل»؟!"), ("▪️۱. آغاز", "۱. آغاز"), ("🔰🔰", "🔰🔰"),
     ("#برچسب", "#برچسب"), ("Title 🔰", "Title 🔰")],
)  # fmt: skip
def test_titles_are_shown_without_decoration(line: str, title: str) -> None:
    assert title_text(line) == title


def test_the_adapter_is_of_its_contract() -> None:
    from assets.formats.base import Adapter

    adapter: Adapter = PlainTextAdapter()
    assert (adapter.name, adapter.version) == ("plain_text", 3)
