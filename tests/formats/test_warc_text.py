"""Posts in the bare texts of pages (WET)."""

from pathlib import Path

import pytest
from json_dumps import findings
from warc_files import LIST, gzipped, ids, kinds, moment, parse_records, reasons, record

EMBED = "https://t.me/shahrnama/12?embed=1"
MIRROR = "https://www.group-telegram.com/ir/shahrnama.com/12"

HEAD = """شهرنامه – Telegram
شهرنامه
12.3K subscribers
شهرنامه
@shahrnama
خبرهای شهر
12.3K
subscribers
Download Telegram
About
Blog
Apps
Platform
"""
PAGE = (
    HEAD
    + """شهرنامه
باران امروز بند آمد.
راه‌ها باز است.
1.98K views15:40
شهرنامه
Forwarded from کوچه
بازار کتاب
#کتاب
20 views روزبه, edited 08:05
شهرنامه
436 views
edited 23:59
شهرنامه
Channel created
Join
"""
)


def text(content: str, uri: str = LIST, **headers: object) -> bytes:
    return record(content.encode(), uri, "conversion", **headers)


def test_a_page_is_cut_where_it_prints_views(tmp_path: Path) -> None:
    parsed = parse_records(tmp_path, *gzipped(text(PAGE)))
    rows = parsed.observations.rows(named=True)
    assert [r["text"] for r in rows] == ["باران امروز بند آمد.\nراه‌ها باز است.", "بازار کتاب\n#کتاب", ""]
    assert [(r["view_count"], r["is_view_count_rounded"]) for r in rows] == [
        (1980, True),
        (20, False),
        (436, False),
    ]
    assert [r["forward_from_name"] for r in rows] == [None, "کوچه", None]
    first = rows[0]
    assert (first["channel_ref"], first["captured_at"]) == ("handle:shahrnama", moment(2024, 5, 1, 10))
    assert (first["message_id"], first["posted_at"], first["posted_local"]) == (None, None, None)
    assert first["confidence"] < 0.9
    assert first["record_locator"] == f"member at byte 0 {LIST} post 1"
    assert kinds(parsed) == ["boilerplate"]
    assert "Channel created" in parsed.excluded["raw_text"][0]
    assert "About" in parsed.excluded["raw_text"][0]


@pytest.mark.parametrize(
    "post",
    [
        "در خانه ماند\n5 views10:00\n", "در خانه ماند\n5 views 10:00 PM\n", "در خانه ماند\n1 view10:00\n",
        "در خانه ماند\n1.2M views\n10:00\n", "در خانه ماند\n1.2M views\xa0Jan 5, 2021 at 10:00\n",
        "VIEW IN TELEGRAM\nدر خانه ماند\n5 views10:00\n", "در خانه ماند\r\n  5 views10:00\r\n",
    ],
)  # fmt: skip
def test_ways_to_print_a_foot(tmp_path: Path, post: str) -> None:
    parsed = parse_records(tmp_path, text(post * 2))
    assert parsed.observations["text"].to_list() == ["در خانه ماند"] * 2


@pytest.mark.parametrize("line", ["5 views of the town", "he has views", "15:40", "100K", "reviews 15:40"])
def test_lines_that_are_no_foot(tmp_path: Path, line: str) -> None:
    parsed = parse_records(tmp_path, text(f"الف\n{line}\nب\n5 views10:00\n"))
    assert parsed.observations["text"].to_list() == [f"الف\n{line}\nب"]


SIGNED = "🔸عنوان {n}\nخبر شمارهٔ {n} از کوچه و خیابان شهر ما امروز رسید.\n▫️ @shahrnama\n"


def test_pages_without_feet_are_read_as_plain_text_of_their_channel(tmp_path: Path) -> None:
    pages = ["".join(SIGNED.format(n=n) for n in range(k, k + 4)) for k in (1, 5, 9)]
    other = "".join(SIGNED.format(n=n).replace("shahrnama", "bazaar") for n in range(1, 9))
    uris = [f"{LIST}?before={n}" for n in range(3)]
    records = [
        text(p, u, WARC_Date=f"2024-05-0{k + 1}T00:00:00Z")
        for k, (p, u) in enumerate(zip(pages, uris, strict=True))
    ]
    records.insert(1, text(other, "https://t.me/s/bazaar"))
    parsed = parse_records(
        tmp_path, *records, channel_handle="shahrnama", channel_name="شهرنامه", channel_telegram_id=77
    )
    own = parsed.observations.filter(channel_ref="handle:shahrnama")
    assert own["text"].to_list() == [SIGNED.format(n=n).strip() for n in range(1, 13)]
    assert own["captured_at"].dt.day().to_list() == [1] * 4 + [2] * 4 + [3] * 4
    assert own["record_locator"][4].endswith(f" {uris[1]} lines 1-3")
    assert parsed.observations.filter(channel_ref="handle:bazaar").height == 8
    assert own["byte_start"].null_count() == own.height
    assert parsed.findings["example_value"][0] == own["record_locator"][0]
    channel = parsed.channels.filter(handle="shahrnama").row(0, named=True)
    assert (channel["telegram_id"], channel["channel_name"]) == (77, "شهرنامه")


