"""Reads messages as a parser of HTML sees them: odd ones, damaged ones, and those of other programs."""

from selectolax.lexbor import LexborNode

from assets.formats.tdesktop_html.blocks import Blocks, line_of, read_blocks
from assets.formats.tdesktop_html.media import CALL, UNKNOWN, read_media
from assets.formats.tdesktop_html.post import Post, person, reply_target
from assets.formats.tdesktop_html.reactions import read_reactions
from assets.formats.tdesktop_html.stamps import read_stamp
from assets.formats.tdesktop_html.text import Text, read_text

RULES = {
    "stray_text": "all text of a message is within blocks that the exporter writes",
    "no_post_time": "a message has its time as the title of its date",
    "unreadable_post_time": "the time of a message is DD.MM.YYYY HH:MM:SS, with or without UTC±HH:MM",
    "broken_text": "a text holds no other blocks and no comments, and its links no markup",
}


def read_post(message: LexborNode) -> Post:
    """Read a message element."""
    blocks = read_blocks(message)
    first = blocks.first
    text = read_text(blocks.texts)
    unknown = [(f"class {name}", example) for name, example in blocks.unknown]
    unknown += [(f"text <{tag}>", text.content[:80]) for tag in text.unknown_tags]
    stamp = first["date"].attributes.get("title") if "date" in first else None
    clock, offset = (read_stamp(stamp) if stamp else None) or (None, None)
    post = Post(
        clock,
        offset,
        text.content,
        text.entities,
        sender=_name(first.get("from_name")),
        is_forward="forwarded" in first,
        origin=_name(first.get("origin")),
        reply_to=_reply(first.get("reply_to")),
        signature=line_of(first.get("signature")),
        unknown=unknown,
        fault=_fault(blocks, text, stamp, is_time=clock is not None),
    )
    for block in blocks.media:
        name, kind = read_media(block)
        post.is_call = post.is_call or name == CALL
        if kind == UNKNOWN and name != CALL:
            unknown.append((f"class {(name or '')[:80]}", (line_of(block) or "")[:80]))
        post.media_kind = post.media_kind or kind
    if "reactions" in first:
        post.reactions, unreadable = read_reactions(first["reactions"])
        unknown += [("reaction", example) for example in unreadable]
    return post


def _fault(blocks: Blocks, text: Text, stamp: str | None, *, is_time: bool) -> tuple[str, str] | None:
    if blocks.stray:
        return "stray_text", blocks.stray[:80]
    if not stamp:
        return "no_post_time", ""
    if not is_time:
        return "unreadable_post_time", stamp[:80]
    return ("broken_text", text.content[:80]) if text.is_broken else None


def _reply(block: LexborNode | None) -> int | None:
    link = None if block is None else block.css_first("a")
    return None if link is None else reply_target(link.attributes.get("href") or "")


def _name(node: LexborNode | None) -> str | None:
    """Name without the time at which a forward was first sent."""
    if node is None:
        return None
    return person("".join([_own_text(part) for part in node.iter(include_text=True)]))


def _own_text(node: LexborNode) -> str:
    return (node.text_content or "") if node.is_text_node else ""
