"""Reads runs of messages that stand on a page exactly as the exporter writes them."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from assets.formats.tdesktop_html.media import CALL, UNKNOWN, kind_of
from assets.formats.tdesktop_html.post import Post, person, reply_target
from assets.formats.tdesktop_html.reactions import reaction_of
from assets.formats.tdesktop_html.stamps import read_stamp
from assets.formats.tdesktop_html.template import MESSAGE, PART, PICTURE, REACTION, SERVICE
from assets.formats.tdesktop_html.text import entity_of
from assets.formats.tdesktop_html.writer import Writer

_REFERENCES = {
    "quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&", "laquo": "«", "raquo": "»",
}  # fmt: skip
"""What the exporter writes for characters that would be markup, and for its own quotation marks."""
_TAG = re.compile("<[^>]*+>")
_PART_FIELDS = PART.groups + 1


class _InexactError(ValueError):
    """A message fits the template but is left to the parser of HTML; so are bytes that are not UTF-8."""


def read_run(writer: Writer, page: str, data: bytes, position: int) -> int:
    """Write the messages from a position on, up to the first that is not exact; returns where that begins."""
    message, service = MESSAGE.match, SERVICE.match
    try:
        while True:
            if found := message(data, position):
                number, is_joined, post = _post(*found.groups())
                writer.post(post, number, page, is_joined=is_joined)
            elif found := service(data, position):
                writer.service(int(found[1]), _service_text(found[2]), page)
            else:
                return position
            position = found.end()
    except ValueError:
        return position


def _post(
    joined: bytes | None, number: bytes, clock: bytes, label: bytes | None, sender: bytes | None,
    forward: bytes | None, origin: bytes | None, target: bytes | None, wrap: bytes | None, tag: bytes | None,
    card: bytes | None, title: bytes | None, poll: bytes | None, line: bytes | None, signature: bytes | None,
    reactions: bytes | None,
) -> tuple[int, bool, Post]:  # fmt: skip
    """Id, whether it is joined, and the post, from the groups of ``MESSAGE``."""
    del tag
    text, entities = _text(line) if line else ("", ())
    post = Post(_clock(clock), _offset(label) if label else None, text, entities)
    if sender:
        post.sender = _name(sender)
    if forward:
        post.is_forward = True
        post.origin = _name(origin) if origin else None
    if target:
        post.reply_to = reply_target(_unescaped(target.decode()))
    if wrap or card or poll:
        post.media_kind = _media_kind(wrap or card or b"media_poll", title, poll)
    if signature:
        post.signature = _line(signature)
    if reactions is not None:
        post.reactions = [_reaction(*found) for found in REACTION.findall(reactions)]
    return int(number), joined is not None, post


def _clock(stamp: bytes) -> datetime:
    shown = stamp.decode()
    return datetime.fromisoformat(f"{shown[6:10]}-{shown[3:5]}-{shown[:2]} {shown[11:]}")


@lru_cache(maxsize=256)
def _offset(label: bytes) -> int | None:
    stamp = read_stamp(f"01.01.2000 00:00:00 UTC{label.decode()}")
    if stamp is None:
        raise _InexactError
    return stamp[1]


@lru_cache(maxsize=4096)
def _name(shown: bytes) -> str | None:
    return person(_unescaped(shown.decode()))


def _line(shown: bytes) -> str | None:
    return " ".join(_unescaped(shown.decode()).split()) or None


@lru_cache(maxsize=4096)
def _media_kind(name: bytes, title: bytes | None, details: bytes | None) -> str:
    kind = kind_of(name.decode(), _line(title) if title else None, _line(details) if details else None)
    if kind == UNKNOWN or name == CALL.encode():
        raise _InexactError
    return kind


def _reaction(classes: bytes, href: bytes, label: bytes, pictures: bytes, count: bytes) -> tuple[str, int]:
    if not count and not pictures:
        raise _InexactError
    return _reaction_name(classes, href, label), int(count) if count else len(PICTURE.findall(pictures))


@lru_cache(maxsize=4096)
def _reaction_name(classes: bytes, href: bytes, label: bytes) -> str:
    name = reaction_of(classes.decode().split(), _line(label), _unescaped(href.decode()) if href else None)
    if name is None:
        raise _InexactError
    return name


def _service_text(shown: bytes) -> str:
    if b"<" not in shown:
        return _line(shown) or ""
    return " ".join("".join(map(_unescaped, _TAG.split(shown.decode()))).split())


def _unescaped(shown: str) -> str:
    if "&" not in shown:
        return shown
    first, *others = shown.split("&")
    parts = [first]
    for other in others:
        name, _, rest = other.partition(";")
        character = _REFERENCES.get(name)
        if character is None:
            raise _InexactError
        parts += character, rest
    return "".join(parts)


def _text(line: bytes) -> tuple[str, Sequence[tuple[str, str]]]:
    """Text of a text block's only line, and its entities."""
    shown = line.decode().strip(" \t")
    if "<" not in shown:
        return _unescaped(shown), ()
    shown = "\n".join(shown.split("<br>"))
    if "<" not in shown:
        return _unescaped(shown), ()
    parts = PART.split(shown)
    spans = [""] * (len(parts) // _PART_FIELDS * 2 + 1)
    spans[0::2] = parts[0::_PART_FIELDS]
    spans[1::2] = labels = parts[4::_PART_FIELDS]
    text = "".join(spans)
    if "<" in text:
        raise _InexactError
    links = zip(parts[1::_PART_FIELDS], parts[2::_PART_FIELDS], labels, strict=True)
    entities = [_entity(*link) for link in links if link[0] is not None]
    return _unescaped(text), [entity for entity in entities if entity is not None]


@lru_cache(maxsize=4096)
def _entity(href: str, action: str | None, label: str) -> tuple[str, str] | None:
    return entity_of(_unescaped(href), action, _unescaped(label).replace("\n", ""))
