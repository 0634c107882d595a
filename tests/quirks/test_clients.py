"""What different clients saw of one channel is one set of posts, in any order of the dumps."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from conftest import Warehouse
from small_dumps import CHANNEL_ID, TEXTS, posted, some, telethon

from assets.steps.workspace import Workspace

CHAT = {"id": -(10**12) - CHANNEL_ID, "title": "باغچه", "username": "BaghcheNotes", "type": "channel"}


def seconds(number: int) -> int:
    return int(posted(number).timestamp())


def write(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False))
    return path


def bot(path: Path, *numbers: int, edit: str) -> Path:
    """Updates of some messages; the last one is edited an hour later, and reacted to after two."""
    told = [
        {"message_id": n, "chat": CHAT, "sender_chat": CHAT, "date": seconds(n), "text": TEXTS[n]}
        for n in numbers
    ]
    last = told[-1]
    edited = last | {"text": edit, "edit_date": seconds(numbers[-1]) + 3600}
    count = {"chat": CHAT, "message_id": last["message_id"], "date": edited["edit_date"] + 3600}
    reactions = [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 5}]
    updates = [{"channel_post": post} for post in told]
    updates += [{"edited_channel_post": edited}, {"message_reaction_count": count | {"reactions": reactions}}]
    return write(path, {"ok": True, "result": [{"update_id": n} | u for n, u in enumerate(updates)]})


def tdl(path: Path, *numbers: int) -> Path:
    rows = [
        {"id": n, "type": "message", "file": "", "date": seconds(n), "text": TEXTS[n]}
        for n in reversed(numbers)
    ]
    return write(path, {"id": CHANNEL_ID, "messages": rows})


def tdlib(path: Path, *numbers: int) -> Path:
    rows = [
        {
            "@type": "message", "id": n << 20, "chat_id": CHAT["id"], "date": seconds(n), "edit_date": 0,
            "interaction_info": {"view_count": 100 + n, "forward_count": 1},
            "content": {"@type": "messageText", "text": {"@type": "formattedText", "text": TEXTS[n], "entities": []}},
        }
        for n in reversed(numbers)
    ]  # fmt: skip
    return write(path, {"@type": "messages", "total_count": len(rows), "messages": rows})


def seen(workspace: Workspace) -> list[tuple[Any, ...]]:
    frame = pl.read_parquet(workspace.table_files("core.fact_post")).sort("message_id")
    columns = ("message_id", "text", "posted_at", "view_count", "reaction_count", "observation_count")
    return frame.select(columns).rows()


def test_clients_agree_on_channel_and_messages(
    new_warehouse: Callable[[], Warehouse], tmp_path: Path
) -> None:
    edit = TEXTS[4] + " و پس از آن"
    dumps = [
        bot(tmp_path / "updates.json", 3, 4, edit=edit),
        tdl(tmp_path / "tdl.json", 1, 2, 3),
        tdlib(tmp_path / "tdlib.json", 2, 3),
        telethon(tmp_path / "telethon.json", some(1)),
    ]
    at = {n: posted(n).replace(tzinfo=None) for n in TEXTS}
    expected = [
        (1, TEXTS[1], at[1], None, None, 2),
        (2, TEXTS[2], at[2], 102, None, 2),
        (3, TEXTS[3], at[3], 103, None, 3),
        (4, edit, at[4], None, 5, 2),
    ]
    for order in itertools.islice(itertools.permutations(dumps), 0, None, 11):
        workspace = new_warehouse().build(*order)
        assert seen(workspace) == expected
        channels = pl.read_parquet(workspace.table_files("core.dim_channel")).filter(
            pl.col("channel_key") > 0
        )
        assert channels.select("telegram_id", "handle").rows() == [(CHANNEL_ID, "baghchenotes")]


def test_an_edit_that_comes_in_a_later_dump_is_the_newest_version(
    new_warehouse: Callable[[], Warehouse], tmp_path: Path
) -> None:
    first = write(
        tmp_path / "first.json",
        [
            {
                "update_id": 1,
                "channel_post": {"message_id": 4, "chat": CHAT, "date": seconds(4), "text": TEXTS[4]},
            }
        ],
    )
    later = {"message_id": 4, "chat": CHAT, "date": seconds(4), "edit_date": seconds(5), "text": "کوتاه"}
    second = write(tmp_path / "second.json", [{"update_id": 9, "edited_channel_post": later}])
    for order in ((first, second), (second, first)):
        workspace = new_warehouse()
        for dump in order:
            built = workspace.build(dump)
        assert [row[1] for row in seen(built)] == ["کوتاه"]
