"""The blocks that a message on a page consists of, by their classes."""

from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

_BLOCKS = (
    "message", "userpic_wrap", "forwarded", "date", "from_name", "reply_to", "media_wrap", "text",
    "bot_buttons_table", "signature", "reactions", "pagination", "body",
)  # fmt: skip
"""Classes that name a block; an element with several of them is the first of these."""
_NESTED = frozenset({"body", "forwarded"})
_IGNORED = frozenset({"userpic_wrap", "bot_buttons_table", "pagination"})
"""Pictures and their initials, buttons of bots, links to other pages: nothing that a post says."""
_OWN = ".text, .media_wrap, .from_name, .signature, .reply_to, .reactions, .bot_buttons_table"
"""Blocks that stand in no block but the nested ones."""
_MAX_DEPTH = 8
_EXAMPLE = 80


@dataclass(slots=True)
class Blocks:
    """Where the parts of one message are; of a block that stands twice, texts and media apart, the first."""

    first: dict[str, LexborNode] = field(default_factory=dict)
    """Blocks by name; ``origin`` is the name in a forward."""
    texts: list[LexborNode] = field(default_factory=list)
    media: list[LexborNode] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Class and beginning of the text of blocks that are not known."""
    stray: str | None = None
    """Text outside any block: the markup is broken."""


def read_blocks(message: LexborNode) -> Blocks:
    """Find the blocks of a message element."""
    blocks = Blocks()
    _read(blocks, message, is_forward=False, depth=0)
    return blocks


def line_of(node: LexborNode | None) -> str | None:
    """Text of an element as one line; None without any."""
    return None if node is None else " ".join(node.text().split()) or None


def shown(node: LexborNode) -> str:
    """What a node outside the blocks would lose: its text, or its comment's."""
    if node.is_comment_node:
        return (node.comment_content or "").strip()
    return node.text().strip()


@lru_cache(maxsize=1024)
def tokens(classes: str | None) -> frozenset[str]:
    """Class names of a ``class`` attribute."""
    return frozenset((classes or "").split())


@lru_cache(maxsize=1024)
def _block_of(classes: str | None) -> str | None:
    names = tokens(classes)
    return next((name for name in _BLOCKS if name in names), None)


def _read(blocks: Blocks, parent: LexborNode, *, is_forward: bool, depth: int) -> None:
    for node in parent.iter(include_text=True):
        if node.is_element_node:
            classes = node.attributes.get("class")
            name = _block_of(classes)
            if name in _NESTED and depth < _MAX_DEPTH:
                blocks.first.setdefault(name, node)
                _read(blocks, node, is_forward=is_forward or name == "forwarded", depth=depth + 1)
            elif name != "text" and _swallows(node):
                blocks.stray = blocks.stray or shown(node) or None
            elif name not in _IGNORED:
                _sort_in(blocks, name, classes, node, is_forward=is_forward)
        elif not node.is_empty_text_node and shown(node):
            blocks.stray = blocks.stray or shown(node)


def _swallows(node: LexborNode) -> bool:
    """Whether a block is not closed: it holds what should stand beside it."""
    return any(inner.mem_id != node.mem_id for inner in node.css(_OWN))


def _sort_in(
    blocks: Blocks, name: str | None, classes: str | None, node: LexborNode, *, is_forward: bool
) -> None:
    if name == "text":
        blocks.texts.append(node)
    elif name == "media_wrap":
        blocks.media.append(node)
    elif name is None or name == "message" or name in _NESTED:
        if name is None and classes and not set(classes) & {"<", ">", "\n"}:
            blocks.unknown.append((" ".join(classes.split())[:_EXAMPLE], (line_of(node) or "")[:_EXAMPLE]))
        elif shown(node):
            blocks.stray = blocks.stray or shown(node)
    else:
        blocks.first.setdefault("origin" if name == "from_name" and is_forward else name, node)
