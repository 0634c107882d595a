"""Reads pages piece by piece and hands their records to the writer."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assets.formats.base import Member
from assets.formats.tdesktop_html.blocks import line_of, shown, tokens
from assets.formats.tdesktop_html.pages import MAX_TAGS, Piece, grouped, read_pieces
from assets.formats.tdesktop_html.post import RULES, read_post
from assets.formats.tdesktop_html.service import action_of
from assets.formats.tdesktop_html.stamps import is_day
from assets.formats.tdesktop_html.writer import Writer

_ID = re.compile(r"message(-?\d{1,18})", re.ASCII)
_FIRST_SEPARATOR = -500_000_000
"""Separators count down from -1; messages of a group before its migration are shifted by -1,000,000,000."""
_FURNITURE = "title, script, style, noscript, .page_header, .pagination"
"""What stands around the messages and says nothing else."""

_PIECE_RULES = {
    "message_too_large": f"a message has at most {MAX_TAGS} tags and 16 million characters",
    "damaged_text": "a page is valid UTF-8",
    "cut_off": "the last message of a file is closed",
    "unknown_block": "text of a page is within messages that the exporter writes",
    "no_message_id": "a message has its id as `message123`",
    **RULES,
}


def read_member(writer: Writer, member: Member) -> Iterator[None]:
    """Write the records of a file; yields between groups of messages, so that batches can be handed over."""
    known, is_ended, has_pieces = writer.record_count, False, False
    for group in grouped(read_pieces(member)):
        _Group(writer, member.name, group).write()
        is_ended, has_pieces = "</html" in group[-1].text[-4096:].lower(), True
        yield
    if writer.record_count == known:
        writer.exclude("artifact", member.name, action="container", raw=None)
    elif has_pieces and not is_ended:
        writer.builder.finding("cut_off_page", "a page that lacks its end", example=member.name[:80])


class _Group:
    """Pieces that are parsed together."""

    def __init__(self, writer: Writer, page: str, pieces: list[Piece]) -> None:
        self._writer = writer
        self._page = page
        self._pieces = pieces

    def write(self) -> None:
        """Write the records of the pieces, each message apart when they cannot be told apart in the markup."""
        if len(self._pieces) == 1:
            self._alone(self._pieces[0])
            return
        try:
            messages, others = _parse("".join([piece.text for piece in self._pieces]))
        except UnicodeEncodeError:
            messages = []
        if len(messages) == len(self._pieces) and not others:
            for piece, message in zip(self._pieces, messages, strict=True):
                self._message(piece, message)
        else:
            for piece in self._pieces:
                self._alone(piece)

    def _alone(self, piece: Piece) -> None:
        if not piece.is_readable:
            self._reject("message_too_large", piece)
            return
        try:
            messages, others = _parse(piece.text)
        except UnicodeEncodeError:
            self._reject("damaged_text", piece)
            return
        title, stray = _outside(others)
        if stray or len(messages) != piece.is_message:
            self._reject("unknown_block", piece, stray or "")
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
            self._service(message, int(found[1]))
        elif "default" in names:
            self._post(piece, message, int(found[1]), is_joined="joined" in names)
        else:
            self._reject("unknown_block", piece, " ".join(sorted(names)), place=found[0])

    def _service(self, message: LexborNode, message_id: int) -> None:
        text = line_of(message.css_first(".details") or message) or ""
        place = f"{self._page}#message{message_id}"
        if _FIRST_SEPARATOR < message_id < 0:
            kind = "separator" if is_day(text) else "boilerplate"
            self._writer.exclude("artifact", place, action=kind, raw=text)
        else:
            self._writer.exclude("service", place, action=action_of(text), raw=text)

    def _post(self, piece: Piece, message: LexborNode, message_id: int, *, is_joined: bool) -> None:
        post = read_post(message)
        place = f"message{message_id}"
        if post.fault is not None:
            self._reject(post.fault[0], piece, post.fault[1], place)
        elif post.is_call:
            self._writer.exclude(
                "service", f"{self._page}#{place}", action="phone_call", raw=line_of(message)
            )
        else:
            self._writer.post(post, message_id, f"{self._page}#{place}", is_joined=is_joined)

    def _reject(self, reason: str, piece: Piece, case: str = "", place: str | None = None) -> None:
        locator = f"{self._page}#{place or self._place(piece)}"
        self._writer.reject(reason, _PIECE_RULES[reason], locator, piece, case[:80])

    def _place(self, piece: Piece) -> str:
        found = _ID.search(piece.text[:1000]) if piece.is_message else None
        return found[0] if found else "head"


def _is_message(node: LexborNode) -> bool:
    """Whether a node of the body is a message, well-formed or not."""
    attributes = node.attributes
    return (
        "message" in tokens(attributes.get("class")) or _ID.fullmatch(attributes.get("id") or "") is not None
    )


def _parse(html: str) -> tuple[list[LexborNode], list[LexborNode]]:
    """Messages of the body, and the other nodes in it that are not blank.

    Raises:
        UnicodeEncodeError: bytes of the page were not UTF-8.
    """
    messages: list[LexborNode] = []
    others: list[LexborNode] = []
    body = LexborHTMLParser(html.encode()).body
    for node in body.iter(include_text=True) if body is not None else ():
        if node.is_element_node and _is_message(node):
            messages.append(node)
        elif not node.is_empty_text_node:
            others.append(node)
    return messages, others


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
