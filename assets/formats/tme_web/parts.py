"""What belongs to each message of a page, collected in one pass over its elements.

Elements count for the message that begins last before them, so that a message whose tags were not closed
does not swallow the next one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assets.formats.tme_web.links import HANDLE, post_of
from assets.formats.tme_web.media import KIND_OF_CLASS, kind_of
from assets.formats.tme_web.vocabulary import is_known

Attributes = dict[str, str | None]

ROOT = "tgme_widget_message"
_USERNAME = re.compile(f"@?({HANDLE})")
_WRAP = "tgme_widget_message_wrap"
_QUOTES = {"tgme_widget_message_reply", "tgme_widget_message_link_preview", "media_not_supported_cont"}
"""Blocks with texts and media of their own, which are not the message's."""


@dataclass
class Parts:
    """Elements of one message; of a kind that occurs once, the first."""

    root: LexborNode
    attributes: Attributes
    classes: list[str]
    texts: list[LexborNode] = field(default_factory=list)
    text_count: int = 0
    """Blocks of text, nested ones included."""
    media: list[str] = field(default_factory=list)
    """Kind of the first attachment."""
    album_ids: list[int] = field(default_factory=list)
    reactions: list[LexborNode] = field(default_factory=list)
    first: dict[str, LexborNode] = field(default_factory=dict)
    """By class, those of ``_SINGLE``."""
    reply_href: str | None = None
    has_reactions: bool = False
    has_preview: bool = False
    notices: set[str] = field(default_factory=set)
    """Which of ``_NOTICES`` there are: blocks for what is shown only in Telegram, and their counterpart."""
    unknown: list[str] = field(default_factory=list)
    """Classes of t.me that this module knows nothing of."""

    @property
    def has_too_many_texts(self) -> bool:
        """True for what no message is: texts beyond counting, of which not all were taken."""
        return self.text_count > _MAX_TEXTS

    @property
    def is_withheld(self) -> bool:
        """True where the page says that the post, or its media, is shown only in Telegram.

        A fallback beside what is shown is for browsers that cannot show it.
        """
        if "message_media_not_supported" in self.notices:
            return True
        return "media_not_supported_cont" in self.notices and "media_supported_cont" not in self.notices


@dataclass
class PageParts:
    """A page: what its head says of the channel, and its messages."""

    messages: list[Parts] = field(default_factory=list)
    title: str | None = None
    handle: str | None = None


_SINGLE = {
    "tgme_widget_message_date", "tgme_widget_message_views", "tgme_widget_message_owner_name",
    "tgme_widget_message_author_name", "tgme_widget_message_forwarded_from",
    "tgme_widget_message_forwarded_from_name", "tgme_widget_message_from_author",
    "tgme_widget_message_meta", "tgme_widget_message_error", "message_media_not_supported_label", "link_anchor",
}  # fmt: skip


_NOTICES = {"media_not_supported_cont", "media_supported_cont", "message_media_not_supported"}

_MAX_TEXTS = 64
"""An album has at most ten captions; what has more texts is a damaged page."""


def read_parts(tree: LexborHTMLParser) -> PageParts:
    """Collect the messages of a page."""
    page = PageParts()
    skipped: set[int] = set()
    message: Parts | None = None
    for node in tree.css("[class]"):
        if skipped and node.mem_id in skipped:
            continue
        attributes = node.attributes
        classes = (attributes.get("class") or "").split()
        if ROOT in classes:
            message = Parts(node, attributes, classes)
            page.messages.append(message)
        elif message is None:
            _head(page, node, classes)
        else:
            for name in classes:
                _note(message, name, node, attributes)
            if not _QUOTES.isdisjoint(classes):
                skipped.update(_inside(node))
    return page


def _note(message: Parts, name: str, node: LexborNode, attributes: Attributes) -> None:
    """Put an element where its class says."""
    if name in _SINGLE:
        message.first.setdefault(name, node)
    elif name in _NOTICES:
        message.notices.add(name)
    elif name in _HANDLERS:
        _HANDLERS[name](message, node, attributes)
    elif name in KIND_OF_CLASS:
        if not message.media:  # the first decides; to look inside each of many that are nested would not end
            message.media.append(kind_of(name, node))
        _album(message, attributes)
    elif not is_known(name):
        message.unknown.append(name)


def read_head(tree: LexborHTMLParser) -> PageParts:
    """What a page without messages, or the part before them, says of its channel."""
    page = PageParts()
    for node in tree.css(".tgme_channel_info_header_title, .tgme_channel_info_header_username"):
        _head(page, node, (node.attributes.get("class") or "").split())
    return page


def _head(page: PageParts, node: LexborNode, classes: list[str]) -> None:
    for name in classes:
        if name == "tgme_channel_info_header_title":
            page.title = " ".join(str(node.text()).split()) or None
        elif name == "tgme_channel_info_header_username":
            stated = _USERNAME.fullmatch(str(node.text()).strip())
            page.handle = stated[1] if stated else None


def _inside(node: LexborNode) -> list[int]:
    """Elements of a block, up to where another message begins."""
    found = []
    for inner in node.css("[class]"):
        classes = (inner.attributes.get("class") or "").split()
        if ROOT in classes or _WRAP in classes:
            break
        found.append(inner.mem_id)
    return found


def _text(message: Parts, node: LexborNode, _: Attributes) -> None:
    message.text_count += 1
    if message.has_too_many_texts:
        return
    # Captions of albums are nested in a block of the same class: the outer one shows them once.
    taken = {text.mem_id for text in message.texts}
    outer = node.parent
    while taken and outer is not None:
        if outer.mem_id in taken:
            return
        outer = outer.parent
    message.texts.append(node)


def _reply(message: Parts, _: LexborNode, attributes: Attributes) -> None:
    message.reply_href = message.reply_href or attributes.get("href")


def _preview(message: Parts, _: LexborNode, __: Attributes) -> None:
    message.has_preview = True


def _reactions(message: Parts, _: LexborNode, __: Attributes) -> None:
    message.has_reactions = True


def _reaction(message: Parts, node: LexborNode, _: Attributes) -> None:
    message.has_reactions = True
    message.reactions.append(node)


def _album(message: Parts, attributes: Attributes) -> None:
    """Members of an album link to themselves with `?single`."""
    href = attributes.get("href") or ""
    found = post_of(href) if "?single" in href else None
    if found is not None and found[1] not in message.album_ids:
        message.album_ids.append(found[1])


_HANDLERS: dict[str, Callable[[Parts, LexborNode, Attributes], None]] = {
    "tgme_widget_message_text": _text,
    "tgme_widget_message_reply": _reply,
    "tgme_widget_message_link_preview": _preview,
    "tgme_widget_message_reactions": _reactions,
    "tgme_reaction": _reaction,
}

NOTED = _SINGLE | _HANDLERS.keys() | _NOTICES | {ROOT, _WRAP}
"""Classes that say something of a message, but for those of attachments."""
