"""Files of Telethon and Pyrogram: where messages stand in them, whose they are, and what is no such file."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from json_dumps import (
    FIXTURES,
    entities,
    findings,
    members,
    parse,
    parse_bytes,
    reactions,
    rejections,
    spans_cover,
)

from assets.formats.telethon_json import ADAPTER

MINIATURES = FIXTURES / "telethon_json"
CHANNEL = 1111222233


def test_lines(tmp_path: Path) -> None:
    path = MINIATURES / "messages.jsonl"
    batch = parse(ADAPTER, path)
    assert batch.observations["record_locator"].to_list() == ["line 1", "line 3", "line 5"]
    assert rejections(batch) == [("line 4", "not_a_number"), ("line 7", "truncated_json")]
    assert spans_cover(batch, path.stat().st_size)
    data = path.read_bytes()
    for start, end, text in batch.observations.select("byte_start", "byte_end", "text").rows():
        assert json.loads(data[start:end].decode("utf-8-sig"))["message"] == text


def test_a_blank_file_of_lines_is_a_separator(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes((MINIATURES / "messages.jsonl").read_bytes())
    assert ADAPTER.sniff(members(tmp_path / "a.jsonl"))


def test_a_response_names_its_channel() -> None:
    batch = parse(ADAPTER, MINIATURES / "response.json")
    assert batch.observations["record_locator"].to_list() == ["/0/messages/0", "/0/messages/1"]
    row = (f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار آزمون", "public_channel", False)
    assert batch.channels.rows() == [row]


@pytest.mark.parametrize(
    ("wrap", "place"),
    [
        (lambda m: {"channel": {"title": "t"}, "messages": [m]}, "/messages/0"),
        (lambda m: {"7": m}, "/7"),
        (lambda m: {"a/b": {"messages": [m], "n": 1}}, "/a~1b/messages/0"),
        (lambda m: {"news": [m], "users": [{"_": "User", "id": 3}]}, "/news/0"),
        (lambda m: {"ok": True, "data": [m]}, "/data/0"),
        (lambda m: {"data": {"count": 1, "messages": [m]}}, "/data/messages/0"),
        (lambda m: {"messages": [m], "channel": {"id": CHANNEL, "title": "t"}}, "/messages/0"),
        (lambda m: m, "document 1"),
    ],
)
def test_messages_below_keys(tmp_path: Path, wrap: Any, place: str) -> None:
    message = {"_": "Message", "id": 7, "peer_id": {"channel_id": CHANNEL}, "message": "m"}
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps(wrap(message), indent=1).encode())
    assert batch.observations["record_locator"].to_list() == [place]
    assert batch.excluded.is_empty()
    assert ADAPTER.sniff(members(tmp_path / "dump.json"))


def test_a_record_among_messages_by_id_is_never_passed_over(tmp_path: Path) -> None:
    message = {"_": "Message", "id": 7, "peer_id": {"channel_id": CHANNEL}, "message": "m"}
    data = json.dumps({"7": message, "8": {"views": 3, "media": {}}, "9": {"id": 9, "text": "?"}}).encode()
    batch = parse_bytes(ADAPTER, tmp_path, data)
    assert batch.observations["record_locator"].to_list() == ["/7", "/9"]
    assert rejections(batch) == [("/8", "not_a_message")]


def test_one_response_per_line(tmp_path: Path) -> None:
    message = {"_": "Message", "id": 7, "peer_id": {"channel_id": CHANNEL}, "message": "m"}
    chat = {"_": "Channel", "id": CHANNEL, "title": "انبار", "username": "Anbar_Test", "megagroup": True}
    response = {"_": "messages.ChannelMessages", "messages": [message], "chats": [chat], "users": []}
    data = b"\n".join(json.dumps(response | {"messages": [message | {"id": n}]}).encode() for n in (7, 8))
    batch = parse_bytes(ADAPTER, tmp_path, data)
    assert batch.observations["message_id"].to_list() == [7, 8]
    row = (f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار", "public_supergroup", False)
    assert set(batch.channels.rows()) == {row}


@pytest.mark.parametrize("is_indented", [True, False])
def test_values_as_text(tmp_path: Path, is_indented: bool) -> None:
    message = {
        "_": "Message", "id": "7", "peer_id": {"_": "PeerChannel", "channel_id": f"-100{CHANNEL}"},
        "date": "2023-05-04 10:20:00", "edit_date": "2023-05-04 10:21:00", "message": "m", "views": "12",
        "media": {"_": "MessageMediaPhoto", "photo": {"file_reference": "b'\\x02^'", "sizes": "[...]"}},
    }  # fmt: skip
    data = json.dumps([message], indent=1 if is_indented else None).encode()
    row = parse_bytes(ADAPTER, tmp_path, data).observations.row(0, named=True)
    assert (row["channel_ref"], row["message_id"], row["view_count"]) == (f"id:{CHANNEL}", 7, 12)
    assert (str(row["posted_local"]), row["utc_offset_minutes"]) == ("2023-05-04 10:20:00", 0)
    assert (str(row["edited_local"]), row["media_kind"]) == ("2023-05-04 10:21:00", "photo")


def test_lists_appended_to_each_other(tmp_path: Path) -> None:
    message = {"_": "Message", "id": 7, "peer_id": {"channel_id": CHANNEL}, "message": "m"}
    batch = parse_bytes(ADAPTER, tmp_path, 2 * json.dumps([message]).encode())
    assert batch.observations["record_locator"].to_list() == ["/0", "document 2: /0"]


def test_a_cut_file_is_noted(tmp_path: Path) -> None:
    data = (MINIATURES / "channel.json").read_bytes()
    batch = parse_bytes(ADAPTER, tmp_path, data[: len(data) // 2])
    assert [reason for _, reason in rejections(batch)] == ["truncated_json"]
    assert ("truncated_file", "the file ends inside a list or object") in findings(batch)
    whole = parse(ADAPTER, MINIATURES / "channel.json").observations
    assert batch.observations.equals(whole[: batch.observations.height])


def test_trailing_commas_cost_nothing(tmp_path: Path) -> None:
    data = (MINIATURES / "channel.json").read_bytes().rstrip().removesuffix(b"]") + b",]"
    batch = parse_bytes(ADAPTER, tmp_path, data)
    assert batch.record_count == 20
    assert ("damaged_file", "commas between records are missing or too many") in findings(batch)


def test_pyrogram() -> None:
    batch = parse(ADAPTER, MINIATURES / "pyrogram.txt", exporter_zone="Asia/Tehran")
    first, second, third = batch.observations.rows(named=True)
    assert str(first["posted_local"]) == "2023-05-04 13:30:00"
    assert str(first["edited_local"]) == "2023-05-04 13:45:10"
    assert entities(batch, 53) == {("hashtag", "تازه"), ("mention", "anbar_test_channel")}
    assert reactions(batch, 53) == [("👍", 7), ("custom:5368324170671202286", 1)]
    assert (first["author_signature"], first["view_count"], first["forward_count"]) == ("سردبیر", 321, 4)
    assert (second["text"], second["media_kind"], second["album_ref"]) == (
        "زیر عکس",
        "photo",
        "13141495423409399",
    )
    assert (second["forward_from_ref"], second["forward_from_name"]) == ("id:1444555566", "دیگری")
    assert second["reply_to_message_id"] == 50
    assert (third["message_id"], third["media_kind"]) == (49, "video_message")
    assert third["posted_at"] is not None
    assert batch.excluded["artifact_kind"].to_list() == ["new_chat_title", "empty"]
    row = (f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار آزمون", "public_channel", False)
    assert batch.channels.rows() == [row]
    assert findings(batch) == {}


@pytest.mark.parametrize(
    ("fields", "action"),
    [
        ({"service": True, "pinned_message": {"id": 1}}, "pinned_message"),
        ({"service": True}, "unknown"),
        ({"channel_chat_created": True}, "channel_chat_created"),
    ],
)
def test_service_rows_of_old_pyrogram(tmp_path: Path, fields: Any, action: str) -> None:
    record = {"_": "Message", "message_id": 1, "chat": {"id": -1001111222233}} | fields
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps([record]).encode())
    assert batch.excluded["artifact_kind"].to_list() == [action]


def test_configuration_adds_to_the_only_channel() -> None:
    path = MINIATURES / "channel.json"
    batch = parse(ADAPTER, path, channel_handle="@Anbar_Test", channel_name="انبار", channel_telegram_id=5)
    assert batch.channels.rows() == [(f"id:{CHANNEL}", CHANNEL, "anbar_test", "انبار", None, False)]


def test_configuration_does_not_merge_several_channels(tmp_path: Path) -> None:
    records = [{"_": "Message", "id": 1, "peer_id": {"channel_id": c}, "message": "m"} for c in (11, 12)]
    batch = parse_bytes(ADAPTER, tmp_path, json.dumps(records).encode(), channel_handle="one")
    assert batch.channels["handle"].to_list() == [None, None]


def test_configuration_names_a_channel_that_the_dump_does_not(tmp_path: Path) -> None:
    records = [{"_": "Message", "id": 1, "message": "m", "date": 1683194400}]
    data = json.dumps(records).encode()
    assert parse_bytes(ADAPTER, tmp_path, data).observations["channel_ref"].to_list() == [None]
    batch = parse_bytes(ADAPTER, tmp_path, data, channel_handle="@One_News")
    assert batch.observations["channel_ref"].to_list() == ["handle:one_news"]
    assert batch.channels["channel_ref"].to_list() == ["handle:one_news"]


@pytest.mark.parametrize("name", ["channel.json", "messages.jsonl", "response.json", "pyrogram.txt"])
def test_sniff_knows_its_own(name: str) -> None:
    assert ADAPTER.sniff(members(MINIATURES / name)) > 0.9


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"plain text",
        b"<html>",
        b'{"name": "c", "type": "public_channel", "id": 5, "messages": [{"id": 1, "type": "message", "text": ""}]}',
        b'[{"date": "2021-01-01T00:00:00+00:00", "message": "m", "webpage_url": null}]',
        b'{"messages": [{"type": "m.room.message", "content": {"body": "m"}}]}',
        b'{"id": 1, "message_id": 1, "channel_id": 1, "data": {"_": "Message", "id": 1, "to_id": {}}}\n',
        b'{"_type": "Message", "id": 1, "peer_id": {"_type": "PeerChannel", "channel_id": 1}}\n',
        b'{"id": 1, "peer_id": {"_type": "PeerChannel", "channel_id": 1}, "message": "m", "date": 1}\n',
        b'{"id": 1, "peer_id": {"channel_id": 1, "chats": []}, "message": "m", "_chat": {"id": 1}}\n',
        b'{"1": {"text_messages": {"2": {"message": "m", "date": 1.0}}, "generic_media": {}}}',
        b'[{"_": "User", "id": 1}]',
        b"[{",
        b"\x00\x01",
    ],
)
def test_sniff_refuses_others(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(data)
    assert ADAPTER.sniff(members(path)) == 0


def test_a_folder_of_files(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    files = [MINIATURES / "channel.json", tmp_path / "photo.jpg", MINIATURES / "messages.jsonl"]
    batch = parse(ADAPTER, *files)
    assert ADAPTER.sniff(members(*files)) > 0.9
    assert batch.record_count == 20 + 1 + 5
    assert batch.observations["record_locator"][0] == "channel.json:/0"
    assert batch.observations["record_locator"][-1] == "messages.jsonl:line 5"
    container = batch.excluded.filter(pl.col("record_kind") == "artifact")
    assert container.select("record_locator", "artifact_kind").rows() == [("photo.jpg", "container")]
