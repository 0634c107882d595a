"""Whatever the bytes are, each stretch of an export is a record or is rejected, and nothing crashes."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tdesktop_json_dumps import NAMES, Parsed, chat, fixture, message, parse_bytes

from assets.formats.base import Member
from assets.formats.tdesktop_json import TdesktopJsonAdapter

SAMPLES = [fixture(name) for name in NAMES]
SAMPLES += [json.dumps(json.loads(data), separators=(",", ":")).encode() for data in SAMPLES]
ODDITIES = [
    b"", b"\x00", b"\xff", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"]}", b"\n ]\n}", b"},\n  {",
    b'{"id": 1, "type": "message"', b'"messages": [', b"\\x0C", b"\\ud800", b"[" * 3000, b"x" * 70_000,
    b'{"name": "y", "id": 3, "messages": [', b"-", b"1e999", b"NaN", b"\xef\xbb\xbf",
]  # fmt: skip
EXAMPLES = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes, and a seed replays
)


def _check(data: bytes, block: int = 1 << 19, chunk: int = 1 << 20) -> Parsed:
    adapter = TdesktopJsonAdapter(block_bytes=block, chunk_bytes=chunk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sniffed"
        path.write_bytes(data)
        assert 0.0 <= adapter.sniff((Member(path.name, path, len(data)),)) <= 1.0
        return parse_bytes(Path(folder), data, adapter=adapter, is_staged=True)


@EXAMPLES
@given(st.binary(max_size=300), st.sampled_from(["", '{"messages": [', '{"chats": {"list": [']))
def test_random_bytes(data: bytes, start: str) -> None:
    _check(start.encode() + data)


@EXAMPLES
@given(st.sampled_from(SAMPLES), st.data())
def test_mutated_exports(sample: bytes, draw: st.DataObject) -> None:
    data = bytearray(sample)
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(data)))
        width = draw.draw(st.sampled_from([0, 1, 1, 7, 300]))
        data[at : at + width] = draw.draw(st.sampled_from(ODDITIES))
    _check(bytes(data), draw.draw(st.sampled_from([64, 1 << 19])), draw.draw(st.sampled_from([50, 1 << 20])))


@EXAMPLES
@given(st.integers(0, 21), st.integers(0, 400), st.sampled_from(ODDITIES))
def test_damage_in_one_record_leaves_the_others(victim: int, at: int, oddity: bytes) -> None:
    heads = [f'\n   "id": {i},'.encode() for i in range(100, 122)]
    sample = chat(*(message(i, text=f"text {i}", author="x") for i in range(100, 122)))
    if oddity in (b"]}", b"\n ]\n}", b"]", b'"messages": [') or b"{" in oddity:
        return  # what reads as structure may cost the neighbours; that nothing crashes is shown above
    start = sample.index(heads[victim]) - 3
    end = sample.find(heads[victim + 1], start) - 6 if victim < 21 else sample.rindex(b"\n ]")
    place = min(start + 5 + at, end - 4)
    parsed = _check(sample[:place] + oddity + sample[place + 1 :])
    kept = set(parsed.observations["message_id"])
    assert kept >= set(range(100, 122)) - {100 + victim}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(sorted(message() | dict.fromkeys(
    ["edited", "edited_unixtime", "from_id", "author", "forwarded_from", "forwarded_from_id", "reactions",
     "reply_to_message_id", "reply_to_peer_id", "media_type", "photo", "action"]
)))  # fmt: skip
PARTS = st.lists(
    st.text(max_size=5)
    | st.fixed_dictionaries(
        {"type": st.sampled_from(["plain", "hashtag", "text_link", "new"]), "text": JSON}
    ),
    max_size=3,
)
REACTIONS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["emoji", "custom_emoji", "paid", "x"]), "count": JSON},
        optional={"emoji": JSON, "document_id": JSON, "recent": JSON},
    ),
    max_size=3,
)
RECORDS = st.dictionaries(FIELDS, JSON | PARTS | REACTIONS, max_size=8)


@EXAMPLES
@given(st.lists(RECORDS, max_size=4), st.dictionaries(st.sampled_from(["name", "type", "id"]), JSON))
def test_fields_of_any_type(changes: list[dict[str, Any]], header: dict[str, Any]) -> None:
    records = [message(i) | change for i, change in enumerate(changes)]
    parsed = _check(chat(*records, about="", **header))
    assert parsed.observations.height + parsed.excluded.height == len(records)


@EXAMPLES
@given(st.lists(RECORDS, max_size=5), st.sampled_from([None, 0, 1, 4]), st.integers(60, 900))
def test_layouts_agree(changes: list[dict[str, Any]], indent: int | None, block: int) -> None:
    records = [message(i) | change for i, change in enumerate(changes)]
    whole = json.loads(chat(*records))
    data = json.dumps(whole, indent=indent).encode()
    assert _check(data, block, chunk=97).same_records(_check(chat(*records)))
