"""Reads a message that stands on a page exactly as t.me writes it, without a parser of HTML.

What it reads is what the parser's way reads (``parts``, ``post``); where the two might differ it reads nothing.
"""

import re
from datetime import datetime
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

from assets.formats.telegram import display_count
from assets.formats.tme_web.exact_text import InexactError, read_markup, unescaped
from assets.formats.tme_web.fields import instant, reaction_of, view_of
from assets.formats.tme_web.links import post_of, reference_in
from assets.formats.tme_web.media import KIND_OF_CLASS
from assets.formats.tme_web.parts import NOTED
from assets.formats.tme_web.post import DATA_POST, Post
from assets.formats.tme_web.template import ATTRIBUTE, CLASS, LINK, REACTION, message
from assets.formats.tme_web.text import Text, line_of
from assets.formats.tme_web.vocabulary import is_known

_NEXT = re.compile(
    rb"[ \n\t]*+(?:</div>)?+[ \n\t]*+"
    rb'(?:<div class="tgme_widget_message_wrap(?: js-widget_message_wrap)?+(?: date_visible)?+">[ \n\t]*+)?+\Z'
)
"""What stands between a message and the next."""
_NOTED_BEHIND = re.compile(
    rb"tgme_widget_message|tgme_reaction|media_(?:not_)?supported|link_anchor|<(?!/?+[a-zA-Z!])"
)
"""What the parser's way would take for a part of the message that stands before it, or repair."""
_BEGINNING = re.compile(rb'tgme_widget_message(?:_wrap)?+[ "]')
"""Begins a message, also within the quote of another."""
_NOTED = NOTED - {"message_media_not_supported", "message_media_not_supported_label"}
"""Classes that say something wherever they stand; what is not supported says nothing beside an attachment."""
_PLAYS = {"message_video_play", "message_video_duration"}
_GROUPS = (
    "classes", "post", "view", "owner", "forward", "origin", "linked", "plain", "reply", "media", "caption",
    "text", "preview", "reactions", "viewed", "views", "author", "meta", "time",
)  # fmt: skip
_PASSED_OVER = ("tail", "quote", "preview", "above", "below", "behind")


def read_exact(page: bytes, begin: int, end: int) -> Post | None:
    """The message that a stretch of a page begins with and is; None where the parser of HTML has to read it."""
    found = message().match(page, begin, end)
    if found is None or not _is_end(page, found.end(), end):
        return None
    try:
        _check_passed_over(*found.group(*_PASSED_OVER))
        return _post(*found.group(*_GROUPS))
    except ValueError:  # also of bytes that are not UTF-8
        return None


def _is_end(page: bytes, position: int, end: int) -> bool:
    """Whether nothing behind a message would count as its part."""
    return _NEXT.match(page, position, end) is not None or _NOTED_BEHIND.search(page, position, end) is None


def _post(
    classes: bytes, stated: bytes, view: bytes | None, owner: bytes | None, forward: bytes | None,
    origin: bytes | None, linked: bytes | None, plain: bytes | None, reply: bytes | None, media: bytes,
    caption: bytes | None, text: bytes | None, preview: bytes | None, reactions: bytes | None, viewed: bytes | None,
    views: bytes | None, author: bytes | None, meta: bytes, time: bytes,
) -> Post:  # fmt: skip
    """The message, from the groups of ``message``."""
    handle, number = _identity(stated)
    kind, album_ids = _media(media.decode()) if media else (None, [])
    shown = text if caption is None else caption
    post = Post(
        handle=handle,
        message_id=number,
        view=view_of(None if view is None else view.decode()),
        posted_at=_moment(time),
        text=read_markup(shown.decode()) if shown else Text(),
        media_kind=kind or ("webpage" if preview else None),
        is_service=b"service_message" in classes.split(),
        owner_name=_name(owner) if owner else None,
        author=_name(author) if author else None,
        reply_to=_answered(reply, handle) if reply else None,
        reactions=None if reactions is None else _reactions(reactions),
        album_ids=album_ids,
        is_edited=b"edited" in meta,
    )
    if forward:
        post.is_forward = True
        post.forward_name = _name(linked or plain or b"")
        post.forward_ref = _reference(origin) if origin else None
    if viewed:
        post.views = _count(views or b"")
        post.unreadable += [] if post.views else [f"views: {' '.join((views or b'').decode().split())[:60]}"]
    return post


