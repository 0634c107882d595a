"""Records of JSON files: exact spans, bounded memory, and a way on past every kind of damage."""

import io
import json
import tracemalloc
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.formats.json_records import Fault, JsonReader, Piece, decode, read_lines
from assets.formats.json_records.strict import MAX_DEPTH, nesting

EXAMPLES = settings(max_examples=100, suppress_health_check=list(HealthCheck))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text('ab{}[]",:\\ب🔸\n', max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def elements(data: bytes, step: int = 1 << 20, limit: int = 1 << 20) -> tuple[list[Piece], JsonReader]:
    reader = JsonReader(io.BytesIO(data), limit=limit, step=step)
    return [reader.piece() for _ in reader.documents() for _ in reader.elements()], reader


def walk(reader: JsonReader) -> list[Piece]:
    """Every value below lists and objects of the two outermost levels, and everything that is damaged."""
    found: list[Piece] = []

    def take(depth: int) -> None:
        if depth < 2 and reader.peek() == b"[":
            for _ in reader.elements():
                take(depth + 1)
        elif depth < 2 and reader.peek() == b"{":
            for _, damaged in reader.entries():
                if damaged:
                    found.append(damaged)
                else:
                    take(depth + 1)
        else:
            found.append(reader.piece())

    for _ in reader.documents():
        take(0)
    return found


@EXAMPLES
@given(st.lists(JSON, max_size=8), st.sampled_from([None, 1]), st.booleans(), st.integers(1, 60))
def test_elements_are_what_the_list_holds(values: list[Any], indent: int, ascii_: bool, step: int) -> None:
    data = b"\xef\xbb\xbf" + json.dumps(values, indent=indent, ensure_ascii=ascii_).encode()
    pieces, reader = elements(data, step)
    assert [json.loads(p.raw) for p in pieces] == values
    assert [data[p.start : p.end] for p in pieces] == [p.raw for p in pieces]
    assert not any(p.fault for p in pieces)
    assert (reader.is_cut, reader.separator_faults, reader.offset) == (False, 0, len(data))


@EXAMPLES
@given(st.dictionaries(st.text(max_size=5), JSON, max_size=6), st.integers(1, 60))
def test_entries_are_what_the_object_holds(values: dict[str, Any], step: int) -> None:
    reader = JsonReader(io.BytesIO(json.dumps(values).encode()), step=step)
    found = [(key, json.loads(reader.piece().raw)) for _ in reader.documents() for key, _ in reader.entries()]
    assert found == list(values.items())


RECORDS = [{"_": "Message", "id": n, "text": 'a "q" {[', "e": [{"_": "Bold", "at": 1}]} for n in range(6)]
GOOD = json.dumps(RECORDS).encode()


@EXAMPLES
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.binary(max_size=6), st.integers(1, 99))
def test_damage_never_hangs_and_never_overlaps(at: int, cut: int, noise: bytes, step: int) -> None:
    data = GOOD[:at] + noise + GOOD[at + cut :]
    pieces = walk(JsonReader(io.BytesIO(data), step=step))
    assert pieces == walk(JsonReader(io.BytesIO(data)))
    spans = [(p.start, p.end) for p in pieces]
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert all(start < end <= len(data) for start, end in spans)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'{"_": "Message", "id": NaN}', "not_a_number"),
        (b'{"_": "Message", "id": 1e999}', "number_out_of_range"),
        (b'{"_": "Message", "text": "\xff"}', "invalid_utf8"),
        (b'{"_": "Message", "text": "\\ud83d"}', "lone_surrogate"),
        (b'{"_": "Message", "text": "\\ud83dx"}', "lone_surrogate"),
        (b'{"_": "Message", "text": "\\x0c"}', "malformed_json"),
        (b'{"_": "Message", "text": "a\nb"}', "malformed_json"),
        (b'{"_": "Message", "id": 1,}', "malformed_json"),
        (b'{"_": "Message" "id": 1}', "malformed_json"),
        (b'{"_": "Message, "id": 1, "e": [{}]}', "malformed_json"),
        (b'{"_": "Message", "id": 1, "e": [{"a": 1}', "malformed_json"),
        (b'{"_": "Message", "id": 1, "e": ]}', "malformed_json"),
        (b'"_": "Message", "id": 1', "malformed_json"),
        (b"oops", "malformed_json"),
        (b"[" * 5000 + b"]" * 5000, "nested_too_deeply"),
        (b'{"a":' + b"[" * 300 + b"]" * 300 + b"}", "nested_too_deeply"),
    ],
)
@pytest.mark.parametrize("step", [7, 1 << 20])
def test_a_broken_record_costs_only_itself(broken: bytes, reason: str, step: int) -> None:
    good = json.dumps(RECORDS[1]).encode()
    pieces, _ = elements(b"[" + good + b", " + broken + b",\n" + good + b", " + good + b"]", step)
    faults = [p.fault or decode(p.raw)[1] for p in pieces]
    assert [f and f.reason for f in faults] == [None, reason, None, None]
    assert pieces[1].raw == broken


