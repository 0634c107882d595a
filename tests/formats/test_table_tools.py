"""Tables as tools and people really write them: 4CAT, telegram-tracker, flattened Telethon, home-made JSON."""

import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from table_files import as_csv, parse, sniff, workbook, write

AT = datetime(2024, 3, 1, 10)  # noqa: DTZ001


def rows_csv(*rows: dict[str, str]) -> str:
    """Dicts as CSV with the columns of all of them; what a row lacks is empty."""
    columns = list(dict.fromkeys(c for r in rows for c in r))
    return as_csv([columns, *([r.get(c, "") for c in columns] for r in rows)])


def test_4cat(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        rows_csv(
            {
                "id": "bagheketab-17", "thread_id": "bagheketab", "search_entity": "bagheketab", "chat": "bagheketab",
                "timestamp": "2024-03-01 13:30:00", "unix_timestamp": "1709287200", "author": "1591537674",
                "author_name": "Bagh", "author_is_bot": "no", "body": "سلام *x*", "views": "1500",
                "forwards": "3", "reactions": "👍👍❤️", "attachment_type": "",
            },
            {
                "id": "bagheketab-18", "thread_id": "bagheketab", "chat": "bagheketab", "body": "",
                "timestamp": "2024-03-01 13:31:00", "unix_timestamp": "1709287260", "reply_to": "bagheketab-17",
                "author_forwarded_from_name": "Other", "author_forwarded_from_username": "other_one",
                "author_forwarded_from_id": "1234567890", "attachment_type": "photo",
                "attachment_filename": "photo.jpg",
            },
        ),
    )  # fmt: skip
    assert sniff(path) > 0.8
    parsed = parse(path)
    assert parsed.column("message_id") == [17, 18]
    assert parsed.column("posted_at") == [AT, AT.replace(minute=1)]  # the clock beside it is the server's
    assert parsed.column("text") == ["سلام *x*", ""]
    assert parsed.column("view_count") == [1500, None]
    assert parsed.column("reply_to_message_id") == [None, 17]
    assert parsed.column("media_kind") == [None, "photo"]
    assert parsed.column("is_forward") == [False, True]
    assert parsed.column("forward_from_ref")[1] == "id:1234567890"
    assert parsed.reactions.rows() == [(0, "👍", 2), (0, "❤️", 1)]
    assert set(parsed.column("channel_ref")) == {"handle:bagheketab"}


def test_telegram_tracker(tmp_path: Path) -> None:
    common = {
        "signature": "msg_iteration.1.post.17", "channel_id": "1591537674.0", "channel_name": "bagh",
        "cleaned_message": "x", "date": "2024-03-01 10:00:00+00:00", "number_forwards": "3.0", "views": "100.0",
    }  # fmt: skip
    first = {
        **common,
        "msg_id": "17.0",
        "message": "one",
        "msg_link": "https://t.me/bagh/17",
        "media_type": "photo",
    }
    second = {
        **common, "msg_id": "18.0", "message": "two", "is_forward": "1.0", "contains_media": "0",
        "forward_msg_from_peer_id": "1234567890.0", "reply_to_msg_id": "17.0", "document_id": "5.956e+18",
    }  # fmt: skip
    parsed = parse(write(tmp_path / "a.csv", rows_csv(first, second)))
    assert parsed.column("message_id") == [17, 18]
    assert parsed.column("posted_at") == [AT, AT]
    assert parsed.column("forward_count") == [3, 3]
    assert parsed.column("forward_from_ref") == [None, "id:1234567890"]
    assert parsed.column("reply_to_message_id") == [None, 17]
    assert parsed.column("media_kind") == ["photo", None]
    assert parsed.column("author_signature") == [None, None]
    assert set(parsed.column("channel_ref")) == {"id:1591537674"}
    assert parsed.finding("unknown_field") == {}


def test_flattened_telethon(tmp_path: Path) -> None:
    message = {
        "_": "Message", "id": "17", "peer_id/_": "PeerChannel", "peer_id/channel_id": "1591537674",
        "date": "2024-03-01T10:00:00+00:00", "message": "hi", "views": "10", "replies/replies": "2",
        "reactions/results/0/reaction/emoticon": "👍", "reactions/results/0/count": "3",
        "reactions/results/1/reaction/document_id": "53", "reactions/results/1/count": "1",
        "media/_": "MessageMediaWebPage", "media/webpage/url": "https://example.org/x", "grouped_id": "",
        "entities/0/_": "MessageEntityUrl", "entities/0/offset": "0", "edit_date": "2024-03-01T11:00:00+00:00",
    }  # fmt: skip
    service = {**dict.fromkeys(message, ""), "_": "MessageService", "id": "18", "date": message["date"]}
    service["action/_"] = "MessageActionPinMessage"
    parsed = parse(write(tmp_path / "a.csv", rows_csv(message, service)))
    assert parsed.column("message_id") == [17]
    assert parsed.column("channel_ref") == ["id:1591537674"]
    assert (parsed.column("reply_count"), parsed.column("media_kind")) == ([2], ["webpage"])
    assert parsed.reactions.rows() == [(0, "👍", 3), (0, "custom:53", 1)]
    assert parsed.excluded.select("record_kind", "artifact_kind").rows() == [("service", "MessageService")]
    assert parsed.finding("unknown_field") == {}


