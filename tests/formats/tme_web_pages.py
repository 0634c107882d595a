"""Pages of t.me for tests, message by message, in the markup that Telegram writes."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from json_dumps import members

from assets.formats.base import Batch, ParseOptions, Source
from assets.formats.tme_web import ADAPTER

CHANNEL = 1700000001
CAPTURED = 1_711_000_000
"""2024-03-21 05:46:40 UTC."""

BOILER_PLATE = (
    '<div class="message_media_not_supported_wrap"><div class="message_media_not_supported">'
    '<div class="message_media_not_supported_label">{label}</div>'
    '<span class="message_media_view_in_telegram">VIEW IN TELEGRAM</span></div></div>'
)


def utc(*parts: int) -> datetime:
    """Naive, as instants are in the warehouse."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc]


def data_view(**stated: Any) -> str:
    """The value of ``data-view``, which t.me writes without padding."""
    return urlsafe_b64encode(json.dumps(stated).encode()).decode().rstrip("=")


def text(html: str) -> str:
    """The text block of a message."""
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{html}</div>'


def views(shown: str) -> str:
    return f'<span class="tgme_widget_message_views">{shown}</span><span class="copyonly"> views</span>'


def not_supported(label: str = "This media is not supported in your browser") -> str:
    """What stands in place of media, or beside it."""
    return BOILER_PLATE.format(label=label)


def photo(number: int) -> str:
    """A picture of an album."""
    return (
        f'<a class="tgme_widget_message_photo_wrap grouped_media_wrap blured js-message_photo" data-ratio="0.7" '
        f'href="https://t.me/Bagh_Nama/{number}?single"><div class="grouped_media_helper"></div></a>'
    )


def album(*numbers: int) -> str:
    return (
        '<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap">'
        '<div class="tgme_widget_message_grouped js-message_grouped">'
        f'<div class="tgme_widget_message_grouped_layer">{"".join(map(photo, numbers))}</div></div></div>'
    )


def block(
    number: int,
    body: str = "",
    *,
    footer: str = "",
    meta: str = "",
    classes: str = "",
    view: str | None = None,
    attributes: str = "",
    time: str = '<time datetime="2024-03-20T07:00:00+00:00" class="time">10:30</time>',
) -> str:
    """A message; ``meta`` stands before its time, ``footer`` before that."""
    if view is None:
        view = data_view(c=-CHANNEL, p=number, t=CAPTURED, h="5362c412")
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">\n'
        f'<div class="tgme_widget_message text_not_supported_wrap {classes} js-widget_message" '
        f'data-post="Bagh_Nama/{number}" data-view="{view}"{attributes}>\n'
        '<div class="tgme_widget_message_user"><a href="https://t.me/Bagh_Nama">'
        '<i class="tgme_widget_message_user_photo bgcolor6" data-content="B"></i></a></div>\n'
        '<div class="tgme_widget_message_bubble">'
        '<div class="tgme_widget_message_author accent_color">'
        '<a class="tgme_widget_message_owner_name" href="https://t.me/Bagh_Nama">'
        '<span dir="auto">باغ‌نامه</span></a></div>\n'
        f"{body}\n"
        '<div class="tgme_widget_message_footer compact js-message_footer">'
        f'<div class="tgme_widget_message_info short js-message_info">{footer}'
        f'<span class="tgme_widget_message_meta">{meta}'
        f'<a class="tgme_widget_message_date" href="https://t.me/Bagh_Nama/{number}">{time}</a></span>'
        "</div></div></div></div></div>\n"
    )


def page(*messages: str, handle: str = "Bagh_Nama", title: str = "باغ‌نامه") -> bytes:
    """A page of t.me/s with the head of its channel."""
    head = (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n<main class="tgme_main">'
        '<div class="tgme_channel_info"><div class="tgme_channel_info_header">'
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{title}</span></div>'
        f'<div class="tgme_channel_info_header_username"><a href="https://t.me/{handle}">@{handle}</a></div>'
        '</div></div>\n<section class="tgme_channel_history js-message_history">\n'
    )
    return (head + "".join(messages) + "</section></main></body></html>").encode()


def parse_page(folder: Path, data: bytes, **options: Any) -> Batch:
    """Parse bytes as one file of a dump; that every parse can be staged is proved on the miniatures."""
    path = folder / "page.html"
    path.write_bytes(data)
    given = ParseOptions(**options)
    [batch] = ADAPTER.parse(Source("0" * 64, members(path), given))
    indexes = [*batch.observations["record_index"], *batch.excluded["record_index"]]
    assert sorted(indexes) == list(range(batch.record_count))
    return batch


def parse_blocks(folder: Path, *messages: str, **options: Any) -> Batch:
    """Parse a page of messages."""
    return parse_page(folder, page(*messages), **options)


def only(batch: Batch) -> dict[str, Any]:
    """The only post of a dump."""
    [row] = batch.observations.rows(named=True)
    return row


def parse_one(folder: Path, body: str = "", **fields: Any) -> dict[str, Any]:
    """The only post of a page with one message."""
    return only(parse_blocks(folder, block(5, body, **fields)))


def sniff(folder: Path, data: bytes) -> float:
    """How sure the adapter is of a file."""
    path = folder / "page.html"
    path.write_bytes(data)
    return ADAPTER.sniff(members(path))