@pytest.mark.parametrize("size", [10, 280, 500, 4080, 40_000])
@pytest.mark.parametrize("end", [b'"', b'", "e": [{}]', b'", }', b"}"])
@pytest.mark.parametrize("step", [99, 1 << 20])
def test_a_broken_record_of_any_length_ends_where_the_next_begins(size: int, end: bytes, step: int) -> None:
    good = json.dumps(RECORDS[1]).encode()
    broken = b'{"_": "Message", "id": 5, "text": "' + b"x" * size + end
    pieces, _ = elements(b"[" + good + b", " + broken + b",\n" + good + b", " + good + b"]", step)
    assert [p.raw for p in pieces] == [good, broken, good, good]


def test_a_broken_entry_costs_only_itself() -> None:
    good = b'"%d": {"message": "m", "date": 1}'
    data = (
        b'{"1": {"message": "m", "date": 1}, "2": {"message": "m, "date": 1}, '
        + good % 3
        + b", 4 5, "
        + good % 6
    )
    reader = JsonReader(io.BytesIO(data + b"}"))
    found = []
    for _ in reader.documents():
        for key, damaged in reader.entries():
            piece = damaged or reader.piece()
            found.append((key, piece.fault and piece.fault.reason))
    assert found == [("1", None), ("2", "malformed_json"), ("3", None), ("", "malformed_json"), ("6", None)]


@pytest.mark.parametrize("cut", [1, 9, 30])
def test_a_cut_file_gives_what_is_whole_and_the_tail(cut: int) -> None:
    pieces, reader = elements(GOOD[:-cut])
    assert reader.is_cut
    assert [p.fault and p.fault.reason for p in pieces] == [None] * 5 + [
        None if cut == 1 else "truncated_json"
    ]
    assert pieces[-1].raw == GOOD[pieces[-1].start : len(GOOD) - max(cut, 1)]


@pytest.mark.parametrize(
    ("data", "count"),
    [(b"[{} {}]", 1), (b"[1,,2]", 1), (b"[1,2,]", 1), (b"[,1]", 1), (b"[{}, {}]", 0), (b"[]", 0)],
)
def test_separators_are_counted(data: bytes, count: int) -> None:
    assert elements(data)[1].separator_faults == count


