"""Dumps of any size from a seed: invented posts, written in each main format."""

import csv
import gzip
import html
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count as count_up
from itertools import islice
from pathlib import Path

from benchmarks import tme_blocks
from benchmarks.tdesktop_blocks import Layout
from benchmarks.telethon_rows import CHANNEL_ID, telethon_row

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
    plain = ((p, [{"type": "plain", "text": p.text}] if p.text else []) for p in posts(count))
    write_export(path, "Benchmark", 1_234_567_890, plain)
    return [path]


def write_export(
    path: Path, name: str, channel: int, messages: Iterable[tuple[Post, list[dict[str, str]]]]
) -> None:
    """Write posts with their entities as Telegram Desktop exports a channel."""
    with path.open("w", encoding="utf-8") as out:
        out.write(f'{{\n "name": "{name}",\n "type": "public_channel",\n "id": {channel},\n "messages": [\n')
        for number, (p, entities) in enumerate(messages):
            message = {
                "id": p.message_id, "type": "message", "date": f"{p.posted_at:%Y-%m-%dT%H:%M:%S}",
                "date_unixtime": str(int(p.posted_at.timestamp())), "from": name,
                "from_id": f"channel{channel}", "text": p.text, "text_entities": entities,
            }  # fmt: skip
            body = json.dumps(message, ensure_ascii=False, indent=1).replace("\n", "\n  ")
            out.write((",\n" if number else "") + "  " + body)
        out.write("\n ]\n}")


def tdesktop_html(folder: Path, count: int) -> list[Path]:
    """Pages of 1,000 messages each, laid out as the exporter does."""
    layout, every, paths = Layout(), posts(count), list[Path]()
    while some := list(islice(every, 1000)):
        paths.append(folder / f"messages{len(paths) + 1 if paths else ''}.html")
        blocks = "".join([layout.block(p.message_id, p.posted_at, p.text) for p in some])
        paths[-1].write_text(f"{_HTML_HEAD}{blocks}{_HTML_TAIL}", encoding="utf-8")
    return paths


_HTML_HEAD = """<!DOCTYPE html>
<html>

 <head>

  <meta charset="utf-8"/>
<title>Exported Data</title>
  <meta content="width=device-width, initial-scale=1.0" name="viewport"/>

  <link href="css/style.css" rel="stylesheet"/>

  <script src="js/script.js" type="text/javascript">

  </script>

 </head>

 <body onload="CheckLocation();">

  <div class="page_wrap">

   <div class="page_header">

    <div class="content">

     <div class="text bold">
Benchmark
     </div>

    </div>

   </div>

   <div class="page_body chat_page">

    <div class="history">
"""
_HTML_TAIL = "\n    </div>\n\n   </div>\n\n  </div>\n\n </body>\n\n</html>\n"


def telethon_json(folder: Path, count: int) -> list[Path]:
    """Telethon's `to_dict()`, one JSON object per line."""
    return [_lines(folder / "messages.ndjson", (telethon_row(p) for p in posts(count)))]


def telethon_array(folder: Path, count: int) -> list[Path]:
    """Telethon's `to_dict()` in one array, as `json.dump` writes it."""
    path = folder / "messages.json"
    with path.open("w", encoding="utf-8") as out:
        for n, p in enumerate(posts(count)):
            out.write(", " if n else "[")
            json.dump(telethon_row(p), out, ensure_ascii=False)
        out.write("]")
    return [path]


def pushshift(folder: Path, count: int) -> list[Path]:
    """Rows of Pushshift's collection, the message as an object."""
    return [_lines(folder / "messages.ndjson", (_pushshift_row(p, telethon_row(p)) for p in posts(count)))]


def pushshift_text(folder: Path, count: int) -> list[Path]:
    """Rows of Pushshift's collection, the message as JSON in a string."""
    rows = (_pushshift_row(p, json.dumps(telethon_row(p))) for p in posts(count))
    return [_lines(folder / "messages.ndjson", rows)]


def tgdataset(folder: Path, count: int) -> list[Path]:
    """A TGDataset file: channels of 2,000 messages, half of which have a file, too."""
    path = folder / "TGDataset_1.json"
    with path.open("w", encoding="utf-8") as out:
        every = posts(count)
        for number in count_up(1_200_000_000):
            some = list(islice(every, 2000))
            if not some:
                break
            out.write(", " if number > 1_200_000_000 else "{")
            out.write(f'"{number}": {json.dumps(_tgdataset_channel(some))}')
        out.write("}")
    return [path]


def _lines(path: Path, rows: Iterable[object]) -> Path:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def _pushshift_row(post: Post, data: object) -> dict[str, object]:
    return {
        "id": (CHANNEL_ID << 32) + post.message_id, "message_id": post.message_id, "channel_id": CHANNEL_ID,
        "retrieved_utc": 1_750_000_000, "updated_utc": 1_750_000_000, "data": data,
    }  # fmt: skip