def test_json_made_of_html_pages(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"id": "message-1", "timestamp": "1 March 2024", "text": ""},
        {"id": "message1", "timestamp": "Channel «کتاب» created", "text": ""},
        {"id": "message11", "timestamp": "01.03.2024 10:00:00 UTC+03:30", "text": "salam"},
        {"id": "message12", "timestamp": "01.03.2024 10:00:05 UTC+03:30", "text": "", "media": "photo.jpg"},
        {"id": "message13", "timestamp": "some words", "text": "kept"},
    ]
    parsed = parse(write(tmp_path / "a.json", json.dumps(records)))
    assert parsed.column("message_id") == [11, 12, 13]
    assert parsed.column("utc_offset_minutes") == [210, 210, None]
    assert parsed.excluded.select("record_kind", "artifact_kind").rows() == [
        ("artifact", "separator"), ("service", "service"),
    ]  # fmt: skip


def test_bare_texts_are_posts_without_id_and_date(tmp_path: Path) -> None:
    texts = ["یک پیام بلند دربارهٔ باران و کتاب", "another post of some length here", "short"]
    path = write(tmp_path / "a.json", json.dumps([*texts, 5, None]))
    assert sniff(path) == 0.0  # numbers among them
    path = write(tmp_path / "b.json", json.dumps(texts, indent=1))
    assert sniff(path) == 0.3
    parsed = parse(path)
    assert parsed.column("text") == texts
    assert parsed.column("record_locator") == ["/0", "/1", "/2"]
    assert parsed.column("message_id") == parsed.column("posted_at") == [None] * 3
    path.write_text(path.read_text() + "\n{}")
    assert parse(path).rejections.is_empty()


BODIES = {
    "cp1251": ["Привет, это новый текст", "ЕЩЁ ОДИН ТЕКСТ"],
    "cp1256": ["مرحبا بكم في القناة", "هذه رسالة ثانية"],
    "cp1252": ["déjà vu, naïve", "Grüße – “quoted”"],
}


@pytest.mark.parametrize("header", ["id,date,text", "id,date,text,comments"])
@pytest.mark.parametrize("encoding", BODIES)
def test_older_encodings_below_an_ascii_header(tmp_path: Path, encoding: str, header: str) -> None:
    lines = [f'{i},2024-03-01,"{text}"' for i, text in enumerate(BODIES[encoding])]
    data = "\n".join([header, *(line + "," * (header.count(",") - 2) for line in lines)])
    parsed = parse(write(tmp_path / "a.csv", data, encoding))
    assert parsed.column("text") == BODIES[encoding]
    assert parsed.finding("encoding_guess") == {f"Windows-{encoding[2:]}": 1}


def test_damaged_utf_8_is_no_older_encoding(tmp_path: Path) -> None:
    data = "id,date,text\n1,2024-03-01,سلام\n2,2024-03-01,\udcff\udcfe\n".encode("utf-8", "surrogateescape")
    parsed = parse(write(tmp_path / "a.csv", data))
    assert parsed.column("text") == ["سلام"]
    assert parsed.finding("encoding_guess") == {}


def _with_epoch(path: Path, attribute: str) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist()}
    head = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = head.replace(b"<sheets>", f'<workbookPr x="y" {attribute}/><sheets>'.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


@pytest.mark.parametrize(
    ("attribute", "shift"), [('date1904="1"', 1462), ('date1904="true"', 1462), ('date1904="0"', 0)]
)
@pytest.mark.parametrize("is_styled", [False, True])
def test_workbooks_that_count_from_1904(
    tmp_path: Path, attribute: str, shift: int, *, is_styled: bool
) -> None:
    serials = [45559 - shift, 45560.5 - shift]
    cells = [(s,) if is_styled else s for s in serials]
    rows = [["date", "text"], [cells[0], "a"], [cells[1], "b"]]
    parsed = parse(_with_epoch(workbook(tmp_path / "a.xlsx", {"S": rows}), attribute))
    assert parsed.column("posted_earliest_date")[0] in (date(2024, 9, 24), None)
    assert str(parsed.column("posted_local")[1]) == "2024-09-25 12:00:00"


def test_rows_that_end_with_their_last_filled_cell(tmp_path: Path) -> None:
    rows = ["id,date,text,views,forwards", *(f"{i},2024-03-0{i},text {i},5,6" for i in range(1, 6))]
    rows += ["6,2024-03-06,no counts", "7,2024-03-07", "8,2024-03-08,views,9"]
    path = write(tmp_path / "a.csv", "\n".join(rows))
    parsed = parse(path)
    assert parsed.column("message_id") == list(range(1, 9))
    assert parsed.column("text")[5:] == ["no counts", "", "views"]
    assert parsed.column("view_count")[5:] == [None, None, 9]


def test_a_row_that_a_line_feed_broke_is_no_habit(tmp_path: Path) -> None:
    rows = ["id,date,text,views", *(f"{i},2024-03-0{i},text {i},5" for i in range(1, 8))]
    rows[4:4] = ["99,2024-03-04,first line", "second line,5"]
    parsed = parse(write(tmp_path / "a.csv", "\n".join(rows)))
    assert parsed.column("message_id") == list(range(1, 8))
    assert parsed.rejections["reason"].to_list() == ["wrong_field_count"] * 2
