"""Layouts, whole accounts and damage: the same records, whatever the file looks like."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tdesktop_json_dumps import FIXTURES, NAMES, Parsed, chat, fixture, message, parse_bytes, parse_members

from assets.formats.base import Member, ParseOptions
from assets.formats.tdesktop_json import TdesktopJsonAdapter


def _dumped(data: bytes, **how: object) -> bytes:
    return json.dumps(json.loads(data), ensure_ascii=False, **how).encode()  # type: ignore[arg-type]


LAYOUTS: dict[str, Callable[[bytes], bytes]] = {
    "as_exported": lambda data: data,
    "four_spaces": lambda data: _dumped(data, indent=4),
    "tabs": lambda data: _dumped(data, indent="\t"),
    "no_indent": lambda data: _dumped(data, indent=0),
    "one_line": lambda data: _dumped(data),
    "minified": lambda data: _dumped(data, separators=(",", ":")),
    "sorted": lambda data: _dumped(data, indent=1, sort_keys=True),
    "sorted_minified": lambda data: _dumped(data, separators=(",", ":"), sort_keys=True),
    "windows": lambda data: data.replace(b"\n", b"\r\n"),
    "marked": lambda data: b"\xef\xbb\xbf" + data,
    "spaced": lambda data: b"\n\n" + data.replace(b"\n", b" \n  \n") + b"\n\n",
    "ragged": lambda data: data.replace(b'\n   "date', b'\n"date').replace(b"\n     ]", b"\n ]"),
    "one_record_per_line": lambda data: _one_per_line(data),
}


def _one_per_line(data: bytes) -> bytes:
    if b'"chats"' in data:
        return data
    whole = json.loads(data)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in whole.pop("messages"))
    return (json.dumps(whole, ensure_ascii=False)[:-1] + ', "messages": [\n' + rows + "\n]}").encode()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parsed]:
    return {
        name: parse_bytes(tmp_path_factory.mktemp("dump"), fixture(name), is_staged=True) for name in NAMES
    }


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", NAMES)
def test_layouts_give_the_same_records(
    tmp_path: Path, expected: dict[str, Parsed], name: str, layout: str
) -> None:
    parsed = parse_bytes(tmp_path, LAYOUTS[layout](fixture(name)))
    assert parsed.same_records(expected[name])
    assert "truncated_file" not in parsed.findings["finding"]


@pytest.mark.parametrize("layout", ["as_exported", "sorted", "minified"])
@pytest.mark.parametrize(("block", "chunk"), [(64, 7), (700, 100), (3000, 1)])
def test_small_windows_give_the_same_records(
    tmp_path: Path, expected: dict[str, Parsed], layout: str, block: int, chunk: int
) -> None:
    for name in NAMES:
        adapter = TdesktopJsonAdapter(block_bytes=block, batch_bytes=1 << 30, chunk_bytes=chunk)
        parsed = parse_bytes(tmp_path, LAYOUTS[layout](fixture(name)), adapter=adapter)
        assert parsed.same_records(expected[name])


def test_batches_count_on(tmp_path: Path, expected: dict[str, Parsed]) -> None:
    adapter = TdesktopJsonAdapter(block_bytes=700, batch_bytes=2000, chunk_bytes=500)
    parsed = parse_bytes(tmp_path, fixture("channel"), adapter=adapter)
    assert len(parsed.batches) > 3
    assert parsed.observations.equals(expected["channel"].observations)


def test_whole_account(expected: dict[str, Parsed]) -> None:
    account = expected["account"]
    assert account.channels.select("channel_ref", "channel_name", "channel_type").rows() == [
        ("id:8589934999", "الف", "personal_chat"),
        ("id:9", None, "saved_messages"),
        ("id:1700000020", "خالی", "private_channel"),
        ("id:321", None, "private_group"),
        ("id:1700000001", "ایستگاه باغ", "public_channel"),
        ("id:1700000030", "کانال ترک‌شده", "public_channel"),
    ]
    rows = account.observations.select("record_locator", "channel_ref", "message_id").rows()
    assert rows[2:] == [
        ("/chats/list/1/messages/0", "id:9", 5),
        ("/chats/list/3/messages/0", "id:321", 7),
        ("/chats/list/4/messages/0", "id:1700000001", 2),
        ("/chats/list/4/messages/2", "id:1700000001", 4),
        ("/chats/list/4/messages/3", "id:1700000001", 5),
        ("/left_chats/list/0/messages/0", "id:1700000030", 1),
    ]
    assert account.excluded["record_locator"].to_list() == ["/chats/list/4/messages/1"]


def test_options_complete_only_their_chat_of_an_account(tmp_path: Path) -> None:
    options = ParseOptions(channel_telegram_id=1700000030, channel_handle="gone_one")
    channels = parse_bytes(tmp_path, fixture("account"), options).channels
    assert channels.filter(handle="gone_one")["telegram_id"].to_list() == [1700000030]


def test_a_channel_is_stated_once_per_batch(tmp_path: Path) -> None:
    chats = [json.loads(chat(message(i), name=name, id=5)) for i, name in enumerate("ab", 1)]
    data = json.dumps({"about": "", "chats": {"list": chats}}).encode()
    parsed = parse_bytes(tmp_path, data)
    assert parsed.channels["channel_name"].to_list() == ["a"]
    assert parsed.observations["channel_ref"].to_list() == ["id:5", "id:5"]


def test_unknown_fields_of_chats(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, chat(message(), name="x", id=5, mood={"a": [1, {"messages": [2]}]}))
    assert parsed.findings.rows() == [("unknown_field", "mood", 1, None)]
    assert parsed.observations.height == 1


THREE = chat(*(message(i, text=f"text {i}") for i in (1, 2, 3)))
MINIFIED = LAYOUTS["minified"](THREE)


@pytest.mark.parametrize(
    ("source", "escaped", "text"),
    [
        (b"text 2", rb"a\x0Cb", "a\x0cb"),
        (b"text 2", rb"a\x00\x1Fb", "a\x00\x1fb"),
        (b"text 2", rb"a\\x0Cb", r"a\x0Cb"),
        (b"text 2", rb"a\\\x0Cb", "a\\\x0cb"),
        (b"text 2", rb"a\ud83db", "a\ufffdb"),
        (b"text 2", rb"a\ud83d\ude00b", "a😀b"),
        (b"text 2", b"a\nb\tc", "a\nb\tc"),
    ],
)
@pytest.mark.parametrize("data", [THREE, MINIFIED], ids=["as_exported", "minified"])
def test_bad_escapes_are_mended(
    tmp_path: Path, data: bytes, source: bytes, escaped: bytes, text: str
) -> None:
    parsed = parse_bytes(tmp_path, data.replace(source, escaped))
    assert parsed.observations["text"].to_list() == ["text 1", text, "text 3"]
    assert parsed.rejections.is_empty()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n  }\n ]", b"\n  },\n ]"),
        (b'"text_entities": []\n', b'"text_entities": [],\n'),
        (b'"text_entities": []', b'"text_entities": [1,]'),
        (b"\n ]\n}", b"\n ],\n}"),
        (b"\n  },\n  {", b"\n  },,\n  {"),
        (b"\n  },\n  {", b"\n  }\n  {"),
    ],
    ids=["after_last", "in_record", "in_list", "after_list", "doubled", "missing"],
)
def test_commas_too_many_or_too_few(tmp_path: Path, old: bytes, new: bytes) -> None:
    assert old in THREE
    parsed = parse_bytes(tmp_path, THREE.replace(old, new))
    assert parsed.observations["message_id"].to_list() == [1, 2, 3]
    assert parsed.rejections.is_empty()


BREAKS = {
    "literal": (b'"id": 2,', b'"id": 2x,', "invalid_json"),
    "quote": (b'"text": "text 2"', b'"text": "text 2', "invalid_json"),
    "quote_more": (b'"text": "text 2"', b'"text": "te"xt 2"', "invalid_json"),
    "bytes": (b"text 2", b"text \xff", "invalid_utf8"),
    "bracket_more": (b'"text": "text 2"', b'"text": [{"text 2"', "invalid_json"),
    "bracket_less": (b'"text_entities": []\n  },\n  {\n   "id": 3', b'"text_entities": []\n  ,\n  {\n   "id": 3',
                     "invalid_json"),
    "escape": (b"text 2", rb"text \q", "invalid_json"),
    "deep": (b'"text 2"', b"[" * 100_000 + b"]" * 100_000, "nested_too_deep"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize("layout", ["as_exported", "minified"])
def test_a_broken_record_costs_only_itself(tmp_path: Path, layout: str, kind: str) -> None:
    old, new, reason = BREAKS[kind]
    if layout == "minified":
        old, new = (
            part.replace(b" ", b"").replace(b"\n", b"").replace(b"text2", b"text 2") for part in (old, new)
        )
    data = MINIFIED if layout == "minified" else THREE
    assert old in data
    parsed = parse_bytes(tmp_path, data.replace(old, new))
    assert parsed.reasons() == [reason]
    assert parsed.observations["message_id"].to_list() == [1, 3]
    assert '"date"' in parsed.excluded["raw_text"][0]
    assert "truncated_file" not in parsed.findings["finding"]


@pytest.mark.parametrize(
    ("entry", "case"), [("5", "int"), ('"a"', "str"), ("[1]", "list"), ("null", "NoneType")]
)
def test_entries_that_are_no_objects(tmp_path: Path, entry: str, case: str) -> None:
    data = THREE.replace(b'\n  {\n   "id": 2', f'\n  {entry},\n  {{\n   "id": 2'.encode())
    parsed = parse_bytes(tmp_path, data)
    assert parsed.rejections.select("reason", "failure_case").rows() == [("not_an_object", case)]
    assert parsed.observations["record_locator"].to_list() == ["/messages/0", "/messages/2", "/messages/3"]


@pytest.mark.parametrize("layout", ["as_exported", "minified"])
@pytest.mark.parametrize("name", NAMES)
def test_a_file_cut_anywhere_gives_what_is_whole(
    tmp_path: Path, expected: dict[str, Parsed], name: str, layout: str
) -> None:
    data = LAYOUTS[layout](fixture(name))
    whole = expected[name].observations
    for cut in range(40, len(data) - 1, len(data) // 12):
        parsed = parse_bytes(tmp_path, data[:cut])
        kept = parsed.observations
        columns = [c for c in kept.columns if c != "album_ref"]  # an album may have lost its other parts
        assert kept.select(columns).equals(whole.head(kept.height).select(columns))
        assert set(parsed.reasons()) <= {"truncated"}
        assert parsed.rejections.height <= 1
        assert "truncated_file" in parsed.findings["finding"]


def test_a_cut_record_is_rejected_with_its_text(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, THREE[: THREE.index(b"text 3") + 4])
    assert parsed.reasons() == ["truncated"]
    assert parsed.excluded["raw_text"][0].endswith('"text": "text')
    assert parsed.excluded["record_locator"].to_list() == ["/messages/2"]


def test_an_export_cancelled_between_records_is_reported(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, THREE[: THREE.rindex(b"\n ]")])
    assert parsed.observations.height == 3
    assert parsed.rejections.is_empty()
    assert parsed.findings["finding"].to_list() == ["truncated_file"]


def test_damage_between_chats_loses_no_later_chat(tmp_path: Path) -> None:
    data = fixture("account")
    head = '"name": "ایستگاه باغ"'.encode()
    parsed = parse_bytes(tmp_path, data.replace(head, head[:-1]))
    assert parsed.observations["message_id"].to_list() == [1, 2, 5, 7, 2, 4, 5, 1]
    assert "damaged_file" in parsed.findings["finding"]
    assert parsed.observations["channel_ref"].to_list()[-1] == "id:1700000030"


def test_a_list_closed_too_early_loses_nothing(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, THREE.replace(b'\n  },\n  {\n   "id": 2', b'\n  }],\n  {\n   "id": 2'))
    assert parsed.observations["message_id"].to_list() == [1, 2, 3]
    assert parsed.observations["channel_ref"].unique().to_list() == ["id:1700000001"]
    assert parsed.findings["finding"].to_list() == ["damaged_file"]


def test_concatenated_exports_are_both_read(tmp_path: Path) -> None:
    second = chat(message(9), name="y", type="public_channel", id=1700000002)
    parsed = parse_bytes(tmp_path, THREE + b"\n" + second)
    assert parsed.observations.select("message_id", "channel_ref").rows()[2:] == [
        (3, "id:1700000001"),
        (9, "id:1700000002"),
    ]


def test_bytes_behind_the_export_are_kept(tmp_path: Path) -> None:
    parsed = parse_bytes(tmp_path, THREE + b"\x00\x00rest")
    assert parsed.observations.height == 3
    assert parsed.excluded["raw_text"].to_list() == ["\\x00\\x00rest"]


def test_folder_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    files = [tmp_path / "photo.jpg", FIXTURES / "group_2019.json", FIXTURES / "channel.json"]
    parsed = parse_members(tuple(Member(p.name, p, p.stat().st_size) for p in files))
    assert parsed.excluded.row(0)[1:4] == ("artifact", "container", "photo.jpg")
    assert parsed.observations["record_locator"][0] == "group_2019.json:/messages/0"
    assert parsed.observations["record_locator"][-1] == "channel.json:/messages/21"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"{}", b"[]", b"null", b"\xef\xbb\xbf", b'{"messages": [', b"}" * 9]
)
def test_nothing_to_read(tmp_path: Path, data: bytes) -> None:
    assert parse_bytes(tmp_path, data).observations.is_empty()
