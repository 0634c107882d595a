"""Flat JSON as a table: keys that come and go, damage, other JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from table_files import parse, sniff, write

RECORDS: list[dict[str, Any]] = [
    {"date": "2024-03-01T10:00:00+00:00", "message": "one #tag", "webpage_url": "https://example.org/a"},
    {"date": "2024-03-01T11:00:00+00:00", "webpage_url": "https://example.org/b"},
    {"date": "2024-03-01T12:00:00+00:00", "message": "three", "likes": 3},
]


@pytest.mark.parametrize("is_lines", [False, True])
def test_flat_objects_whose_keys_come_and_go(tmp_path: Path, is_lines: bool) -> None:
    lines = [json.dumps(r) for r in RECORDS]
    data = "\r\n".join(lines) + "\r\n" if is_lines else json.dumps(RECORDS, indent=4).replace("\n", "\r\n")
    path = write(tmp_path / "a.json", data)
    assert sniff(path) == 0.6
    parsed = parse(path)
    assert parsed.column("text") == ["one #tag", "", "three"]
    assert parsed.column("media_kind") == ["webpage", "webpage", None]
    assert parsed.column("message_id") == [None] * 3
    assert parsed.entities.select("entity_value").to_series().to_list() == [
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert parsed.finding("unknown_field") == {"likes": 1}
    raw = path.read_bytes()
    if is_lines:
        assert parsed.column("record_locator") == ["line 1", "line 2", "line 3"]
        spans = parsed.observations.select("byte_start", "byte_end").rows()
        assert [json.loads(raw[a:b]) for a, b in spans] == RECORDS
    else:
        assert parsed.column("record_locator") == ["/0", "/1", "/2"]


def test_keys_that_come_up_late_are_planned_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.formats.table.chunks.CHUNK_ROWS", 2)
    monkeypatch.setattr("assets.formats.table.flat_json._RECORDS_AT_ONCE", 2)
    records = [{"id": i, "text": "x"} for i in range(1, 5)] + [{"id": 5, "text": "y", "views": 7, "new": 1}]
    parsed = parse(write(tmp_path / "a.json", json.dumps(records)))
    assert parsed.column("view_count") == [None] * 4 + [7]
    assert parsed.finding("unknown_field") == {"new": 1}
    assert parsed.finding("column_guess")["id → message_id"] == 5


def test_bad_records_of_json_cost_themselves_only(tmp_path: Path) -> None:
    good = '{"id": 1, "date": "2024-03-01", "text": "a"}'
    parsed = parse(
        write(tmp_path / "a.json", f'{good}\n{{"id": 2, "text": \n"words"\n{good.replace("1", "3", 1)}\n')
    )
    assert parsed.column("message_id") == [1, 3]
    assert parsed.rejections["reason"].to_list() == ["truncated_json", "not_an_object"]
    assert parsed.excluded.select("byte_start", "byte_end").rows() == [(45, 64), (64, 72)]
    cut = parse(write(tmp_path / "b.json", f"[{good}, {good[:20]}"))
    assert cut.rejections["reason"].to_list() == ["truncated_json"]


def test_objects_within_objects_are_columns_by_path(tmp_path: Path) -> None:
    record = {
        "id": 7, "peer": {"channel_id": 1591537674}, "message": "a", "date": 1709287200,
        "reactions": {"👍": 3, "❤": 1}, "forward": {"sender_name": "Reza"}, "tags": ["a", "b"],
    }  # fmt: skip
    path = write(tmp_path / "a.json", json.dumps([record]))
    assert sniff(path) == 0.5
    parsed = parse(path)
    assert parsed.column("reaction_count") == [4]
    assert parsed.column("forward_from_name") == ["Reza"]
    assert parsed.column("channel_ref") == ["id:1591537674"]
    assert parsed.finding("unknown_field") == {"tags": 1}


def test_lines_are_read_alike_many_at_once_and_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values: list[dict[str, Any]] = [
        {"id": 1, "text": "a", "views": 5, "pinned": True}, {"id": 2, "text": "b }\\n{ c", "ratio": 0.5},
        {"text": "c", "id": 2**63, "views": None}, {"id": 4, "text": "d", "reactions": {"👍": 3}}, {"id": -5},
        {"id": 6, "text": "x", "tags": ["a"], "deep": {"a": {"b": 1}}}, {"id": 7, "text": "y", "date": 1709287200.5},
    ]  # fmt: skip
    lines = [json.dumps(v, ensure_ascii=False) for v in values] * 40
    whole = parse(write(tmp_path / "a.json", "\ufeff" + "\r\n".join(lines)))
    damaged = [*lines[:100], "", '{"id": 9} {"id": 9}', '{"id":', "1}", *lines[100:]]
    path = write(tmp_path / "b.json", "\n".join(damaged))
    monkeypatch.setattr("assets.formats.table.json_blocks._STEP", 500)
    many = parse(path)
    monkeypatch.setattr("assets.formats.table.json_blocks._are_sound", lambda _: False)
    single = parse(path)
    for frame in ("observations", "excluded", "rejections"):
        assert getattr(many, frame).equals(getattr(single, frame))
    assert many.rejections.height == 3
    assert many.column("text") == whole.column("text")
    assert many.column("view_count") == whole.column("view_count")
    whole_again = parse(tmp_path / "a.json")
    assert whole_again.observations.equals(whole.observations)
    raw = path.read_bytes()
    spans = [*many.observations.select("byte_start", "byte_end").rows(),
             *many.excluded.select("byte_start", "byte_end").rows()]  # fmt: skip
    assert sum(end - start for start, end in spans) == len(raw)


def test_ever_new_keys_do_not_fill_the_memory(tmp_path: Path) -> None:
    records = [{"id": i, "text": "x", f"key{i}": "v"} for i in range(3_000)]
    parsed = parse(write(tmp_path / "a.json", json.dumps(records)))
    assert parsed.observations.height == 3_000
    assert len(parsed.finding("unknown_field")) == 999
    assert parsed.finding("unknown_field")["(further fields)"] == 2_002


@pytest.mark.parametrize(
    "value",
    [
        {"name": "x", "type": "public_channel", "id": 1, "messages": [{"id": 1, "text": "a", "date": "2024-03-01"}]},
        [{"_": "Message", "id": 1, "peer_id": {"channel_id": 1}, "message": "a", "date": "2024-03-01T00:00:00"}],
        [{"id": 1, "type": "message", "date": "2024-03-01T00:00:00", "text": "a", "text_entities": []}],
        [{"timestamp": "2018-12-05T10:39:10", "author": "A", "message": "hello"}],
        {"name": "x", "version": "1.0.0", "description": "text", "dependencies": {"a": "^1"}},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "id": 1, "properties": {"text": "a"}}]},
        [{"type": "message", "user": "U024BE7LH", "text": "hello there", "ts": "1709287200.000200", "team": "T1"},
         {"type": "message", "subtype": "channel_join", "user": "U1", "text": "joined", "ts": "1709287201.000200"}],
        [{"timestamp": "2024-03-01T00:00:00Z", "level": "INFO", "message": "started", "logger": "x"}] * 3,
        ["words", "and words"], [], {}, [[1, 2]], 5,
    ],
)  # fmt: skip
def test_other_json_is_refused(tmp_path: Path, value: Any) -> None:
    assert sniff(write(tmp_path / "a.json", json.dumps(value))) == 0.0
    assert sniff(write(tmp_path / "b.json", json.dumps(value, indent=1))) == 0.0
