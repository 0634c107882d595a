"""Dumps with one fault each, and the check that is meant for it.

A fault changes the posts of an invented channel, or their bytes on the way into files. Every file stands for
itself: all faults are loaded by one run, each in a channel and in dumps of its own.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from faults.invented import START, Post, export, exported, lines, months, posts, set_last, table, words


@dataclass(frozen=True)
class Fault:
    """One fault: its files, the check that fails for it, and what that check must name."""

    name: str
    check_id: str
    subject: int | str
    """Telegram id of the channel, or name of the file, that the check names."""
    files: dict[str, bytes]
    captured: dict[str, str]
    """Day of capture by file name, where a sidecar states one."""
    severity: str = "warning"


def faults() -> Iterator[Fault]:
    """Every fault that is planted, each with ids of its own."""
    for number, (name, (check_id, subject, plant)) in enumerate(_FAULTS.items()):
        channel = 1_000_001 + 10 * number
        stem = name.replace(" ", "_")
        files: dict[str, bytes] = {}
        captured: dict[str, str] = {}
        for n, (suffix, data, *day) in enumerate(plant(channel)):
            files[f"{stem}_{n}.{suffix}"] = data
            if day:
                captured[f"{stem}_{n}.{suffix}"] = day[0]
        named = (
            channel if subject == "channel" else f"{stem}_{len(files) - 1}.{[*files][-1].rpartition('.')[2]}"
        )
        yield Fault(name, check_id, named, files, captured)


File = tuple[Any, ...]
"""Suffix, bytes, and the day of capture where it is stated."""


def _missing_day(c: int) -> list[File]:
    given = posts(c, days=100, per_day=10)
    day = (START + timedelta(days=95)).date().isoformat()
    return [("jsonl", lines(p for p in given if not p["date"].startswith(day)))]


def _flood(c: int) -> list[File]:
    given, dice = posts(c, days=100, per_day=5), random.Random(c)
    at = START + timedelta(days=95, hours=3)
    more = [
        given[-1] | {"id": len(given) + 1 + n, "date": at.isoformat(), "message": words(dice)}
        for n in range(90)
    ]
    return [("jsonl", lines([*given, *more]))]


def _other_zone(c: int) -> list[File]:
    given = posts(c)
    shifted = [
        p | {"date": (datetime.fromisoformat(p["date"]) + timedelta(hours=3.5)).isoformat()} for p in given
    ]
    return [("jsonl", lines(given)), ("jsonl", lines(shifted))]


def _views_fall(c: int) -> list[File]:
    given = posts(c)
    fewer = [p | {"views": p["views"] // 3, "forwards": 0} for p in given]
    return [("jsonl", lines(given), "2024-01-31"), ("jsonl", lines(fewer), "2024-02-01")]


def _ids_reused(c: int) -> list[File]:
    other = [p | {"message": words(random.Random(c + p["id"])), "views": None} for p in posts(c)]
    return [("jsonl", lines(posts(c))), ("jsonl", lines(other))]


def _mojibake(p: Post) -> Post:
    return p | {"message": str(p["message"]).encode().decode("latin-1")}


def _field_lost(c: int) -> list[File]:
    given = posts(c, days=90)
    parts = [given[30 * n : 30 * n + 30] for n in range(3)]
    parts[2] = [p | {"views": None} for p in parts[2]]
    return [("jsonl", lines(part)) for part in parts]


def _collection_stops(c: int) -> list[File]:
    given = posts(c, days=5, per_day=3)
    return [("jsonl", lines(given[: 3 * n + 3]), f"2024-01-0{n + 1}") for n in range(5)]


def _stray(c: int) -> list[File]:
    given = posts(c)
    return [("jsonl", lines([*given, *(p | {"id": 900 + n} for n, p in enumerate(posts(c + 1, days=2)))]))]


def _cards(_: int) -> list[File]:
    """Posts of a text dump that share a footer, each below the cards of two links."""
    dice = random.Random(5)
    cards = "Telegram\nگزارش کاروان\nTwitter\nخبرهای کاروان\n"
    blocks = (f"{cards}🌿{words(dice, 4)}\n🔹 {words(dice, 30)}\n🏡 @karvansara\n" for _ in range(12))
    return [("txt", "".join(blocks).encode())]


_LAUNCH = "stg.observation:posted_at:greater_than_or_equal_to"
_OPEN = "dq.quarantine.status:none_open"
_AGREE = "dq.finding.finding:dumps_agree"
_REFUSED = "dq.refused_file.reason:none_new"
_VOLUME = "mart.post_frequency_daily.post_count:newest_days_usual"

Plant = Callable[[int], list[File]]
_FAULTS: dict[str, tuple[str, str, Plant]] = {
    "missing day": (_VOLUME, "channel", _missing_day),
    "volume flood": (_VOLUME, "channel", _flood),
    "doubled dump": (
        "core.fact_post_observation.post_key:repeats_usual", "file", lambda c: [("jsonl", lines(posts(c)) * 2)],
    ),
    "wrong zone": (_AGREE, "channel", _other_zone),
    "truncated file": (
        "dq.finding.finding:dump_whole", "file", lambda c: [("json", export(c, exported(c))[:-400])],
    ),
    "swapped columns": (
        "core.fact_post_observation.forward_count:within_views", "file",
        lambda c: [("jsonl", lines(p | {"views": p["forwards"], "forwards": p["views"]} for p in posts(c)))],
    ),
    "views that fall": ("core.fact_post_observation.view_count:never_falls", "file", _views_fall),
    "future date": (
        "core.fact_post.posted_at:not_after_capture", "channel",
        lambda c: [("jsonl", lines(set_last(posts(c), date="2099-01-01T00:00:00+00:00")))],
    ),
    "id reuse": (_AGREE, "channel", _ids_reused),
    "mojibake": ("core.fact_post.text:no_mojibake", "channel", lambda c: [("jsonl", lines(map(_mojibake, posts(c))))]),
    "half-spaces stripped": (
        "core.fact_post.text:half_spaces_usual", "channel",
        lambda c: [("jsonl", lines(months(c, lambda p, _: p | {"message": p["message"].replace("\u200c", "")})))],
    ),
    "template flood": (
        "core.fact_post.repost_group_key:own_words_usual", "channel",
        lambda c: [("jsonl", lines(months(c, lambda p, _: p | {"message": "فروش ویژه کتاب‌ها در بازار شهر"})))],
    ),
    "language shift": (
        "core.fact_post.language:mix_usual", "channel",
        lambda c: [("jsonl", lines(months(c, lambda p, d: p | {"message": words(d, 14, "en")})))],
    ),
    "length shift": (
        "core.fact_post.char_count:length_usual", "channel",
        lambda c: [("jsonl", lines(months(c, lambda p, d: p | {"message": words(d, 80)})))],
    ),
    "invalid JSON line": (_OPEN, "file", lambda c: [("jsonl", lines(posts(c)) + b'{"_": "Message", "id": 99, \n')]),
    "invalid UTF-8": (
        _OPEN, "file", lambda c: [("jsonl", lines(posts(c)).replace("شهر".encode(), b"\xff\xfe", 1))],
    ),
    "encoding change in mid-file": (
        _OPEN, "file",
        lambda c: [("jsonl", lines(posts(c)) + json.dumps(
            posts(c)[0] | {"id": 98, "message": "شهر ما"}, ensure_ascii=False).encode("cp1256") + b"\n")],
    ),
    "empty file": (_REFUSED, "file", lambda _: [("jsonl", b"")]),
    "binary file": (_REFUSED, "file", lambda _: [("jsonl", b"\x89PNG\x00\x01\x02" * 90)]),
    "duplicate ids with other text": (
        _AGREE, "channel",
        lambda c: [("jsonl", lines([*posts(c), posts(c)[3] | {"message": words(random.Random(c + 7))}]))],
    ),
    "times without zone": (
        "core.fact_post.is_zone_assumed:zone_stated", "file",
        lambda c: [("csv", table(
            [p | {"date": p["date"][:19], "c": c} for p in posts(c)], "channel_id,message_id,date,text", "c", "id",
            "date", "message"))],
    ),
    "date before launch": (
        _LAUNCH, "file", lambda c: [("jsonl", lines(set_last(posts(c), date="2001-01-01T00:00:00+00:00")))],
    ),
    "negative count": (
        "stg.observation:view_count:greater_than_or_equal_to", "file",
        lambda c: [("jsonl", lines(set_last(posts(c), views=-5)))],
    ),
    "edit before post": (
        _OPEN, "file", lambda c: [("jsonl", lines(set_last(posts(c), edit_date="2023-01-01T00:00:00+00:00")))],
    ),
    "huge text": (
        "core.fact_post.char_count:one_message", "channel",
        lambda c: [("jsonl", lines(set_last(posts(c), message=words(random.Random(c), 2500))))],
    ),
    "missing id column": (
        "core.dim_dump.dump_format:ids_stated", "file",
        lambda c: [("csv", table(
            [p | {"c": c} for p in posts(c)], "channel_id,date,text", "c", "date", "message"))],
    ),
    "mixed channels": ("core.dim_dump.channel_key:no_stray_channel", "file", _stray),
    "unknown field": (
        "dq.finding.finding:fields_known", "file",
        lambda c: [("json", export(c, [m | {"paid_hearts": 3} for m in exported(c)]))],
    ),
    "field lost": ("core.dim_dump:fields_stated", "file", _field_lost),
    "preview cards": ("core.dim_dump.artifact_count:within_half", "file", _cards),
    "series part missing": (
        "core.fact_post.series_part:series_complete", "channel",
        lambda c: [("jsonl", lines(set_last(posts(c), message="سفرنامه\nقسمت ۱ از ۳\nکاروان به راه افتاد")))],
    ),
    "stale channel": ("core.dim_channel:not_silent", "channel", lambda c: [("jsonl", lines(posts(c)), "2024-06-01")]),
    "collection stops": ("core.dim_channel:collected_in_time", "channel", _collection_stops),
    "gap in ids": (
        "core.fact_post.message_id:no_long_gap", "channel",
        lambda c: [("jsonl", lines(p | {"id": p["id"] + 500 * (p["id"] > 15)} for p in posts(c)))],
    ),
    "no posts": (
        "core.dim_dump.observation_count:has_posts", "file",
        lambda c: [("json", export(c, [
            {"id": n, "type": "service", "date": "2024-01-01T08:00:00", "date_unixtime": "1704096000",
             "action": "pin_message", "actor": "x", "actor_id": f"channel{c}", "text": ""} for n in range(1, 5)]))],
    ),
    "no date": (
        "core.fact_post.date_key:is_dated", "channel", lambda c: [("jsonl", lines(set_last(posts(c), date=None)))],
    ),
}  # fmt: skip


def write(folder: Path, given: Iterable[Fault]) -> None:
    """Write the files of faults, and their sidecars, into a folder."""
    for fault in given:
        for name, data in fault.files.items():
            (folder / name).write_bytes(data)
            if day := fault.captured.get(name):
                (folder / f"{name}.anbar.toml").write_text(
                    f"captured_at = {day}T20:00:00Z\n", encoding="utf-8"
                )
