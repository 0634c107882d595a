"""Exports of Telegram Desktop are told from their look-alikes by content."""

import json
from pathlib import Path
from typing import Any

import pytest
from tdesktop_json_dumps import NAMES, chat, fixture, message

from assets.formats.base import Member
from assets.formats.tdesktop_json import ADAPTER


def sniff(folder: Path, *files: bytes) -> float:
    members = []
    for number, data in enumerate(files):
        path = folder / f"file{number}"
        path.write_bytes(data)
        members.append(Member(path.name, path, len(data)))
    return ADAPTER.sniff(tuple(members))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n\n "])
def test_exports_are_recognised(tmp_path: Path, name: str, mark: bytes) -> None:
    assert sniff(tmp_path, mark + fixture(name)) > 0.95
    assert sniff(tmp_path, mark + fixture(name)[:700]) >= 0.8


def test_export_among_its_media(tmp_path: Path) -> None:
    assert sniff(tmp_path, b"\xff\xd8\xff", fixture("channel"), b"") > 0.95


def test_empty_channel(tmp_path: Path) -> None:
    assert sniff(tmp_path, chat()) >= 0.9


def test_account_with_chats_far_behind(tmp_path: Path) -> None:
    contacts = [{"user_id": i, "first_name": "x" * 50, "phone_number": "+00"} for i in range(2000)]
    account = {"about": "", "personal_information": {}, "contacts": {"about": "", "list": contacts}}
    assert sniff(tmp_path, json.dumps(account | {"chats": {"list": []}}, indent=1).encode()) >= 0.8


TELETHON = {"_": "Message", "id": 1, "date": "2024-01-01T00:00:00+00:00", "message": "x", "peer_id": {}}
FOREIGN: dict[str, Any] = {
    "flat_list": [{"timestamp": "2018-12-05T10:39:10", "author": "a", "message": "x"}],
    "bare_list": [message()],
    "telethon_list": [TELETHON],
    "telethon_object": {"messages": [TELETHON]},
    "telethon_typed": {"messages": [TELETHON | {"type": "message"}]},
    "dict_of_channels": {"1200000001": {"username": "x", "text_messages": {"1": {"message": "x"}}}},
    "discord": {
        "guild": {},
        "messages": [{"id": "1", "type": "Default", "timestamp": "2024-01-01T00:00:00"}],
    },
    "matrix": {"room_name": "x", "messages": [{"type": "m.room.message", "content": {}}]},
    "undated": {"messages": [{"type": "message", "id": 1, "text": "x"}]},
    "instagram": {"participants": [], "messages": [{"sender_name": "x", "timestamp_ms": 1}]},
    "empty_object": {},
    "no_messages": {"name": "x", "type": "package", "id": 5},
    "about_only": {"about": "x"},
    "openai": {"model": "x", "messages": [{"role": "user", "content": "x"}]},
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_other_json_is_refused(tmp_path: Path, kind: str) -> None:
    assert sniff(tmp_path, json.dumps(FOREIGN[kind], indent=1).encode()) == 0.0


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<html>", b"\x00\x01", b"{", b'{"a', b"[[[[", b'{"messages": 5}']
)
def test_what_is_no_json_is_refused(tmp_path: Path, data: bytes) -> None:
    assert sniff(tmp_path, data) == 0.0
