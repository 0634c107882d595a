"""Reactions below a message."""

from collections.abc import Collection

from selectolax.lexbor import LexborNode

from assets.formats.tdesktop_html.blocks import line_of, tokens
from assets.formats.tdesktop_html.text import emoji_file
from assets.formats.telegram import display_count

PAID = "paid"
NAMELESS = "custom:unknown"
"""A custom emoji that was not exported."""


def read_reactions(block: LexborNode) -> tuple[list[tuple[str, int]], list[str]]:
    """Reactions with their counts, and what of the block cannot be read."""
    found, unreadable = [], []
    for node in block.iter():
        reaction = _reaction(node)
        if reaction is None:
            unreadable.append((line_of(node) or "")[:80])
        else:
            found.append(reaction)
    return found, unreadable


def reaction_of(classes: Collection[str], label: str | None, href: str | None) -> str | None:
    """Name of a reaction by its classes, its emoji and the link of a custom one; None if it has none."""
    if PAID in classes:
        return PAID
    if href is None:
        return label
    path = emoji_file(href)
    return f"custom:{path}" if path else NAMELESS


def _reaction(node: LexborNode) -> tuple[str, int] | None:
    names = tokens(node.attributes.get("class"))
    parts = {name: part for part in node.iter() for name in tokens(part.attributes.get("class"))}
    count = _count(parts.get("count"), parts.get("userpics"))
    emoji = parts.get("emoji")
    if "reaction" not in names or count is None or emoji is None:
        return None
    link = emoji.css_first("a")
    href = None if link is None else link.attributes.get("href") or ""
    label = reaction_of(names, line_of(emoji), href)
    return None if label is None else (label, count)


def _count(shown: LexborNode | None, pictures: LexborNode | None) -> int | None:
    """The number, which is left out where all who reacted are shown by their pictures."""
    if shown is not None:
        count = display_count(shown.text())
        return None if count is None else count[0]
    if pictures is not None:
        return sum(1 for _ in pictures.iter())
    return None
