"""Text of a message as Telegram shows it, with the entities that its links state."""

import re
from collections.abc import Mapping
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
SPACE = " \n\t\r\f"
MAY_HOLD_ENTITIES = re.compile(
    r"[#@$+./:](?:(?<=[#@$])|(?<=\+)\d|(?<=[\w-]\.)\w|(?<=[Ww]\.)|(?<=/)[A-Za-z]|(?<=:)//)"
)
"""Found in all texts that hold an entity: pages link what Telegram takes for one, so that few others do."""


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
    return walk.writer.finish()


def joined(texts: list[Text]) -> Text:
    """Several captions of one post, as of an album of files, as one text."""
    if len(texts) == 1:
        return texts[0]
    return Text(
        "\n\n".join(text.shown for text in texts if text.shown),
        "\n\n".join(text.unlinked for text in texts),
        [found for text in texts for found in text.entities],
    )


def link_of(shown: str, attributes: Mapping[str, str | None]) -> tuple[str, str] | None:
    """Kind and value of the entity that a link states; None where it states none."""
    found = entity(shown, attributes.get("href") or "", is_confirmed="onclick" in attributes)
    return found if found and found[1] else None


def _finish(pieces: list[str]) -> str:
    text = "".join(pieces)
    if _BREAK in text:
        text = _AT_LINE_BREAK.sub("", _BREAKS.sub(_BREAK, text)).replace(_BREAK, " ")
    return text.strip(SPACE)


def _with_marked_breaks(data: str) -> str:
    """Text of a node with its raw line breaks, and the indentation around them, marked."""
    first, *middle, last = data.split("\n")
    inner = [part.strip(SPACE) for part in middle]
    return _BREAK.join([first.rstrip(SPACE), *(part for part in inner if part), last.lstrip(SPACE)])


class TextWriter:
    """Puts a text together from the pieces and elements of its block, in order."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._unlinked: list[str] = []
        self._entities: list[tuple[str, str]] = []
        self._open: list[tuple[str, int]] = []
        self._hidden_depth = 0
        self._code_depth = 0

    def data(self, data: str) -> None:
        """Write what stands between two tags."""
        if "\n" in data and not self._code_depth:
            data = _with_marked_breaks(data)
        self.add(data)

    def add(self, text: str) -> None:
        """Write text whose line breaks are line breaks."""
        self._shown.append(text)
        if not self._hidden_depth:
            self._unlinked.append(text)

    def image(self, alternative: str) -> None:
        """Write what a picture stands for."""
        self._shown.append(alternative)

    def begin(self, tag: str) -> None:
        """Begin an element that is not empty."""
        if tag in _BLOCKS:
            self.break_line()
        self._open.append((tag, len(self._shown)))
        self._hidden_depth += tag == "a" or tag in _CODE
        self._code_depth += tag in _CODE

    def end(self, attributes: Mapping[str, str | None]) -> None:
        """End the element that began last, which has these attributes."""
        tag, begin = self._open.pop()
        self._hidden_depth -= tag == "a" or tag in _CODE
        self._code_depth -= tag in _CODE
        if tag == "a":
            found = link_of(_finish(self._shown[begin:]), attributes)
            self._entities += [found] if found else []
            self._unlinked.append(" ")
        elif tag == "tg-emoji":
            emoji = attributes.get("emoji-id")
            self._entities += [("custom_emoji", emoji)] if emoji else []
        elif tag in _BLOCKS:
            self.break_line()

    def break_line(self) -> None:
        """Blocks stand on lines of their own."""
        last = "".join(self._shown[-2:]).rstrip(f" {_BREAK}")
        if last and not last.endswith("\n"):
            self.add("\n")

    def finish(self) -> Text:
        """The text of all that was written."""
        return Text(_finish(self._shown), _finish(self._unlinked), self._entities)


class _Walk:
    """One pass over the nodes below a block, without recursion: nesting may be as deep as a file likes."""

    def __init__(self) -> None:
        self.writer = TextWriter()
        self._open: list[LexborNode] = []

    def run(self, root: LexborNode) -> None:
        node = root.first_child
        while node is not None:
            child = None
            if node.is_text_node:
                self.writer.data(node.text_content or "")
            else:
                child = self._enter(node)
            if child is not None:
                node = child
                continue
            following = node.next
            while following is None and self._open:
                node = self._open.pop()
                self.writer.end(node.attributes)
                following = node.next
            node = following

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """Note an element; gives its first child where that is to be read."""
        tag = node.tag or ""
        if tag == "br":
            self.writer.add("\n")
            return None
        if tag in _NOT_SHOWN or (tag == "div" and _is_message(node)):
            return None
        if tag == "img":
            self.writer.image(node.attributes.get("alt") or "")
            return None
        child = node.first_child
        if child is not None:
            self.writer.begin(tag)
            self._open.append(node)
        elif tag in _BLOCKS:
            self.writer.break_line()
        return child


def _is_message(node: LexborNode) -> bool:
    """Whether an element begins another message: so it is where a text block was never closed."""
    classes = (node.attributes.get("class") or "").split()
    return "tgme_widget_message" in classes or "tgme_widget_message_wrap" in classes
