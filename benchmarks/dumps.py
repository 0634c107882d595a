"""Dumps of any size from a seed: invented posts, written in each main format."""

import csv
import html
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_WORDS = {
    "fa": "شهر کتاب راه باران درخت بازار نان آب خانه دیوار پنجره آموزش نمایش سفر نامه کار دست باغ مردم روز "
    "همسایه مدرسه کوچه میدان چراغ پل رودخانه آفتاب برنامه گزارش هفته ماه سال خبر نشست پرسش پاسخ هزینه بودجه".split(),
    "ar": "مدينة كتاب طريق مطر شجرة سوق خبز ماء بيت جدار نافذة تعليم سفر رسالة عمل يد حديقة ناس يوم جار".split(),
    "en": "city book road rain tree market bread water house wall window school travel letter work garden".split(),
}
_START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Post:
    """An invented post."""

    message_id: int
    posted_at: datetime
    text: str
    view_count: int


def posts(count: int, seed: int = 1) -> Iterator[Post]:
    """Posts of one channel: three scripts, hashtags, links, some long, some empty."""
    dice = random.Random(seed)
    for n in range(count):
        words = _WORDS[dice.choices(["fa", "ar", "en"], [6, 2, 2])[0]]
        lines = [" ".join(dice.choices(words, k=dice.randint(4, 25))) for _ in range(dice.randint(1, 4))]
        if dice.random() < 0.4:
            lines.append(f"#{dice.choice(words)}_{dice.choice(words)}")
        text = "" if dice.random() < 0.05 else "\n".join(lines)
        yield Post(n + 1, _START + timedelta(minutes=7 * n), text, dice.randint(10, 90_000))


def tdesktop_json(folder: Path, count: int) -> list[Path]:
    """One `result.json` as Telegram Desktop writes it: one-space indent, text as string or list."""
    path = folder / "result.json"
    with path.open("w", encoding="utf-8") as out:
        out.write(
            '{\n "name": "Benchmark",\n "type": "public_channel",\n "id": 1234567890,\n "messages": [\n'
        )
        for p in posts(count):
            message = {
                "id": p.message_id, "type": "message", "date": f"{p.posted_at:%Y-%m-%dT%H:%M:%S}",
                "date_unixtime": str(int(p.posted_at.timestamp())), "from": "Benchmark",
                "from_id": "channel1234567890", "text": p.text,
                "text_entities": [{"type": "plain", "text": p.text}] if p.text else [],
            }  # fmt: skip
            body = json.dumps(message, ensure_ascii=False, indent=1).replace("\n", "\n  ")
            out.write(f"  {body}{',' if p.message_id < count else ''}\n")
        out.write(" ]\n}")
    return [path]


def tdesktop_html(folder: Path, count: int) -> list[Path]:
    """Pages of 1,000 messages each."""
    paths, block = [], []
    for p in posts(count):
        stamp = f"{p.posted_at:%d.%m.%Y %H:%M:%S} UTC+00:00"
        body = html.escape(p.text).replace("\n", "<br>")
        block.append(
            f'<div class="message default clearfix" id="message{p.message_id}">\n<div class="body">\n'
            f'<div class="pull_right date details" title="{stamp}">{p.posted_at:%H:%M}</div>\n'
            f'<div class="from_name">\nBenchmark\n</div>\n<div class="text">\n{body}\n</div>\n</div>\n</div>\n'
        )
        if len(block) == 1000 or p.message_id == count:
            number = len(paths) + 1
            path = folder / f"messages{number if number > 1 else ''}.html"
            path.write_text(
                _HTML_HEAD + "".join(block) + "</div></div></div></body></html>", encoding="utf-8"
            )
            paths.append(path)
            block = []
    return paths


_HTML_HEAD = """<!DOCTYPE html>
<html><head><meta charset="utf-8"/><title>Exported Data</title></head><body onload="CheckLocation();">
<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">
Benchmark
</div></div></div><div class="page_body chat_page"><div class="history">
"""


def telethon_json(folder: Path, count: int) -> list[Path]:
    """Telethon's `to_dict()`, one JSON object per line."""
    path = folder / "messages.ndjson"
    with path.open("w", encoding="utf-8") as out:
        for p in posts(count):
            row = {
                "_": "Message", "id": p.message_id, "peer_id": {"_": "PeerChannel", "channel_id": 1234567890},
                "date": p.posted_at.isoformat(), "message": p.text, "out": False, "post": True,
                "entities": [], "views": p.view_count, "forwards": 3, "edit_date": None, "media": None,
            }  # fmt: skip
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return [path]


def table(folder: Path, count: int) -> list[Path]:
    """A CSV with the columns that collectors usually write."""
    path = folder / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["message_id", "date", "message", "views"])
        rows.writerows([p.message_id, p.posted_at.isoformat(), p.text, p.view_count] for p in posts(count))
    return [path]


def tme_web(folder: Path, count: int) -> list[Path]:
    """t.me/s pages of 20 posts each."""
    paths, block = [], []
    for p in posts(count):
        body = html.escape(p.text).replace("\n", "<br/>")
        block.append(
            f'<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message '
            f'text_not_supported_wrap js-widget_message" data-post="benchmark/{p.message_id}">'
            f'<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author accent_color">'
            f'<a class="tgme_widget_message_owner_name" href="https://t.me/benchmark"><span dir="auto">Benchmark'
            f'</span></a></div><div class="tgme_widget_message_text js-message_text" dir="auto">{body}</div>'
            f'<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info'
            f' short js-message_info"><span class="tgme_widget_message_views">{p.view_count}</span>'
            f'<span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" '
            f'href="https://t.me/benchmark/{p.message_id}"><time datetime="{p.posted_at.isoformat()}" class="time">'
            f"{p.posted_at:%H:%M}</time></a></span></div></div></div></div></div>"
        )
        if len(block) == 20 or p.message_id == count:
            path = folder / f"page{len(paths)}.html"
            page = "".join(block)
            path.write_text(
                f'<html><body><section class="tgme_channel_history">{page}</section></body></html>'
            )
            paths.append(path)
            block = []
    return paths


def plain_text(folder: Path, count: int) -> list[Path]:
    """A text extraction: each post twice, first with its title line, footers between."""
    path = folder / "channel.txt"
    with path.open("w", encoding="utf-8") as out:
        for p in posts(count):
            if p.text:
                title = " ".join(p.text.split()[:3])
                out.write(f"🔸{title}\n{p.text}\n▫️ @benchmark\n{p.text}\n▫️ @benchmark\n")
    return [path]


MAKERS: dict[str, Callable[[Path, int], list[Path]]] = {
    "tdesktop_json": tdesktop_json,
    "tdesktop_html": tdesktop_html,
    "telethon_json": telethon_json,
    "table": table,
    "tme_web": tme_web,
    "plain_text": plain_text,
}
