"""Dumps of one invented channel in different formats, as small as they can be."""

import base64
import csv
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

CHANNEL_ID = 1700000042
FIRST = datetime(2024, 3, 20, 7, tzinfo=UTC)
TEXTS = {n: f"نوشتهٔ شمارهٔ {n} دربارهٔ باغچه و کوچه‌های شهر" for n in range(1, 31)}
"""Message id → text, where a test does not say otherwise."""


def posted(number: int) -> datetime:
    """When a message was posted: one a day."""
    return FIRST + timedelta(days=number)


def export(path: Path, texts: Mapping[int, str], **header: Any) -> Path:
    """Telegram Desktop's JSON."""
    head = {"name": "باغچه", "type": "public_channel", "id": CHANNEL_ID}
    return _json(path, head | {"messages": [export_row(n, t) for n, t in texts.items()]} | header)


def export_row(number: int, text: str, **fields: Any) -> dict[str, Any]:
    """A message of Telegram Desktop's JSON."""
    seconds = int(posted(number).timestamp())
    row = {"id": number, "type": "message", "date": f"{posted(number):%Y-%m-%dT%H:%M:%S}"}
    return row | {"date_unixtime": str(seconds), "text": text, "text_entities": []} | fields


def page(path: Path, texts: Mapping[int, str], title: str = "باغچه") -> Path:
    """Telegram Desktop's HTML, which knows a channel by its title only."""
    rows = "".join(
        f'<div class="message default clearfix" id="message{n}"><div class="body">'
        f'<div class="pull_right date details" title="{posted(n):%d.%m.%Y %H:%M:%S} UTC+00:00">07:00</div>'
        f'<div class="from_name">{title}</div><div class="text">\n{escape(t)}\n</div></div></div>\n'
        for n, t in texts.items()
    )
    header = (
        f'<div class="page_header"><div class="content"><div class="text bold">\n{title}\n</div></div></div>'
    )
    return _text(
        path,
        f"<!DOCTYPE html><html><head><title>Exported Data</title></head><body>{header}"
        f'<div class="page_body chat_page"><div class="history">{rows}</div></div></body></html>\n',
    )


def telethon(path: Path, texts: Mapping[int, str], channel_id: int = CHANNEL_ID, **fields: Any) -> Path:
    """An array of Telethon's ``to_dict()``, newest first."""
    peer = {"_": "PeerChannel", "channel_id": channel_id}
    return _json(
        path,
        [
            {"_": "Message", "id": n, "peer_id": peer, "date": posted(n).isoformat(), "message": t} | fields
            for n, t in sorted(texts.items(), reverse=True)
        ],
    )


def web(
    path: Path,
    texts: Mapping[int, str],
    handle: str = "BaghcheNotes",
    *,
    captured: datetime = FIRST + timedelta(days=100),
    channel_id: int | None = CHANNEL_ID,
    views: str = "12",
) -> Path:
    """A page of t.me/s; ``data-view`` tells the number of the channel."""
    blocks = []
    for number, text in texts.items():
        view = {"t": int(captured.timestamp()), "h": "00"}
        if channel_id:
            view |= {"c": -channel_id, "p": number}
        token = base64.b64encode(json.dumps(view).encode()).decode().rstrip("=")
        blocks.append(
            '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
            f'<div class="tgme_widget_message" data-post="{handle}/{number}" data-view="{token}">'
            f'<div class="tgme_widget_message_text js-message_text">{escape(text)}</div>'
            f'<span class="tgme_widget_message_views">{views}</span>'
            f'<a class="tgme_widget_message_date" href="https://t.me/{handle}/{number}">'
            f'<time datetime="{posted(number).isoformat()}">07:00</time></a></div></div>\n'
        )
    return _text(path, f"<!DOCTYPE html>\n<html><body>{''.join(blocks)}</body></html>\n")


def table(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """A CSV with the keys of its rows as header."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def sidecar(dump: Path, text: str) -> Path:
    """State something about a dump; gives the dump."""
    _text(dump.with_name(f"{dump.name}.anbar.toml"), text)
    return dump


def some(*numbers: int) -> dict[int, str]:
    """The usual texts of some messages."""
    return {n: TEXTS[n] for n in numbers}


def _json(path: Path, value: Any) -> Path:
    return _text(path, json.dumps(value, ensure_ascii=False, indent=1))


def _text(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
