"""Whatever the bytes and values of a Telethon file are: nothing crashes, every record is accounted for."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_dumps import DAMAGES, FIXTURES, damaged, members, parse_bytes

from assets.formats.telethon_json import ADAPTER

EXAMPLES = settings(max_examples=60, suppress_health_check=list(HealthCheck))
DAMAGED = [
    (FIXTURES / "telethon_json" / name).read_bytes()
    for name in ("channel.json", "messages.jsonl", "pyrogram.txt", "response.json")
]


@EXAMPLES
@given(st.sampled_from(DAMAGED), DAMAGES)
def test_damaged_files_never_fail(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, damages: list[tuple[float, int, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    parse_bytes(ADAPTER, folder, damaged(data, damages), is_staged=False)
    ADAPTER.sniff(members(folder / "dump.json"))


ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just({"_": "X", "id": 1})
    | st.just([{}])
)
NAMES = st.sampled_from(
    "_ id peer_id to_id date message entities media views forwards replies reactions edit_date post_author "
    "fwd_from reply_to grouped_id action chat text caption service empty forward_origin media_group_id "
    "reply_to_message forward_from_chat forward_from message_id retrieved_utc _chat".split()
)


@settings(EXAMPLES, max_examples=25)
@given(st.lists(st.dictionaries(NAMES, ODD, max_size=8), min_size=1, max_size=4), st.booleans())
def test_odd_values_never_fail(
    tmp_path_factory: pytest.TempPathFactory, changes: list[dict[str, Any]], is_pyrogram: bool
) -> None:
    base: dict[str, Any] = {"_": "Message", "id": 1, "date": 1683194400, "message": "m"}
    if is_pyrogram:
        base = {"_": "Message", "id": 1, "date": 1683194400, "text": "m", "chat": {"id": -1001111222233}}
    data = json.dumps([base | c for c in changes]).encode()
    parse_bytes(ADAPTER, tmp_path_factory.mktemp("odd"), data)
