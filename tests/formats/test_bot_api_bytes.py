"""Whatever the bytes and values of a bot's files are: nothing crashes, every record is accounted for."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_dumps import DAMAGES, FIXTURES, damaged, members, parse_bytes

from assets.formats.bot_api import ADAPTER

EXAMPLES = settings(max_examples=40, suppress_health_check=list(HealthCheck))
DAMAGED = [path.read_bytes() for path in sorted((FIXTURES / "bot_api").iterdir())]


@EXAMPLES
@given(st.sampled_from(DAMAGED), DAMAGES)
def test_damaged_files_never_fail(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, damages: list[tuple[float, int, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    parse_bytes(ADAPTER, folder, damaged(data, damages), is_staged=False)
    ADAPTER.sniff(members(folder / "dump.json"))


CHAT = {"id": -1001111222233, "type": "channel"}
ODD = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from([{"type": "X", "id": 1}, [{}], {"chat": CHAT}, CHAT, {"message_id": 2**70}])
)  # fmt: skip
NAMES = st.sampled_from(
    "message_id date edit_date chat sender_chat text caption entities caption_entities forward_origin "
    "forward_from_chat forward_from_message_id forward_date forward_signature is_automatic_forward "
    "reply_to_message media_group_id photo author_signature pinned_message reactions".split()
)
KINDS = st.sampled_from("channel_post edited_channel_post message message_reaction_count odd".split())


@EXAMPLES
@given(st.lists(st.tuples(KINDS, st.dictionaries(NAMES, ODD, max_size=6) | ODD), min_size=1, max_size=4))
def test_odd_values_never_fail(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, Any]]
) -> None:
    base = {"message_id": 1, "date": 1683194400, "text": "m", "chat": CHAT}
    records = [
        {"update_id": n, kind: base | change if isinstance(change, dict) else change}
        for n, (kind, change) in enumerate(changes)
    ]
    parse_bytes(ADAPTER, tmp_path_factory.mktemp("odd"), json.dumps(records).encode())
