"""Readings of JSON dumps with the module ``json``."""

import json
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from independent import Message, Reading, epoch, utc


def tdesktop(path: Path) -> Reading:
    """Telegram Desktop: one chat, or the chats of an account."""
    whole = _load(path)
    chats = [whole] if "messages" in whole else []
    for group in ("chats", "left_chats"):
        chats += whole.get(group, {}).get("list", [])
    reading = Reading()
    for chat in chats:
        for row in chat["messages"]:
            if row["type"] != "message":
                reading.service_rows += 1
                continue
            stamp = row.get("date_unixtime")
            reading.messages.append(
                Message(
                    message_id=row.get("id"),
                    text=_joined(row["text"]),
                    instant=epoch(stamp) if stamp else None,
                    clock=datetime.fromisoformat(row["date"]) if "date" in row else None,
                )
            )
    return reading


def _joined(text: Any) -> str:
    """Text of a message: a string, or a list of strings and objects with ``text``."""
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else part["text"] for part in text)


def telethon(path: Path) -> Reading:
    """An array of Telethon's ``to_dict()``."""
    reading = Reading()
    for row in _load(path):
        if row["_"] != "Message":
            reading.service_rows += 1
            continue
        when = utc(datetime.fromisoformat(row["date"]))
        channel = str(row["peer_id"]["channel_id"])
        reading.messages.append(Message(row["id"], row["message"] or "", when, channel=channel))
    return reading


def telethon_entities(path: Path) -> list[tuple[int, str, str]]:
    """Message id, kind and value of hashtags and mentions, cut by offsets that count UTF-16 units."""
    kinds = {"MessageEntityHashtag": "hashtag", "MessageEntityMention": "mention"}
    found = []
    for row in _load(path):
        units = (row.get("message") or "").encode("utf-16-le")
        for entity in row.get("entities") or []:
            if kind := kinds.get(entity["_"]):
                start, length = 2 * entity["offset"], 2 * entity["length"]
                found.append((row["id"], kind, units[start : start + length].decode("utf-16-le")))
    return found


def telethon_albums(path: Path) -> dict[int, int]:
    """Number of messages of each album."""
    return Counter(row["grouped_id"] for row in _load(path) if row.get("grouped_id"))


def tdesktop_pairs(path: Path) -> int:
    """Pairs of neighbours with media, consecutive ids and the same second."""
    rows = [m for m in _load(path)["messages"] if m["type"] == "message" and ("photo" in m or "file" in m)]
    return sum(a["id"] + 1 == b["id"] and a["date"] == b["date"] for a, b in pairwise(rows))


def tgdataset(path: Path) -> Reading:
    """Channels by id, in each texts and media by message id.

    A medium carries no text; one whose id is also that of a text is that text's own attachment.
    """
    reading = Reading()
    for channel, content in _load(path).items():
        texts, media = content["text_messages"], content["generic_media"]
        for number, row in {**media, **texts}.items():
            text = row.get("message") or ""
            reading.messages.append(Message(int(number), text, epoch(row["date"]), channel=channel))
        reading.other_rows += len(texts.keys() & media.keys())
    return reading


def flat(path: Path) -> Reading:
    """Flat objects with a date and, mostly, a text."""
    reading = Reading()
    for row in _load(path):
        when = utc(datetime.fromisoformat(row["date"]))
        reading.messages.append(Message(None, row.get("message") or "", when))
    return reading


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