def _tgdataset_channel(some: list[Post]) -> dict[str, object]:
    common = {
        "author": None,
        "is_forwarded": False,
        "forwarded_from_id": None,
        "forwarded_message_date": None,
    }
    dated = {str(p.message_id): common | {"date": p.posted_at.timestamp()} for p in some}
    file = {"title": None, "extension": ".jpe", "media_id": "AgADBAADr6cxG"}
    return {
        "username": "benchmark", "creation_date": 1.5e9, "title": "Benchmark", "description": "", "scam": False,
        "text_messages": {str(p.message_id): {"message": p.text, **dated[str(p.message_id)]} for p in some},
        "generic_media": {number: file | row for number, row in list(dated.items())[::2]},
        "n_subscribers": 10, "verified": False,
    }  # fmt: skip


def table(folder: Path, count: int) -> list[Path]:
    """A CSV with the columns that collectors usually write."""
    path = folder / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["message_id", "date", "message", "views"])
        rows.writerows([p.message_id, p.posted_at.isoformat(), p.text, p.view_count] for p in posts(count))
    return [path]


def flat_ndjson(folder: Path, count: int) -> list[Path]:
    """Flat objects with the keys that collectors usually write, one per line."""
    rows = (
        {
            "message_id": p.message_id,
            "date": p.posted_at.isoformat(),
            "message": p.text,
            "views": p.view_count,
        }
        for p in posts(count)
    )
    return [_lines(folder / "messages.ndjson", rows)]


def tme_web(folder: Path, count: int) -> list[Path]:
    """t.me/s pages of 20 posts each, laid out as Telegram's server does."""
    layout, every, paths = tme_blocks.Layout(), posts(count), list[Path]()
    while some := list(islice(every, 20)):
        blocks = [layout.block(p.message_id, p.posted_at, p.text, p.view_count) for p in some]
        paths.append(folder / f"page{len(paths)}.html")
        paths[-1].write_text(layout.page(blocks, some[0].message_id), encoding="utf-8")
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


def warc(folder: Path, count: int) -> list[Path]:
    """A crawl of t.me/s pages: a member of gzip per record, a request with each response."""
    path = folder / "crawl.warc.gz"
    with path.open("wb") as out, tempfile.TemporaryDirectory() as temporary:
        for page in tme_web(Path(temporary), count):
            response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.read_bytes()
            request = b"GET /s/benchmark HTTP/1.1\r\nHost: t.me\r\n\r\n"
            for kind, content in (("request", request), ("response", response)):
                head = (
                    f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
                    f"WARC-Record-ID: <urn:{kind}:{page.stem}>\r\nWARC-Target-URI: https://t.me/s/benchmark\r\n"
                    f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(content)}\r\n\r\n"
                )
                out.write(gzip.compress(head.encode() + content + b"\r\n\r\n"))
    return [path]


def markdown(folder: Path, count: int) -> list[Path]:
    """A mirror in Markdown: the stamp of each post below it, rules between."""
    path = folder / "README.md"
    with path.open("w", encoding="utf-8") as out:
        out.write("# Benchmark\n\n> All times are UTC.\n\n---\n\n")
        for p in posts(count):
            stamp = f"[🕐 {p.posted_at:%H:%M · %d %b %Y}](https://t.me/benchmark/{p.message_id})"
            out.write(f"{p.text}\n\n👁 **{p.view_count:,}** · {stamp}\n\n---\n\n")
    return [path]


def feed(folder: Path, count: int) -> list[Path]:
    """An RSS feed with the posts as HTML."""
    path = folder / "feed.xml"
    with path.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Benchmark</title>\n')
        for p in posts(count):
            body = html.escape("<p>" + html.escape(p.text).replace("\n", "<br>") + "</p>")
            out.write(
                f"<item><title>{html.escape(p.text[:40])}</title><description>{body}</description>"
                f"<link>https://t.me/benchmark/{p.message_id}</link>"
                f"<pubDate>{p.posted_at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>\n"
            )
        out.write("</channel></rss>\n")
    return [path]


MAKERS: dict[str, Callable[[Path, int], list[Path]]] = {
    "tdesktop_json": tdesktop_json,
    "tdesktop_html": tdesktop_html,
    "telethon_json": telethon_json,
    "telethon_json:array": telethon_array,
    "research_json:pushshift": pushshift,
    "research_json:pushshift-text": pushshift_text,
    "research_json:tgdataset": tgdataset,
    "table": table,
    "table:ndjson": flat_ndjson,
    "tme_web": tme_web,
    "warc": warc,
    "plain_text": plain_text,
    "markdown": markdown,
    "feed": feed,
}
