"""Text of a message as Telegram shows it, with the entities that its links state."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from assets.formats.tme_web.links import entity

_BREAK = "\x00"
"""Stands for a raw line break, which markup shows as a space; decoding leaves no NUL in a page."""

_BREAKS = re.compile(f"{_BREAK}+")
_AT_LINE_BREAK = re.compile(rf"{_BREAK}(?=\n|\Z)|(?:\A|(?<=\n)){_BREAK}")
_BLOCKS = {"blockquote", "pre", "div", "p", "ul", "ol", "li"}
_CODE = {"code", "pre"}
_NOT_SHOWN = {"script", "style", "template", "noscript", "svg"}
_SPACE = " \n\t\r\f"


@dataclass
class Text:
    """A text with what its page says of it."""

    shown: str = ""
    unlinked: str = ""
    """The same without links and code: where entities are that the page leaves plain."""
    entities: list[tuple[str, str]] = field(default_factory=list)
    """Kind and value."""


def line_of(node: LexborNode) -> str:
    """A name or label on one line."""
    return " ".join(str(node.text()).split())


def read_text(node: LexborNode) -> Text:
    """Text of a message's text block."""
    walk = _Walk()
    walk.run(node)
    return Text(_finish(walk.shown), _finish(walk.unlinked), walk.entities)


def joined(texts: list[Text]) -> Text:
    """Several captions of one post, as of an album of files, as one text."""
    if len(texts) == 1:
        return texts[0]
    return Text(
        "\n\n".join(text.shown for text in texts if text.shown),
        "\n\n".join(text.unlinked for text in texts),
        [found for text in texts for found in text.entities],
    )


def _finish(pieces: list[str]) -> str:
    text = "".join(pieces)
    if _BREAK in text:
        text = _AT_LINE_BREAK.sub("", _BREAKS.sub(_BREAK, text)).replace(_BREAK, " ")
    return text.strip(_SPACE)


def _with_marked_breaks(data: str) -> str:
    """Text of a node with its raw line breaks, and the indentation around them, marked."""
    first, *middle, last = data.split("\n")
    inner = [part.strip(_SPACE) for part in middle]
    return _BREAK.join([first.rstrip(_SPACE), *(part for part in inner if part), last.lstrip(_SPACE)])


class _Walk:
    """One pass over the nodes below a block, without recursion: nesting may be as deep as a file likes."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.unlinked: list[str] = []
        self.entities: list[tuple[str, str]] = []
        self._open: list[tuple[LexborNode, str, int]] = []
        self._hidden_depth = 0
        self._code_depth = 0

    def run(self, root: LexborNode) -> None:
        node = root.first_child
        while node is not None:
            child = None
            if node.is_text_node:
                self._text(node)
            else:
                child = self._enter(node)
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and self._open:
                node = self._leave()
                following = node.next
            node = following

    def _text(self, node: LexborNode) -> None:
        data = node.text_content or ""
        if "\n" in data and not self._code_depth:
            data = _with_marked_breaks(data)
        self.shown.append(data)
        if not self._hidden_depth:
            self.unlinked.append(data)

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Note an element; gives its first child where that is to be read."""
        tag = node.tag or ""
        if tag == "br":
            self._add("\n")
            return None
        if tag in _NOT_SHOWN or (tag == "div" and _is_message(node)):
            return None
        if tag == "img":
            self.shown.append(node.attributes.get("alt") or "")
            return None
        if tag in _BLOCKS:
            self._break_line()
        child = node.first_child
        if child is None:
            return None
        self._open.append((node, tag, len(self.shown)))
        self._hidden_depth += tag == "a" or tag in _CODE
        self._code_depth += tag in _CODE
        return child

    def _leave(self) -> LexborNode:
        node, tag, begin = self._open.pop()
        self._hidden_depth -= tag == "a" or tag in _CODE
        self._code_depth -= tag in _CODE
        if tag == "a":
            self._link(node, _finish(self.shown[begin:]))
        elif tag == "tg-emoji":
            emoji = node.attributes.get("emoji-id")
            self.entities += [("custom_emoji", emoji)] if emoji else []
        elif tag in _BLOCKS:
            self._break_line()
        return node

    def _link(self, node: LexborNode, shown: str) -> None:
        attributes = node.attributes
        found = entity(shown, attributes.get("href") or "", is_confirmed="onclick" in attributes)
        self.entities += [found] if found and found[1] else []
        self.unlinked.append(" ")

    def _add(self, text: str) -> None:
        self.shown.append(text)
        if not self._hidden_depth:
            self.unlinked.append(text)

    def _break_line(self) -> None:
        """Blocks stand on lines of their own."""
        last = "".join(self.shown[-2:]).rstrip(f" {_BREAK}")
        if last and not last.endswith("\n"):
            self._add("\n")


def _is_message(node: LexborNode) -> bool:
    """Whether an element begins another message: so it is where a text block was never closed."""
    classes = (node.attributes.get("class") or "").split()
    return "tgme_widget_message" in classes or "tgme_widget_message_wrap" in classes