def test_lists_one_after_another() -> None:
    pieces, _ = elements(b"[1, 2]\n[3][4]")
    assert [p.raw for p in pieces] == [b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize("step", [50, 1 << 20])
def test_a_record_too_long_is_passed_over(step: int) -> None:
    good = b'{"_": "Message", "id": 7}'
    long = b'{"_": "Message", "id": "' + b"x" * 5000 + b'"}'
    pieces, _ = elements(b"[" + good + b", " + long + b", " + good + b"]", step, limit=1000)
    assert [p.fault and p.fault.reason for p in pieces] == [None, "record_too_long", None]
    assert pieces[1].end - pieces[1].start == len(long)


class Endless(io.RawIOBase):
    """A list of the same over and over, made on the way."""

    def __init__(self, size: int, unit: bytes) -> None:
        self._left, self._unit, self._rest = size, unit, b"["

    def seek(self, offset: int, whence: int = 0) -> int:
        return offset

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and self._left > 0:
            self._rest += self._unit * 1000
            self._left -= len(self._unit) * 1000
        out, self._rest = self._rest[:size], self._rest[size:]
        return out


@pytest.mark.parametrize("unit", [b'{"id": 1, "a": "bcd"},', b'{"id": 1, "a": "b"cd"},', b'"', b"{", b"x}"])
def test_memory_is_bounded(unit: bytes) -> None:
    stream: BinaryIO = Endless(3 << 18, unit)  # type: ignore[assignment]
    tracemalloc.start()
    reader = JsonReader(stream, limit=1 << 15, step=1 << 14)
    count = sum(1 for _ in reader.documents() for _ in reader.elements() if reader.piece())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count >= 1
    assert peak < 1 << 19


@EXAMPLES
@given(st.lists(st.sampled_from([b'{"a": 1}', b"", b"  ", b"\r", b"x", b"[]", b"\xff"]), max_size=9))
def test_spans_of_lines_add_up(lines: list[bytes]) -> None:
    for data in (
        b"\n".join(lines),
        b"\xef\xbb\xbf" + b"\r\n".join(lines),
        b"\n\n" + b"\n".join(lines) + b"\n",
    ):
        found = list(read_lines(io.BytesIO(data)))
        assert [f.start for f in found] == [0, *(f.end for f in found)][: len(found)]
        assert (found[-1].end if found else 0) == len(data)
        records = [x.strip() for x in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
        assert [f.raw for f in found if f.raw] == [r for r in records if r]
        assert all(records[f.number - 1] == f.raw for f in found)


def test_blank_lines_belong_to_the_record_above() -> None:
    found = list(read_lines(io.BytesIO(b"\n1\n\n \n2\n\n")))
    assert [(f.number, f.start, f.end, f.raw) for f in found] == [(2, 0, 6, b"1"), (5, 6, 9, b"2")]


def test_a_line_too_long_is_passed_over() -> None:
    found = list(read_lines(io.BytesIO(b"1\n" + b"x" * 99 + b"\n2"), limit=10))
    assert [(f.start, f.end, f.fault and f.fault.reason) for f in found] == [
        (0, 2, None),
        (2, 102, "record_too_long"),
        (102, 103, None),
    ]


@pytest.mark.parametrize(
    ("raw", "depth"),
    [
        (b"1", 0),
        (b'{"a": [1, {}]}', 3),
        (b'["[[[", "\\"[["]', 1),
        (b"[[1], [2, [3]], {}]", 3),
        (b"[" * 900 + b"]" * 900, MAX_DEPTH + 1),  # deeper is not told
    ],
)
def test_nesting(raw: bytes, depth: int) -> None:
    assert nesting(raw) == depth


@pytest.mark.parametrize(("depth", "reason"), [(MAX_DEPTH, None), (MAX_DEPTH + 1, "nested_too_deeply")])
def test_depth_is_limited(depth: int, reason: str | None) -> None:
    fault = decode(b"[" * depth + b"]" * depth)[1]
    assert (fault and fault.reason) == reason


def test_closing_brackets_in_texts_hide_no_depth() -> None:
    raw = b'{"]": {"}": ' * 200 + b"1" + b"}}" * 200
    assert decode(raw)[1] == Fault("nested_too_deeply")


def test_brackets_in_texts_are_no_depth() -> None:
    text = "[" * 1000
    assert decode(json.dumps([text]).encode()) == ([text], None)