def test_one_page_without_feet(tmp_path: Path) -> None:
    parsed = parse_records(tmp_path, text("تنها یک نوشته\nبا دو سطر"))
    assert parsed.observations["text"].to_list() == ["تنها یک نوشته\nبا دو سطر"]
    assert LIST in parsed.observations["record_locator"][0]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("شهرنامه – Telegram\nشهرنامه\nباران\nآمد\n1.2K viewsMay 3, 2024 at 15:40\nt.me/shahrnama/12\nEmbed\n",
         "باران\nآمد"),
        ("Telegram: View @shahrnama\nباران\nآمد\nView in Telegram\n", "باران\nآمد"),
        ("باران\n\nآمد", "باران\nآمد"),
        ("باران\nAbout\nآمد", "باران\nAbout\nآمد"),
    ],
)  # fmt: skip
def test_a_page_of_one_post(tmp_path: Path, page: str, expected: str) -> None:
    parsed = parse_records(tmp_path, text(page, EMBED))
    assert (parsed.observations["text"].to_list(), ids(parsed)) == ([expected], [12])
    assert parsed.observations["confidence"].to_list() == [0.9]


@pytest.mark.parametrize(
    ("page", "uri"),
    [
        ("Telegram: Contact @shahrnama\nشهرنامه\n12 subscribers\nView in Telegram\nPreview channel", "https://t.me/shahrnama"),
        ("Telegram: View @shahrnama\nDownload\nContext\nView In Channel\nCopy\nEmbed\nView\n"
         "If you have Telegram, you can view and join\nشهرنامه right away.", EMBED.replace("?embed=1", "")),
        ("Telegram: View @shahrnama\nView in Telegram\nPreview channel", EMBED),
        ("", EMBED),
        ("", LIST),
        ("\n \n", LIST),
    ],
)  # fmt: skip
def test_texts_without_a_post(tmp_path: Path, page: str, uri: str) -> None:
    parsed = parse_records(tmp_path, text(page, uri))
    assert (ids(parsed), parsed.record_count) == ([], 1)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("Telegram Group & Telegram Channel\nشهرنامه\nباران\nآمد\nBY شهرنامه\nWarning: Undefined variable $i in x\n"
         "Share with your friend now:\ngroup-telegram.com/shahrnama.com/12\nTelegram | DID YOU KNOW?\nخبر دیگر",
         "باران\nآمد"),
        ("Telegram Group & Telegram Channel\nباران\nآمد\nBY شهرنامه\nView MORE\nOpen in Telegram", "باران\nآمد"),
        ("Telegram Group & Telegram Channel\nشهرنامه\nباران\nآمد", "باران\nآمد"),
        ("Telegram Group & Telegram Channel\nباران", "باران"),
        ("باران\nآمد", "باران\nآمد"),
    ],
)  # fmt: skip
def test_mirrors(tmp_path: Path, page: str, expected: str) -> None:
    parsed = parse_records(tmp_path, text(page, MIRROR))
    row = parsed.observations.row(0, named=True)
    assert (row["text"], row["message_id"], row["channel_ref"]) == (expected, 12, "handle:shahrnama")
    assert row["confidence"] == 0.5


@pytest.mark.parametrize(
    "uri",
    [MIRROR, "https://group-telegram.com/shahrnama.com/12", "http://group-telegram.com/us/ShahrNama.com/12/"],
)
def test_addresses_of_mirrors(tmp_path: Path, uri: str) -> None:
    assert ids(parse_records(tmp_path, text("باران", uri))) == [12]


def test_another_network_is_not_telegram(tmp_path: Path) -> None:
    parsed = parse_records(
        tmp_path, text(PAGE, "https://eitaa.com/s/shahrnama/12"), text(PAGE, "https://example.org/")
    )
    assert kinds(parsed) == ["container", "container"]
    assert findings(parsed) == {
        ("other_network", "pages of eitaa.com, whose channels are not those of Telegram"): 1
    }


@pytest.mark.parametrize("uri", [LIST, EMBED, MIRROR])
@pytest.mark.parametrize("bad", [b"\xff\xfe", b"\x00"])
def test_damaged_texts(tmp_path: Path, uri: str, bad: bytes) -> None:
    content = "باران\n5 views10:00\n".encode() + bad
    parsed = parse_records(tmp_path, record(content, uri, "conversion"), text("دیگر", EMBED))
    assert (ids(parsed), reasons(parsed)) == ([12], ["damaged_text"])
    assert parsed.excluded["raw_text"][0].startswith("باران")


def test_gathered_texts_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assets.formats.warc import texts

    monkeypatch.setattr(texts, "_GATHERED_BYTES", 100)
    pages = [text("".join(SIGNED.format(n=n) for n in range(k, k + 4))) for k in (1, 5)]
    assert parse_records(tmp_path, *pages).observations.height == 8
