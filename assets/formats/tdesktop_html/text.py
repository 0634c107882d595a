"""Text of a message with the entities that its links state."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

_ONCLICK = re.compile(r"return Show(\w+)\(")
# mentions by name and custom emoji that were not loaded have no value
_ENTITIES = {"Hashtag": "hashtag", "BotCommand": "bot_command", "Cashtag": "cashtag"}
_FOLD = re.compile(r"[ \t]*\n[ \t\n]*")
_EDGE = " \t\n"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_EMOJI_FILE = re.compile(r"(?:\.\./)*(?:chats/[^/]+/)?(stickers/.+)", re.DOTALL)
_NO_FILE = re.compile(r"(?:\.\./)*\(File ")
_KNOWN_TAGS = frozenset({
    "br", "a", "strong", "em", "code", "pre", "u", "s", "blockquote", "span", "b", "i", "del",
})  # fmt: skip
_OTHER_BLOCKS = frozenset({"div", "table"})
"""A text that holds one of these is not closed."""


@dataclass(slots=True)
class Text:
    """A text as Telegram has it."""

    content: str = ""
    entities: list[tuple[str, str]] = field(default_factory=list)
    """Kind and value, without marker, in order."""
    unknown_tags: list[str] = field(default_factory=list)
    is_broken: bool = False
    """True when something else stands in the text, or text may stand in a comment or an attribute."""


def read_text(nodes: list[LexborNode]) -> Text:
    """Text of the text blocks of a message; usually there is one."""
    text = Text()
    text.content = "\n".join([_read(text, node) for node in nodes])
    text.is_broken = text.is_broken or any(node.css_first(".reactions") is not None for node in nodes)
    return text


def emoji_file(href: str | None) -> str | None:
    """Path of a custom emoji's file within the export, by its link; None for other links."""
    found = _EMOJI_FILE.fullmatch(href or "")
    return found[1] if found else None


def entity_of(href: str, action: str | None, label: str) -> tuple[str, str] | None:
    """Kind and value of what a link stands for, by its address or its script; None where it has no value."""
    if action is None:
        kind, value = _of_href(href, label)
    else:
        kind, value = _ENTITIES.get(action, ""), label[1:]
    return (kind, value) if kind and value else None


def _of_href(href: str, label: str) -> tuple[str, str]:
    scheme, _, rest = href.partition(":")
    if scheme in ("mailto", "tel"):
        return ("email" if scheme == "mailto" else "phone"), rest
    if label.startswith("@") and href.lower().endswith("/" + label[1:].lower()):
        return "mention", label[1:]
    if href != label and not _SCHEME.match(href):
        if _NO_FILE.match(href):
            return "", ""
        path = emoji_file(href)
        if path is not None:
            return "custom_emoji", path
    return "url", href


def _read(text: Text, block: LexborNode) -> str:
    """The exporter writes every line break as a tag: line ends of the source are layout."""
    parts: list[str] = []
    nodes = block.traverse(include_text=True)
    next(nodes)  # the block itself
    for node in nodes:
        tag = node.tag
        if tag == "-text":
            part = node.text_content or ""
            parts.append(_FOLD.sub(" ", part) if "\n" in part else part)
        elif tag == "br":
            parts.append("\n")
        elif tag == "a":
            _link(text, node)
        elif tag not in _KNOWN_TAGS:
            _odd_node(text, node)
    if parts and parts[0] != "\n":
        parts[0] = parts[0].lstrip(_EDGE)
    if parts and parts[-1] != "\n":
        parts[-1] = parts[-1].rstrip(_EDGE)
    return "".join(parts)


def _odd_node(text: Text, node: LexborNode) -> None:
    if node.tag in _OTHER_BLOCKS:
        text.is_broken = True
    elif node.is_element_node and node.tag:
        text.unknown_tags.append(node.tag)
    elif node.is_comment_node and (node.comment_content or "").strip():
        text.is_broken = True


def _link(text: Text, node: LexborNode) -> None:
    attributes = node.attributes
    href = attributes.get("href") or ""
    if "<" in href or "\n" in href:
        text.is_broken = True
        return
    action = _ONCLICK.match(attributes.get("onclick") or "")
    entity = entity_of(href, action[1] if action else None, node.text())
    if entity is not None:
        text.entities.append(entity)
