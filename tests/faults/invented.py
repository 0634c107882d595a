"""Invented channels without fault, and the files that hold them."""

import json
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

Post = dict[str, Any]

START = datetime.fromisoformat("2024-01-01T05:00:00+00:00")
_FA = (
    "شهر کتاب راه باران درخت بازار نان آب خانه دیوار کوچه پنجره آسمان ستاره دریا ماهی قایق ساحل شن باد ابر کوه دره "
    "رود پل جاده سفر چمدان بلیت قطار ایستگاه ساعت دفتر مداد میز چراغ سایه نور صبح عصر"
).split()
_ZWNJ = "می‌رود خانه‌ها کتاب‌ها نمی‌شود پنجره‌ها".split()
_EN = (
    "the city and a road of rain with trees on market bread water house wall street window sky star sea fish boat "
    "shore sand wind cloud hill river bridge travel ticket train station clock book pencil table lamp shadow light"
).split()


def words(dice: random.Random, count: int = 14, language: str = "fa") -> str:
    """A text of its own; Persian ones have half-spaces."""
    if language == "en":
        return " ".join(dice.choices(_EN, k=count))
    return " ".join([*dice.choices(_FA, k=count - 2), *dice.choices(_ZWNJ, k=2)])


def posts(channel: int, days: int = 30, per_day: int = 1, step: int = 1) -> list[Post]:
    """Posts of a channel without fault: consecutive ids, steady pace, Persian texts of their own, growing views."""
    dice = random.Random(channel)
    return [
        {
            "_": "Message", "id": 1 + day * per_day + n, "peer_id": {"_": "PeerChannel", "channel_id": channel},
            "date": (START + timedelta(days=step * day, minutes=7 * n)).isoformat(), "message": words(dice),
            "post": True, "views": dice.randint(500, 900), "forwards": dice.randint(0, 40), "entities": [],
        }
        for day in range(days)
        for n in range(per_day)
    ]  # fmt: skip


def months(channel: int, change: Callable[[Post, random.Random], Post] = lambda p, _: p) -> list[Post]:
    """Six months of forty posts or so; the change is made to the last one."""
    dice, given = random.Random(channel), posts(channel, days=182, per_day=2)
    return [change(p, dice) if p["date"] >= "2024-06-01" else p for p in given]


def lines(given: Iterable[Post]) -> bytes:
    """Posts as JSON lines."""
    return "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in given).encode()


def table(given: Iterable[Post], header: str, *fields: str) -> bytes:
    """Posts as CSV, columns in the order of the fields."""
    rows = (",".join(str(p[f]) for f in fields) for p in given)
    return "\n".join([header, *rows, ""]).encode()


def export(channel: int, messages: list[Post]) -> bytes:
    """An export of Telegram Desktop."""
    named = {"name": f"کانال {channel}", "type": "public_channel", "id": channel, "messages": messages}
    return json.dumps(named, ensure_ascii=False).encode()


def exported(channel: int, count: int = 12) -> list[Post]:
    """Messages as Telegram Desktop exports them."""
    dice = random.Random(channel)
    return [
        {
            "id": n, "type": "message", "date": f"2024-01-{n:02}T08:00:00",
            "date_unixtime": f"{1704096000 + 86400 * (n - 1)}", "from": f"کانال {channel}",
            "from_id": f"channel{channel}", "text": words(dice), "text_entities": [],
        }
        for n in range(1, count + 1)
    ]  # fmt: skip


def set_last(given: list[Post], **changes: Any) -> list[Post]:
    """The newest post changed."""
    return [*given[:-1], given[-1] | changes]
