"""Reads pages piece by piece and hands their records to the writer."""

import re
from collections.abc import Iterator
from functools import partial

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assets.formats.base import Member
from assets.formats.tdesktop_html.blocks import line_of, shown, tokens
from assets.formats.tdesktop_html.element import RULES, read_post
from assets.formats.tdesktop_html.exact import read_run
from assets.formats.tdesktop_html.pages import MAX_TAGS, Piece, read_pieces
from assets.formats.tdesktop_html.writer import Writer

_ID = re.compile(r"message(-?\d{1,18})", re.ASCII)
_FURNITURE = "title, script, style, noscript, .page_header, .pagination"
"""What stands around the messages and says nothing else."""

_END = "end-of-piece"

_PIECE_RULES = {
    "message_too_large": f"a message has at most {MAX_TAGS} tags and 16 MB",
    "damaged_text": "a page is valid UTF-8",
    "cut_off": "the last message of a file is closed",
    "unknown_block": "text of a page is within messages that the exporter writes",
    "no_message_id": "a message has its id as `message123`",
    **RULES,
}


def read_member(writer: Writer, member: Member) -> Iterator[None]:
    """Write the records of a file; yields now and then, so that batches can be handed over."""
    known, tail, has_pieces = writer.record_count, b"", False
    reader = _Reader(writer, member.name)
    for piece in read_pieces(member, partial(read_run, writer, member.name)):
        if piece is None:
            yield
        else:
            reader.read(piece)
            tail, has_pieces = piece.data[-4096:], True
    if writer.record_count == known:
        writer.exclude("artifact", member.name, action="container", raw=None)
    elif has_pieces and b"</html" not in tail.lower():
        writer.builder.finding("cut_off_page", "a page that lacks its end", example=member.name[:80])


class _Reader:
    """Reads pieces of a page with a parser of HTML."""

    def __init__(self, writer: Writer, page: str) -> None:
        self._writer = writer
        self._page = page

    def read(self, piece: Piece) -> None:
        """Write the record of a piece, or take the title of the page from it."""
        if not piece.is_readable:
            self._reject("message_too_large", piece)
            return
        try:
            messages, others, is_seen = _parse(piece.parsed)
        except UnicodeDecodeError:
            self._reject("damaged_text", piece)
            return
        title, stray = _outside(others)
        if stray or len(messages) != piece.is_message:
            self._reject("unknown_block", piece, stray or "")
        elif not is_seen:
            self._reject("stray_text", piece)
        elif messages:
            self._message(piece, messages[0])
        self._writer.title = title or self._writer.title

    def _message(self, piece: Piece, message: LexborNode) -> None:
        attributes = message.attributes
        names = tokens(attributes.get("class"))
        found = _ID.fullmatch(attributes.get("id") or "")
        if found is None:
            self._reject("no_message_id", piece, str(attributes.get("id") or ""))
        elif piece.is_last and not piece.is_closed:
            self._reject("cut_off", piece, place=found[0])
        elif "service" in names:
            text = line_of(message.css_first(".details") or message) or ""
            self._writer.service(int(found[1]), text, self._page)
        elif "default" in names:
            self._post(piece, message, int(found[1]), is_joined="joined" in names)
        else:
            self._reject("unknown_block", piece, " ".join(sorted(names)), place=found[0])

    def _post(self, piece: Piece, message: LexborNode, message_id: int, *, is_joined: bool) -> None:
        post = read_post(message)
        if post.fault is not None:
            self._reject(post.fault[0], piece, post.fault[1], f"message{message_id}")
        elif post.is_call:
            place = f"{self._page}#message{message_id}"
            self._writer.exclude("service", place, action="phone_call", raw=line_of(message))
        else:
            self._writer.post(post, message_id, self._page, is_joined=is_joined)

    def _reject(self, reason: str, piece: Piece, case: str = "", place: str | None = None) -> None:
        locator = f"{self._page}#{place or self._place(piece)}"
        self._writer.reject(reason, _PIECE_RULES[reason], locator, piece.raw, case[:80])

    def _place(self, piece: Piece) -> str:
        found = _ID.search(piece.data[:1000].decode(errors="replace")) if piece.is_message else None
        return found[0] if found else "head"


def _is_message(node: LexborNode) -> bool:
    """Whether a node of the body is a message, well-formed or not."""
    attributes = node.attributes
    return (
        "message" in tokens(attributes.get("class")) or _ID.fullmatch(attributes.get("id") or "") is not None
    )


def _parse(data: bytes) -> tuple[list[LexborNode], list[LexborNode], bool]:
    """Messages of the body, the other nodes in it that are not blank, and whether the end was seen.

    It is not seen within an open tag or comment: that swallows what follows.

    Raises:
        UnicodeDecodeError: bytes of the page were not UTF-8.
    """
    messages: list[LexborNode] = []
    others: list[LexborNode] = []
    tree = LexborHTMLParser(f"{data.decode()}<{_END}></{_END}>")
    end = tree.css_first(_END)
    if end is not None:
        end.decompose()
    for node in tree.body.iter(include_text=True) if tree.body is not None else ():
        if node.is_element_node and _is_message(node):
            messages.append(node)
        elif not node.is_empty_text_node:
            others.append(node)
    return messages, others, end is not None


def _outside(nodes: list[LexborNode]) -> tuple[str | None, str | None]:
    """Title of a page that begins, and the first text that does not belong outside the messages."""
    title = stray = None
    for node in nodes:
        if node.is_element_node:
            title = line_of(node.css_first(".page_header .text, .page_header")) or title
            around = node.css(_FURNITURE)
            if any(furniture.mem_id == node.mem_id for furniture in around):
                continue
            for furniture in around:
                furniture.decompose()
        stray = stray or shown(node) or None
    return title, stray
