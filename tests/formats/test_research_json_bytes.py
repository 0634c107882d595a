"""What is a file of a research collection, and that no bytes in one crash, hang or lose a record."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_dumps import DAMAGES, FIXTURES, damaged, findings, members, parse, parse_bytes, spans_cover

from assets.formats.registry import detect
from assets.formats.research_json import ADAPTER

MINIATURES = FIXTURES / "research_json"
NAMES = ["4cat_collected.ndjson", "4cat_rows.ndjson", "pushshift.ndjson", "tgdataset.json"]
EXAMPLES = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def detected(folder: Path, data: bytes) -> str | None:
    (folder / "dump.json").write_bytes(data)
    adapter = detect(members(folder / "dump.json"))
    return adapter.name if adapter else None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n \r\n"])
def test_its_own_files_are_known(tmp_path: Path, name: str, start: bytes) -> None:
    data = (MINIATURES / name).read_bytes()
    assert detected(tmp_path, start + data) == "research_json"
    assert detected(tmp_path, start + data[: len(data) * 3 // 4]) == "research_json"


def test_a_bad_row_at_the_beginning_does_not_hide_a_file(tmp_path: Path) -> None:
    good = (MINIATURES / "pushshift.ndjson").read_bytes()
    assert detected(tmp_path, b'{"id": 1, "message_id": 1, "data": null}\n' + good) == "research_json"


@pytest.mark.parametrize("name", NAMES[:3])
def test_lists_of_rows_are_known(tmp_path: Path, name: str) -> None:
    listed = b"[" + b",".join((MINIATURES / name).read_bytes().splitlines()) + b"]"
    assert detected(tmp_path, listed) == "research_json"
    batch = parse(ADAPTER, tmp_path / "dump.json")
    assert batch.observations["text"].equals(parse(ADAPTER, MINIATURES / name).observations["text"])


@pytest.mark.parametrize(
    "path",
    [
        "telethon_json/channel.json",
        "telethon_json/messages.jsonl",
        "telethon_json/response.json",
        "telethon_json/pyrogram.txt",
    ],
)
def test_files_of_telethon_are_left_to_their_own_reader(path: str) -> None:
    assert ADAPTER.sniff(members(FIXTURES / path)) == 0


@pytest.mark.parametrize(
    "record",
    [
        {
            "name": "c",
            "type": "public_channel",
            "id": 5,
            "messages": [{"id": 1, "type": "message", "text": ""}],
        },
        {"id": 1, "date": "2021-01-01T00:00:00+00:00", "message": "m", "views": 3},
        {"message_id": 1, "channel_id": 5, "date": "2021-01-01", "text": "m"},
        {"message_id": "1", "channel_id": "5", "data": "hello"},  # a row of another messenger
        {"message_id": "1", "channel_id": "5", "data": {"content": "hello"}},
        {"message_id": "1", "channel_id": "5", "data": '{"content": "hello"}'},
        {"id": "1", "thread_id": "2", "body": "m"},  # of another source of 4CAT's, without a time
        {"1": {"title": "t", "messages": {}}},
        {"1": {"2": {"text_messages": 5}}},
        {"rooms": [{"room_id": "!a:b", "name": "n"}]},
        {},
        [],
        5,
    ],
)
def test_look_alikes_are_refused(tmp_path: Path, record: Any) -> None:
    for data in (json.dumps(record), json.dumps([record]), 2 * f"{json.dumps(record)}\n"):
        (tmp_path / "dump.json").write_text(data)
        assert ADAPTER.sniff(members(tmp_path / "dump.json")) == 0


@pytest.mark.parametrize("data", [b"", b" \n", b"\x00\x01", b"text", b"<html>", b'{"', b"[{", b"a,b\n1,2\n"])
def test_what_is_no_json_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "dump.json").write_bytes(data)
    assert ADAPTER.sniff(members(tmp_path / "dump.json")) == 0


def test_a_folder_of_collections(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Notes\n")
    files = [tmp_path / "README.md", *(MINIATURES / name for name in NAMES)]
    batch = parse(ADAPTER, *files)
    assert ADAPTER.sniff(members(*files)) > 0.9
    assert batch.excluded["record_locator"][0] == "README.md"
    assert batch.observations["record_locator"][0] == "4cat_collected.ndjson:line 1"
    assert batch.observations["record_locator"][-1] == "tgdataset.json:/1111222233/generic_media/69"
    assert batch.record_count == 1 + 4 + 5 + 5 + 7


def test_a_blank_line_belongs_to_the_record_above(tmp_path: Path) -> None:
    data = b"\n" + (MINIATURES / "pushshift.ndjson").read_bytes().replace(b"\n", b"\r\n\r\n")
    batch = parse_bytes(ADAPTER, tmp_path, data)
    assert batch.observations["record_locator"].to_list() == ["line 2", "line 4", "line 6"]
    assert spans_cover(batch, len(data))


@EXAMPLES
@given(st.sampled_from(NAMES), DAMAGES)
def test_damaged_files_never_fail(
    tmp_path_factory: pytest.TempPathFactory, name: str, damages: list[tuple[float, int, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    data = damaged((MINIATURES / name).read_bytes(), damages)
    batch = parse_bytes(ADAPTER, folder, data, is_staged=False)
    assert 0 <= ADAPTER.sniff(members(folder / "dump.json")) <= 1
    if name.endswith("ndjson") and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        assert spans_cover(batch, len(data))
        assert batch.record_count >= len([line for line in data.splitlines() if line.strip()]) // 2


@EXAMPLES
@given(st.sampled_from(NAMES[:3]), st.data())
def test_damage_in_a_line_leaves_the_others(
    tmp_path_factory: pytest.TempPathFactory, name: str, draw: st.DataObject
) -> None:
    lines = (MINIATURES / name).read_bytes().splitlines()
    victim = draw.draw(st.integers(1, len(lines) - 1))
    noise = draw.draw(st.binary(max_size=40)).replace(b"\n", b"").replace(b"\r", b"") or b"{"
    others = [line for n, line in enumerate(lines) if n != victim]
    folder = tmp_path_factory.mktemp("line")
    undamaged = parse_bytes(ADAPTER, folder, b"\n".join(others), is_staged=False).observations
    at = draw.draw(st.integers(0, len(lines[victim])))
    lines[victim] = lines[victim][:at] + noise + lines[victim][at + 9 :]
    found = parse_bytes(ADAPTER, folder, b"\n".join(lines), is_staged=False).observations
    texts = found["text"].to_list()
    assert [t for t in undamaged["text"] if t not in texts] == []
    assert found.height <= undamaged.height + 1


ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just({"a": []})
    | st.just([{}])
)
ROW_KEYS = st.sampled_from(
    "id message_id channel_id retrieved_utc updated_utc data thread_id body reply_to views reactions timestamp "
    "unix_timestamp unix_timestamp_edited author_forwarded_from_id author_forwarded_from_name attachment_type "
    "channel_name message date _type peer_id _chat".split()
)


@settings(EXAMPLES, max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.dictionaries(ROW_KEYS, ODD, max_size=6)), min_size=1, max_size=6)
)
def test_odd_values_never_fail(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, dict[str, Any]]]
) -> None:
    message = {"_": "Message", "id": 1, "date": 1683194400, "message": "m"}
    bases: list[dict[str, Any]] = [
        {"id": 1 << 33, "message_id": 1, "channel_id": 2, "data": message},
        {"id": "c-1", "thread_id": "c", "body": "m", "timestamp": "2023-05-04 12:00:00", "unix_timestamp": 5},
        {"_type": "Message", "id": 1, "date": 1683194400, "message": "m"},
    ]
    data = b"".join(json.dumps(bases[n] | change).encode() + b"\n" for n, change in changes)
    batch = parse_bytes(ADAPTER, tmp_path_factory.mktemp("odd"), data)
    assert batch.record_count == len(changes)


def test_deep_nesting_is_rejected_and_huge_lines_are_read(tmp_path: Path) -> None:
    good = (MINIATURES / "pushshift.ndjson").read_bytes().splitlines()[0]
    deep = b'{"message_id": 1, "channel_id": 2, "data": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}"
    long = good.replace(b'"message": "', b'"message": "' + b"x" * 3_000_000, 1)
    batch = parse_bytes(ADAPTER, tmp_path, b"\n".join([good, deep, long, b"{" * 2_000_000, good]))
    assert batch.observations["record_locator"].to_list() == ["line 1", "line 3", "line 5"]
    assert batch.rejections["reason"].to_list() == ["nested_too_deeply", "malformed_json"]
    assert findings(batch) == {}
