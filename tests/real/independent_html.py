"""Readings of HTML dumps: Telegram Desktop's with ``html.parser``, t.me's with a regular expression.

Both build the text of an element from what lies in it: ``<br>`` is a line end, tags are nothing.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from independent import Message, Reading, utc

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_STAMP = re.compile(r"(\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d)(?: UTC([+-])(\d\d):(\d\d))?")


def tdesktop(folder: Path) -> Reading:
    """The numbered pages of an export, in numeric order."""
    pages = sorted(folder.glob("messages*.html"), key=lambda p: int("0" + re.sub(r"\D", "", p.stem)))
    reading = Reading()
    for page in pages:
        parser = _TdesktopPage()
        parser.feed(page.read_text(encoding="utf-8"))
        parser.close()
        reading.messages += parser.messages
        reading.service_rows += parser.service_rows
    return reading


class _TdesktopPage(HTMLParser):
    """Follows the elements of a page; messages are those of class ``message default``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.messages: list[Message] = []
        self.service_rows = 0
        self._depth = 0
        self._row: int | None = None
        """Depth of the message that is open."""
        self._text: int | None = None
        """Depth of its text, while that is open."""
        self._id = 0
        self._title: str | None = None
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            if tag == "br" and self._text is not None:
                self._parts.append("\n")
            return
        self._depth += 1
        if tag == "div":
            values = {name: value or "" for name, value in attrs}
            self._div(values.get("class", "").split(), values)

    def _div(self, classes: list[str], values: dict[str, str]) -> None:
        if "message" in classes and "default" in classes:
            self._row, self._title, self._parts = self._depth, None, []
            self._id = int(values["id"].removeprefix("message"))
        elif "message" in classes:  # those with negative numbers separate days
            self.service_rows += not values["id"].startswith("message-")
        elif self._row is None:
            return
        elif "date" in classes and self._title is None:
            self._title = values["title"]
        elif classes == ["text"] and self._text is None and not self._parts:
            self._text = self._depth

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._depth == self._text:
            self._text = None
        if self._depth == self._row:
            self._row = None
            clock, offset = _stamp(self._title or "")
            text = _unindented("".join(self._parts))
            self.messages.append(Message(self._id, text, clock=clock, offset=offset))
        self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._parts.append(data)


def _stamp(title: str) -> tuple[datetime, timedelta | None]:
    found = _STAMP.fullmatch(title)
    assert found is not None, title
    clock = datetime.strptime(found[1], "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007 - a wall clock
    if found[2] is None:
        return clock, None
    offset = timedelta(hours=int(found[3]), minutes=int(found[4]))
    return clock, -offset if found[2] == "-" else offset


def _unindented(block: str) -> str:
    """Text of a block that the writer put on lines of its own: without the line end before and after it."""
    return re.sub(r"\A[ \t]*\n|\n[ \t]*\Z", "", block)


class _Tag(NamedTuple):
    is_end: bool
    name: str
    attributes: str
    start: int
    end: int


_TAG = re.compile(r"<\s*(/?)\s*([a-z][\w-]*)\b([^<>]*)>", re.IGNORECASE)
"""Also tags that an editor has broken by blanks (``< div``, ``</ a >``)."""
_TIME = re.compile(r"datetime\s*=\s*\"([^\"]+)\"")
_ADDRESS = re.compile(r"href\s*=\s*\"https://t\.me/(\w+)/(\d+)")


def tme(page: Path) -> Reading:
    """A page of t.me/s, or a widget: every element of class ``tgme_widget_message``."""
    html = page.read_text(encoding="utf-8")
    tags = [_Tag(m[1] == "/", m[2].lower(), m[3], m.start(), m.end()) for m in _TAG.finditer(html)]
    starts = [i for i, t in enumerate(tags) if _has_class(t, "tgme_widget_message")]
    reading = Reading()
    for first, last in pairwise([*starts, len(tags)]):
        block = tags[first:last]
        if _has_class(block[0], "service_message"):
            reading.service_rows += 1
            continue
        reading.messages.append(_tme_message(html, block))
    return reading


def _tme_message(html: str, block: list[_Tag]) -> Message:
    date = next(i for i, t in enumerate(block) if _has_class(t, "tgme_widget_message_date"))
    address = _ADDRESS.search(block[date].attributes)
    time = next(m for t in block[date:] if (m := _TIME.search(t.attributes)))
    assert address is not None
    return Message(
        message_id=int(address[2]),
        text=next(_tme_texts(html, block), ""),
        instant=utc(datetime.fromisoformat(time[1])),
        channel=address[1],
    )


def _tme_texts(html: str, block: list[_Tag]) -> Iterator[str]:
    """Texts of a block: of the innermost element where they are nested, without those of replies."""
    reply_end = 0
    for i, tag in enumerate(block):
        if _has_class(tag, "tgme_widget_message_reply"):
            reply_end = _closing(block, i).start
        if tag.start < reply_end or not _has_class(tag, "tgme_widget_message_text"):
            continue
        inner = html[tag.end : _closing(block, i).start]
        inner = re.sub(r"[ \t]*\n\s*", " ", inner)  # a page that was laid out anew
        yield unescape(_TAG.sub("", re.sub(r"<\s*br\b[^>]*>", "\n", inner))).strip()


def _closing(block: list[_Tag], at: int) -> _Tag:
    """The tag that closes another."""
    depth = 0
    for tag in block[at:]:
        if tag.name == block[at].name and not tag.attributes.rstrip().endswith("/"):
            depth += -1 if tag.is_end else 1
            if depth == 0:
                return tag
    return block[-1]


def _has_class(tag: _Tag, name: str) -> bool:
    found = re.search(r"class\s*=\s*\"([^\"]*)\"", tag.attributes)
    return not tag.is_end and found is not None and name in found[1].split()
