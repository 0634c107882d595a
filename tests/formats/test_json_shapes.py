"""Where the records of a JSON file are found: in lines, lists, lists below a key, one document after another."""

import io
from typing import Any

import pytest

from assets.formats.json_records import Located, Shape

SHAPE = Shape(lambda value: isinstance(value, dict) and "n" in value, "rows")


def located(data: bytes) -> tuple[list[tuple[str, bytes, str | None]], list[Any]]:
    """Places, records and faults; and what stands beside them."""
    beside: list[Any] = []
    walked = SHAPE.walk(io.BytesIO(data), data[:200], "", lambda b: beside.append(dict(b)))
    found = [f for f in walked if isinstance(f, Located)]
    return [(f.place.locator, f.raw, f.fault.reason if f.fault else None) for f in found], beside


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b'{"n":1}\n{"n":2}\n', ["line 1", "line 2"]),
        (b'\xef\xbb\xbf{"n":1}\n\n{"n":2}', ["line 1", "line 3"]),
        (b'{"n":1}', ["line 1"]),
        (b'{\n "n": 1\n}\n{\n "n": 2\n}', ["document 1", "document 2"]),
        (b'[{"n":1},{"n":2}]', ["/0", "/1"]),
        (b'[{"n":1}]\n[{"n":2}]', ["/0", "document 2: /0"]),
        (b'{"rows":[{"n":1}]}', ["/rows/0"]),
        (b'{"ok":true,"a":"b","c":-1.5,"rows" : [{"n":1}]}', ["/rows/0"]),
        (b'[{"ok":true,"rows":[{"n":1}]},{"n":2}]', ["/0/rows/0", "/1"]),
        (b'{"n":1}\n{"ok":true,"rows":[{"n":2}]}\n', ["document 1", "document 2: /rows/0"]),
        (b'{"rows":{"n":1}}', ["document 1"]),
        (b'{"a":{},"rows":[{"n":1}]}', ["document 1"]),
    ],
)
def test_places(data: bytes, places: list[str]) -> None:
    found, _ = located(data)
    assert [place for place, _, _ in found] == places
    assert all(fault is None for _, _, fault in found)


def test_what_stands_beside_records_is_told_before_and_after_them() -> None:
    _, beside = located(b'{"id":5,"rows":[{"n":1}],"total":1}')
    assert beside == [{"id": 5}, {"id": 5, "total": 1}]


@pytest.mark.parametrize(
    ("data", "damaged"),
    [
        (b'{"id":5,"rows":[{"n":1},{"n":nan},{"n":3}]}', ("/rows/1", "malformed_json")),
        (b'{"id":5,"rows":[{"n":1}],"x":"\\ud800","y":1}', ("/x", "lone_surrogate")),
        (b'{"id":5,"rows":[{"n":1}],5:1}', ("/ (byte 25)", "malformed_json")),
        (b'[{"n":1},{"id":5,"rows":[{"n":2}],5:1}]', ("/1 (byte 34)", "malformed_json")),
    ],
)
def test_damage_has_a_place(data: bytes, damaged: tuple[str, str]) -> None:
    found, _ = located(data)
    assert [(place, fault) for place, _, fault in found if fault] == [damaged]
    assert len(found) > 1
