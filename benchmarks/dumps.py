"""Dumps of any size: posts of a channel, given or invented from a seed, written in each main format."""

import csv
import gzip
import html
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count as count_up
from itertools import islice
from pathlib import Path

from benchmarks import tdesktop_blocks, tme_blocks
from benchmarks.client_rows import bot_api_row, tdl_row, tdlib_row
from benchmarks.posts import BENCHMARK, Channel, Post, posts
from benchmarks.telethon_rows import telethon_row

Writer = Callable[[Path, Channel, Iterable[Post]], list[Path]]
"""Writes posts of a channel into a folder and gives the files."""
Row = Callable[[Post, Channel], object]
"""A post as an object that also names its channel, so that a file can hold several channels."""


def tdesktop_json(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """One `result.json` as Telegram Desktop writes it: one-space indent, text as string or list."""
    path = folder / "result.json"
    plain = ((p, [{"type": "plain", "text": p.text}] if p.text else []) for p in posts)
    write_export(path, channel.name, channel.telegram_id, plain)
    return [path]


def write_export(
    path: Path, name: str, channel: int, messages: Iterable[tuple[Post, list[dict[str, str]]]]
) -> None:
    """Write posts with their entities as Telegram Desktop exports a channel."""
    shown = json.dumps(name, ensure_ascii=False)
    with path.open("w", encoding="utf-8") as out:
        out.write(f'{{\n "name": {shown},\n "type": "public_channel",\n "id": {channel},\n "messages": [\n')
        for number, (p, entities) in enumerate(messages):
            message = {
                "id": p.message_id, "type": "message", "date": f"{p.posted_at:%Y-%m-%dT%H:%M:%S}",
                "date_unixtime": str(int(p.posted_at.timestamp())), "from": name,
                "from_id": f"channel{channel}", "text": p.text, "text_entities": entities,
            }  # fmt: skip
            body = json.dumps(message, ensure_ascii=False, indent=1).replace("\n", "\n  ")
            out.write((",\n" if number else "") + "  " + body)
        out.write("\n ]\n}")


def tdesktop_html(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """Pages of 1,000 messages each, laid out as the exporter does."""
    layout, every, paths = tdesktop_blocks.Layout(channel), iter(posts), list[Path]()
    while some := list(islice(every, 1000)):
        paths.append(folder / f"messages{len(paths) + 1 if paths else ''}.html")
        blocks = [layout.block(p.message_id, p.posted_at, p.text) for p in some]
        paths[-1].write_text(layout.page(blocks), encoding="utf-8")
    return paths


def telethon_array(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """Telethon's `to_dict()` in one array, as `json.dump` writes it."""
    path = folder / "messages.json"
    with path.open("w", encoding="utf-8") as out:
        for n, p in enumerate(posts):
            out.write(", " if n else "[")
            json.dump(telethon_row(p, channel), out, ensure_ascii=False)
        out.write("]")
    return [path]


def tdl(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """An export of `tdl`, all in one line."""
    path = folder / "tdl-export.json"
    with path.open("w", encoding="utf-8") as out:
        out.write(f'{{"id":{channel.telegram_id},"messages":[')
        for n, p in enumerate(posts):
            out.write("," if n else "")
            json.dump(tdl_row(p, channel), out, ensure_ascii=False, separators=(",", ":"))
        out.write("]}")
    return [path]


def pushshift_row(post: Post, channel: Channel) -> dict[str, object]:
    """Row of Pushshift's collection, the message as an object."""
    return _pushshift(post, channel, telethon_row(post, channel))


def pushshift_text_row(post: Post, channel: Channel) -> dict[str, object]:
    """Row of Pushshift's collection, the message as JSON in a string."""
    return _pushshift(post, channel, json.dumps(telethon_row(post, channel)))


def _pushshift(post: Post, channel: Channel, data: object) -> dict[str, object]:
    number = channel.telegram_id
    return {
        "id": (number << 32) + post.message_id, "message_id": post.message_id, "channel_id": number,
        "retrieved_utc": 1_750_000_000, "updated_utc": 1_750_000_000, "data": data,
    }  # fmt: skip


def write_rows(path: Path, rows: Iterable[object]) -> Path:
    """Write objects as JSON, one per line."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def rows(row: Row, folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """The rows of a channel, one JSON object per line."""
    return [write_rows(folder / "messages.ndjson", (row(p, channel) for p in posts))]


def tgdataset(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """A TGDataset file of one channel, half of whose messages have a file, too, unless it is plain."""
    return [_write_tgdataset(folder, [(channel, list(posts))])]


def _write_tgdataset(folder: Path, channels: Iterable[tuple[Channel, Sequence[Post]]]) -> Path:
    path = folder / "TGDataset_1.json"
    with path.open("w", encoding="utf-8") as out:
        for n, (channel, some) in enumerate(channels):
            out.write(", " if n else "{")
            out.write(f'"{channel.telegram_id}": {json.dumps(_tgdataset_channel(channel, some))}')
        out.write("}")
    return path


def _tgdataset_channel(channel: Channel, some: Sequence[Post]) -> dict[str, object]:
    common: dict[str, object] = {
        "author": None,
        "is_forwarded": False,
        "forwarded_from_id": None,
        "forwarded_message_date": None,
    }
    dated = {str(p.message_id): common | {"date": p.posted_at.timestamp()} for p in some}
    file = {"title": None, "extension": ".jpe", "media_id": "AgADBAADr6cxG"}
    filed = [] if channel.is_plain else list(dated.items())[::2]
    return {
        "username": channel.handle, "creation_date": 1.5e9, "title": channel.name, "description": "",
        "scam": False,
        "text_messages": {str(p.message_id): {"message": p.text, **dated[str(p.message_id)]} for p in some},
        "generic_media": {number: file | row for number, row in filed}, "n_subscribers": 10,
        "verified": False,
    }  # fmt: skip


def table(folder: Path, _: Channel, posts: Iterable[Post]) -> list[Path]:
    """A CSV with the columns that collectors usually write."""
    path = folder / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["message_id", "date", "message", "views"])
        rows.writerows([p.message_id, p.posted_at.isoformat(), p.text, p.view_count] for p in posts)
    return [path]


def flat_row(post: Post, _: Channel) -> dict[str, object]:
    """Flat object with the keys that collectors usually write; it does not name the channel."""
    return {
        "message_id": post.message_id,
        "date": post.posted_at.isoformat(),
        "message": post.text,
        "views": post.view_count,
    }


def tme_web(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """t.me/s pages of 20 posts each, laid out as Telegram's server does."""
    layout, every, paths = tme_blocks.Layout(channel), iter(posts), list[Path]()
    while some := list(islice(every, 20)):
        blocks = [layout.block(p.message_id, p.posted_at, p.text, p.view_count) for p in some]
        paths.append(folder / f"page{len(paths)}.html")
        paths[-1].write_text(layout.page(blocks, some[0].message_id), encoding="utf-8")
    return paths


def plain_text(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """A text extraction: each post twice, first with its title line, footers between."""
    path = folder / "channel.txt"
    footer = f"▫️ @{channel.handle}"
    with path.open("w", encoding="utf-8") as out:
        for p in posts:
            if p.text:
                title = " ".join(p.text.split()[:3])
                out.write(f"🔸{title}\n{p.text}\n{footer}\n{p.text}\n{footer}\n")
    return [path]


def warc(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """A crawl of t.me/s pages: a member of gzip per record, a request with each response."""
    path, address = folder / "crawl.warc.gz", f"/s/{channel.handle}"
    with path.open("wb") as out, tempfile.TemporaryDirectory() as temporary:
        for page in tme_web(Path(temporary), channel, posts):
            response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.read_bytes()
            request = f"GET {address} HTTP/1.1\r\nHost: t.me\r\n\r\n".encode()
            for kind, content in (("request", request), ("response", response)):
                head = (
                    f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
                    f"WARC-Record-ID: <urn:{kind}:{page.stem}>\r\nWARC-Target-URI: https://t.me{address}\r\n"
                    f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(content)}\r\n\r\n"
                )
                out.write(gzip.compress(head.encode() + content + b"\r\n\r\n"))
    return [path]


def markdown(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """A mirror in Markdown: the stamp of each post below it, rules between."""
    path = folder / "README.md"
    with path.open("w", encoding="utf-8") as out:
        out.write(f"# {channel.name}\n\n> All times are UTC.\n\n---\n\n")
        for p in posts:
            address = f"https://t.me/{channel.handle}/{p.message_id}"
            stamp = f"[🕐 {p.posted_at:%H:%M · %d %b %Y}]({address})"
            out.write(f"{p.text}\n\n👁 **{p.view_count:,}** · {stamp}\n\n---\n\n")
    return [path]


def feed(folder: Path, channel: Channel, posts: Iterable[Post]) -> list[Path]:
    """An RSS feed with the posts as HTML."""
    path = folder / "feed.xml"
    with path.open("w", encoding="utf-8") as out:
        name = html.escape(channel.name)
        out.write(f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>{name}</title>\n')
        for p in posts:
            body = html.escape("<p>" + html.escape(p.text).replace("\n", "<br>") + "</p>")
            out.write(
                f"<item><title>{html.escape(p.text[:40])}</title><description>{body}</description>"
                f"<link>https://t.me/{channel.handle}/{p.message_id}</link>"
                f"<pubDate>{p.posted_at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>\n"
            )
        out.write("</channel></rss>\n")
    return [path]


SHARED_ROWS: dict[str, Row] = {
    "telethon_json": telethon_row,
    "bot_api": bot_api_row,
    "tdlib": tdlib_row,
    "research_json:pushshift": pushshift_row,
    "research_json:pushshift-text": pushshift_text_row,
}
"""Formats whose lines name their channel."""

WRITERS: dict[str, Writer] = {
    "tdesktop_json": tdesktop_json,
    "tdesktop_html": tdesktop_html,
    "telethon_json": partial(rows, telethon_row),
    "telethon_json:array": telethon_array,
    "bot_api": partial(rows, bot_api_row),
    "tdl": tdl,
    "tdlib": partial(rows, tdlib_row),
    "research_json:pushshift": partial(rows, pushshift_row),
    "research_json:pushshift-text": partial(rows, pushshift_text_row),
    "research_json:tgdataset": tgdataset,
    "table": table,
    "table:ndjson": partial(rows, flat_row),
    "tme_web": tme_web,
    "warc": warc,
    "plain_text": plain_text,
    "markdown": markdown,
    "feed": feed,
}
"""Each format's way to write given posts."""


def _invented(writer: Writer, folder: Path, count: int) -> list[Path]:
    """Write posts of a channel that does not exist."""
    return writer(folder, BENCHMARK, posts(count))


def _invented_tgdataset(folder: Path, count: int) -> list[Path]:
    """TGDataset files hold many channels: one for each 2,000 posts."""
    return [_write_tgdataset(folder, _numbered(posts(count)))]


def _numbered(every: Iterator[Post]) -> Iterator[tuple[Channel, list[Post]]]:
    for number in count_up(1_200_000_000):
        some = list(islice(every, 2000))
        if not some:
            return
        yield Channel(BENCHMARK.name, BENCHMARK.handle, number), some


MAKERS: dict[str, Callable[[Path, int], list[Path]]] = {
    name: partial(_invented, writer) for name, writer in WRITERS.items()
} | {"research_json:tgdataset": _invented_tgdataset}
"""Each format's way to write any number of invented posts."""
