"""A message of a page, put together from its parts."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborNode

from assets.formats.tme_web.fields import View, count_of, instant, reaction_of, stated_time, view_of
from assets.formats.tme_web.links import HANDLE, post_of, reference_in
from assets.formats.tme_web.markup import REPLACEMENT
from assets.formats.tme_web.media import kind_of_post
from assets.formats.tme_web.parts import Parts
from assets.formats.tme_web.text import Text, joined, line_of, read_text

DATA_POST = re.compile(rf"({HANDLE})/(\d{{1,18}})")

RULES = {
    "no_message_id": "a message of a t.me page says which message of which channel it is",
    "no_post_time": "a message of a t.me page has its time; one without is cut off or damaged",
    "unreadable_post_time": "the time of a message is ISO 8601 with an offset",
    "damaged_text": "the text is valid UTF-8 without NUL",
    "too_many_texts": "a message has one text, or a caption for each part of its album",
}


@dataclass
class Post:
    """What a page says of one message."""

    handle: str | None
    message_id: int | None
    view: View
    posted_at: datetime | None
    text: Text
    media_kind: str | None
    is_service: bool
    fault: tuple[str, str] | None = None
    """Reason of ``RULES`` and the offending value, where the message cannot be a record."""
    owner_name: str | None = None
    is_group: bool = False
    author: str | None = None
    forward_name: str | None = None
    forward_ref: str | None = None
    is_forward: bool = False
    reply_to: int | None = None
    views: tuple[int, bool] | None = None
    reactions: list[tuple[str, int]] | None = None
    """None where the page shows no reactions."""
    album_ids: list[int] = field(default_factory=list)
    is_edited: bool = False
    unreadable: list[str] = field(default_factory=list)
    """Names of counts that are shown but are no numbers."""


def read_post(parts: Parts, *, is_damaged: bool = False) -> Post:
    """Read one message; ``is_damaged``: bytes of its page were lost."""
    view = view_of(parts.attributes.get("data-view"))
    handle, message_id = _identity(parts, view)
    stated = stated_time(parts.first.get("tgme_widget_message_date"))
    posted_at = instant(stated) if stated else None
    text = joined([read_text(node) for node in parts.texts]) if parts.texts else Text()
    kind = kind_of_post(parts.media, is_withheld=parts.is_withheld, has_preview=parts.has_preview)
    post = Post(
        handle=handle,
        message_id=message_id,
        view=view,
        posted_at=posted_at,
        text=text,
        media_kind=kind,
        is_service=_is_service(parts, text, kind),
    )
    post.fault = _fault(post, parts, stated, is_damaged=is_damaged)
    if post.fault is None:
        _read_people(post, parts)
        _read_counts(post, parts)
        post.album_ids = parts.album_ids
        post.is_edited = _is_edited(parts)
    return post


def _identity(parts: Parts, view: View) -> tuple[str | None, int | None]:
    """Handle (lower case) and message id: stated on the message, else by the link of its date or below it."""
    stated = DATA_POST.fullmatch(parts.attributes.get("data-post") or "")
    if stated is not None:
        return stated[1].lower(), int(stated[2])
    for name in ("tgme_widget_message_date", "link_anchor"):
        node = parts.first.get(name)
        found = None if node is None else post_of(node.attributes.get("href"))
        if found is not None:
            return found
    return None, view.message_id if view.channel_id is not None else None


def _is_service(parts: Parts, text: Text, kind: str | None) -> bool:
    """Pages mark service messages by a class, widgets only by what they show instead."""
    if "service_message" in parts.classes:
        return True
    if kind != "unsupported" or text.shown:
        return False
    label = parts.root.css_first(".message_media_not_supported_label")
    return label is not None and line_of(label) == "Service message"


def _fault(post: Post, parts: Parts, stated: str | None, *, is_damaged: bool) -> tuple[str, str] | None:
    if post.message_id is None:
        return "no_message_id", parts.attributes.get("data-post") or ""
    if stated is None:
        return "no_post_time", ""
    if post.posted_at is None:
        return "unreadable_post_time", stated[:80]
    if parts.has_too_many_texts:
        return "too_many_texts", f"{parts.text_count} blocks of text"
    if is_damaged and REPLACEMENT in post.text.shown:
        where = post.text.shown.index(REPLACEMENT)
        return "damaged_text", post.text.shown[max(0, where - 20) : where + 20]
    return None


def _read_people(post: Post, parts: Parts) -> None:
    first = parts.first
    owner, name = first.get("tgme_widget_message_owner_name"), first.get("tgme_widget_message_author_name")
    post.owner_name = _line(owner)
    beside = None if name is None or name.parent is None else name.parent.attributes.get("class") or ""
    post.is_group = beside is not None and "tgme_widget_message_author" in beside.split()
    post.author = _line(first.get("tgme_widget_message_from_author")) or (
        _line(name) if post.is_group else None
    )
    origin = first.get("tgme_widget_message_forwarded_from_name")
    post.is_forward = origin is not None or "tgme_widget_message_forwarded_from" in first
    if origin is not None:
        post.forward_name = _line(origin)
        post.forward_ref = reference_in(origin.attributes.get("href"))
    answered = post_of(parts.reply_href)
    if answered is not None and answered[0] == post.handle:
        post.reply_to = answered[1]


def _read_counts(post: Post, parts: Parts) -> None:
    shown = parts.first.get("tgme_widget_message_views")
    if shown is not None:
        post.views = count_of(shown)
        post.unreadable += [] if post.views else [f"views: {line_of(shown)[:60]}"]
    if not parts.has_reactions:
        return
    post.reactions = []
    for node in parts.reactions:
        reaction = reaction_of(node)
        if reaction is None:
            post.unreadable.append(f"reaction: {line_of(node)[:60]}")
        else:
            post.reactions.append(reaction)


def _is_edited(parts: Parts) -> bool:
    """Whether the word stands before the time; the page does not say when. A signature may say it, too."""
    meta = parts.first.get("tgme_widget_message_meta")
    if meta is None:
        return False
    return any(
        "edited" in (node.text_content or "") for node in meta.iter(include_text=True) if node.is_text_node
    )


def _line(node: LexborNode | None) -> str | None:
    return None if node is None else line_of(node) or None
