"""Recognising t.me markup, and repairing what editors did to it."""

import codecs
import re
from collections.abc import Iterator

_TAG = rb"<\s*[a-z][^<>]*\sclass\s*=\s*[\"'](?:[^\"'<>]*\s)?"
_CLASS = rb"(?:tgme_(?:widget_message|channel_info|page_|main\b)|tg?me_no_messages_found)"
_TME = re.compile(_TAG + _CLASS, re.IGNORECASE)
"""A tag of a t.me class. Mirrors call theirs otherwise: ``etme_widget_message`` is eitaa.com."""

_CODE = re.compile(rb"[\"'`=(){};#]|\AWARC/")
"""Before its first tag a page has no program, table or archive around it."""

_MAX_PREAMBLE = 256
_DEEP = 4 << 20
"""Pages saved as one file carry their style sheets, megabytes of them, in front of the first message."""

_SPACED_TAG = re.compile(r"<(?:\s+(/)\s*|\s+|(/)\s+)(?=[A-Za-z!])")
_ROOT = re.compile(r"class\s*=\s*[\"'](?:[^\"'<>]*\s)?tgme_widget_message(?=[\"'\s])")
_BEGINNING = re.compile(r'<div class="tgme_widget_message(?=[ "])')
_ANY_BEGINNING = re.compile(
    r"<div\s[^<>]*?class\s*=\s*[\"'](?:[^\"'<>]*\s)?tgme_widget_message(?=[\"'\s])", re.IGNORECASE
)
_OWN_BEGINNING = re.compile(_BEGINNING.pattern.encode())
_OWN_TAG = '<div class="tgme_widget_message'
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_MAX_OPEN = 4096
REPLACEMENT = "\ufffd"


def looks_like_html(head: bytes) -> bool:
    """Whether a file begins with markup: nothing before the first tag that a program or table would have."""
    start = head.find(b"<")
    return 0 <= start <= _MAX_PREAMBLE and _CODE.search(head[:start]) is None


def is_tme(head: bytes) -> bool:
    """Whether markup has tags of t.me's own classes."""
    return _TME.search(head) is not None


def may_be_tme_further_on(head: bytes) -> bool:
    """Whether a page without t.me tags speaks of them, as a style sheet in front of its body does."""
    return b"tgme_" in head


def deep_head_size() -> int:
    """Bytes within which a page that carries its style sheets shows its first message."""
    return _DEEP


def is_utf_16(head: bytes) -> bool:
    """Whether a file says that it is UTF-16."""
    return head.startswith(_UTF_16)


def decode(data: bytes) -> tuple[str, bool]:
    """Text of a page, and whether bytes of it were lost: those and NULs are U+FFFD in the text."""
    try:
        html, is_damaged = data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        html, is_damaged = data.decode("utf-8-sig", "replace"), True
    if "\x00" in html:
        return html.replace("\x00", REPLACEMENT), True
    return html, is_damaged


def cut(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the messages of a page begin and end, if their tags are as t.me writes them; also what is before."""
    begin = 0
    for found in _OWN_BEGINNING.finditer(data):
        if found.start() > begin:
            yield begin, found.start()
        begin = found.start()
    yield begin, len(data)


def repair(html: str) -> tuple[str, int]:
    """Undo `< div …>` and `</ div >`, which some editors make of tags; gives the number of repairs.

    Text is safe: t.me writes ``<`` of a text as ``&lt;``.
    """
    return _SPACED_TAG.subn(lambda found: f"<{found[1] or found[2] or ''}", html)


def count_roots(html: str) -> int:
    """Messages that a page speaks of, whether or not a parser finds them."""
    return len(_ROOT.findall(html))


def blocks(html: str) -> Iterator[tuple[str, int]]:
    """Cut a page where its messages begin; what stands before the first is a block, too.

    With each block goes how often it names the class of messages. A message in another's tags, which a tree
    would hold inside that one, stands alone here, so that damaged pages cost no more than whole ones.
    """
    begin = 0
    for found in _BEGINNING.finditer(html):
        if found.start() > begin:
            yield from _stretches(html[begin : found.start()])
        begin = found.start()
    yield from _stretches(html[begin:])


def is_too_deep(block: str) -> bool:
    """Whether thousands of elements are not closed: parsers of HTML take quadratic time for these."""
    empty = block.count("<br") + block.count("<img")
    return block.count("<") - 2 * block.count("</") - empty > _MAX_OPEN


def without_tail(block: str) -> str:
    """Leave out the picture of a bubble's tail: half of the bytes of a message, and always the same."""
    begin = block.find('<svg class="bubble_icon"')
    end = block.find("</svg>", begin)
    return block if begin < 0 or end < 0 else block[:begin] + block[end + len("</svg>") :]


def _stretches(block: str) -> Iterator[tuple[str, int]]:
    """Cut a block where a message begins whose tag is spelled in another way."""
    count = _count_of_messages(block)
    if not count or (count == 1 and block.startswith(_OWN_TAG)):
        yield block, count
        return
    starts = [0, *(found.start() for found in _ANY_BEGINNING.finditer(block) if found.start())]
    for begin, end in zip(starts, [*starts[1:], len(block)], strict=True):
        yield block[begin:end], _count_of_messages(block[begin:end])


def _count_of_messages(block: str) -> int:
    """How often the class of messages, and not one of their parts, is named."""
    return block.count("tgme_widget_message") - block.count("tgme_widget_message_")