def _check_passed_over(
    tail: bytes | None, quote: bytes | None, preview: bytes | None, *keyboards: bytes | None
) -> None:
    """Refuse a message that holds another, or an attachment, where none is looked for."""
    if tail and b"tgme_" in tail:
        raise InexactError
    if (quote and _BEGINNING.search(quote)) or (preview and _BEGINNING.search(preview)):
        raise InexactError
    for keyboard in keyboards:
        if keyboard and any(map(_kind, CLASS.findall(keyboard.decode()))):
            raise InexactError


def _identity(stated: bytes) -> tuple[str, int]:
    found = DATA_POST.fullmatch(stated.decode())
    if found is None:
        raise InexactError
    return found[1].lower(), int(found[2])


def _moment(stated: bytes) -> datetime:
    moment = instant(stated.decode().strip())
    if moment is None:
        raise InexactError
    return moment


def _answered(href: bytes, handle: str) -> int | None:
    found = post_of(unescaped(href.decode()))
    return found[1] if found is not None and found[0] == handle else None


@lru_cache(maxsize=4096)
def _reference(href: bytes) -> str | None:
    return reference_in(unescaped(href.decode()))


def _media(markup: str) -> tuple[str | None, list[int]]:
    """Kind of the first attachment, and the members of an album."""
    kinds = [_kind(classes) for classes in CLASS.findall(markup)]
    kind = next(filter(None, kinds), None)
    if kind is None and "message_media_not_supported" in markup:
        raise InexactError
    if kind in ("video", "document"):
        kind = _kind_of_link(kind, markup)
    return kind, _album(markup) if "?single" in markup else []


@lru_cache(maxsize=4096)
def _kind(classes: str) -> str | None:
    """Kind of the attachment that an element shows, if it does."""
    names = classes.split()
    if not _NOTED.isdisjoint(names) or not all(map(is_known, names)):
        raise InexactError
    return next((KIND_OF_CLASS[name] for name in names if name in KIND_OF_CLASS), None)


def _kind_of_link(kind: str, markup: str) -> str:
    """Kind of the attachment that the first link with a kind shows, by the classes of what stands in it."""
    found = next(found for found in CLASS.finditer(markup) if _kind(found[1]))
    if not found[0].startswith("<a"):
        raise InexactError
    inside = [
        classes.split() for classes in CLASS.findall(markup, found.end(), markup.find("</a>", found.end()))
    ]
    if kind == "video":
        return kind if any(not _PLAYS.isdisjoint(names) for names in inside) else "animation"
    is_audio = any("tgme_widget_message_document_icon" in names and "audio" in names for names in inside)
    return "audio" if is_audio else kind


def _album(markup: str) -> list[int]:
    members: list[int] = []
    for before, classes, behind in LINK.findall(markup):
        if _kind(classes) is None:
            continue
        hrefs = [value[1:-1] for name, value in ATTRIBUTE.findall(before + behind) if name == "href"]
        href = unescaped(hrefs[0]) if hrefs else ""
        found = post_of(href) if "?single" in href else None
        if found is not None and found[1] not in members:
            members.append(found[1])
    return members


@lru_cache(maxsize=4096)
def _name(markup: bytes) -> str | None:
    body = LexborHTMLParser(markup.decode()).body
    return None if body is None else line_of(body) or None


@lru_cache(maxsize=4096)
def _count(shown: bytes) -> tuple[int, bool] | None:
    return display_count(shown.decode())


def _reactions(markup: bytes) -> list[tuple[str, int]]:
    return [_reaction(found["markup"], found["number"]) for found in REACTION.finditer(markup)]


@lru_cache(maxsize=4096)
def _reaction(markup: bytes, number: bytes) -> tuple[str, int]:
    name, count = _reaction_name(markup.decode()), _count(number)
    if name is None or count is None:
        raise InexactError
    return name, count[0]


@lru_cache(maxsize=4096)
def _reaction_name(markup: str) -> str | None:
    if any(map(_kind, CLASS.findall(markup)[1:])):
        return None
    node = LexborHTMLParser(f"{markup}1</span>").css_first("span")
    found = None if node is None else reaction_of(node)
    return None if found is None else found[0]
