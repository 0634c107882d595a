"""What a page says of one message."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborNode

from assets.formats.tdesktop_html.blocks import Blocks, line_of, read_blocks
from assets.formats.tdesktop_html.media import CALL, UNKNOWN, kind_of, media_class
from assets.formats.tdesktop_html.reactions import read_reactions
from assets.formats.tdesktop_html.stamps import read_stamp
from assets.formats.tdesktop_html.text import Text, read_text

RULES = {
    "stray_text": "all text of a message is within blocks that the exporter writes",
    "no_post_time": "a message has its time as the title of its date",
    "unreadable_post_time": "the time of a message is DD.MM.YYYY HH:MM:SS, with or without UTC±HH:MM",
    "broken_text": "a text holds no other blocks and no comments, and its links no markup",
}

_REPLY = re.compile(r"#go_to_message(-?\d{1,18})$", re.ASCII)
_VIA = re.compile(r"\s*\bvia @\w+$", re.ASCII)


@dataclass(slots=True)
class Post:
    """One message."""

    posted_local: datetime | None = None
    utc_offset_minutes: int | None = None
    text: Text = field(default_factory=Text)
    media_kind: str | None = None
    is_call: bool = False
    sender: str | None = None
    """Name above the message; None in a run of messages of one sender, but for the first."""
    is_forward: bool = False
    origin: str | None = None
    """Name of the forward's origin; None in a run, as for the sender."""
    reply_to: int | None = None
    signature: str | None = None
    reactions: list[tuple[str, int]] | None = None
    """None where the page shows none."""
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Name and example of what the page holds beyond what is known."""
    fault: tuple[str, str] | None = None
    """Reason of ``RULES`` and the offending value, where the message cannot be a record."""


def read_post(message: LexborNode) -> Post:
    """Read a message element."""
    blocks = read_blocks(message)
    post = Post(
        text=read_text(blocks.texts) if blocks.texts else Text(), is_forward="forwarded" in blocks.first
    )
    post.unknown += [(f"class {name}", example) for name, example in blocks.unknown]
    post.unknown += [(f"text <{tag}>", post.text.content[:80]) for tag in post.text.unknown_tags]
    stamp = _title(blocks.first.get("date"))
    clock = None if stamp is None else read_stamp(stamp)
    post.fault = _fault(blocks, post.text, stamp, is_time=clock is not None)
    if clock is not None:
        post.posted_local, post.utc_offset_minutes = clock
    _read_media(post, blocks)
    _read_names(post, blocks)
    if "reactions" in blocks.first:
        post.reactions, unreadable = read_reactions(blocks.first["reactions"])
        post.unknown += [("reaction", example) for example in unreadable]
    return post


def _title(date: LexborNode | None) -> str | None:
    return None if date is None else date.attributes.get("title")


def _fault(blocks: Blocks, text: Text, stamp: str | None, *, is_time: bool) -> tuple[str, str] | None:
    if blocks.stray:
        return "stray_text", blocks.stray[:80]
    if not stamp:
        return "no_post_time", ""
    if not is_time:
        return "unreadable_post_time", stamp[:80]
    return ("broken_text", text.content[:80]) if text.is_broken else None


def _read_media(post: Post, blocks: Blocks) -> None:
    for block in blocks.media:
        name, node = media_class(block)
        kind = kind_of(name, node)
        if name == CALL:
            post.is_call = True
        elif kind == UNKNOWN:
            post.unknown.append((f"class {(name or '')[:80]}", (line_of(node) or "")[:80]))
        post.media_kind = post.media_kind or kind


def _read_names(post: Post, blocks: Blocks) -> None:
    first = blocks.first
    post.sender = _name(first.get("from_name"))
    post.origin = _name(first.get("origin"))
    post.signature = line_of(first.get("signature"))
    link = first["reply_to"].css_first("a") if "reply_to" in first else None
    found = _REPLY.search(link.attributes.get("href") or "") if link is not None else None
    post.reply_to = int(found[1]) if found else None


def _name(node: LexborNode | None) -> str | None:
    """Name without the bot through which and the time at which the message was first sent."""
    if node is None:
        return None
    own = "".join(shown_part for shown_part in map(_own_text, node.iter(include_text=True)))
    return _VIA.sub("", " ".join(own.split())) or None


def _own_text(node: LexborNode) -> str:
    return (node.text_content or "") if node.is_text_node else ""
