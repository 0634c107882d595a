"""What the HTML of an item shows: text, entities, media, origin of a forward."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assets.formats.tme_web.links import reference_in
from assets.formats.tme_web.text import read_text

_FORWARDED = re.compile(r"\s*Forwarded [Ff]rom:?\s+(\S.{0,200}?)\s*")
_MEDIA = {"img": "photo", "video": "video", "audio": "audio"}


class Content(NamedTuple):
    """Content of a post as a feed shows it."""

    text: str
    entities: list[tuple[str, str]]
    """Kind and value of links whose address the text does not show."""
    media_kind: str | None
    forward_name: str | None = None
    forward_ref: str | None = None


def read_content(html: str) -> Content:
    """Read a description: HTML, or text without markup."""
    if "<" not in html and "&" not in html:
        return Content(html.strip(), [], None)
    body = LexborHTMLParser(html).body
    if body is None:
        return Content("", [], None)
    media = _take_media(body)
    for quote in body.css("div.rsshub-quote"):
        quote.decompose()
    name, ref = _take_forward(body)
    text = read_text(body)
    hidden = [(kind, value) for kind, value in text.entities if kind == "url" and value not in text.shown]
    return Content(text.shown, hidden, media, name, ref)


def _take_media(body: LexborNode) -> str | None:
    """Kind of the first file shown; pictures of emoji stay, as text."""
    kinds = []
    for node in body.css("img, video, audio"):
        alt = node.attributes.get("alt") or ""
        if node.tag == "img" and alt and not any(c.isalnum() for c in alt):
            continue
        kinds.append(_MEDIA[node.tag or ""])
        node.decompose()
    return kinds[0] if kinds else None


def _take_forward(body: LexborNode) -> tuple[str | None, str | None]:
    """Name and reference of the origin that the first paragraph states."""
    first = body.css_first("p")
    found = _FORWARDED.fullmatch(first.text()) if first is not None else None
    if first is None or found is None:
        return None, None
    link = first.css_first("a[href]")
    ref = reference_in(link.attributes.get("href")) if link is not None else None
    first.decompose()
    return found[1], ref
