"""Which channel the items of a feed are of."""

import re
from typing import NamedTuple

from assets.formats.base import BatchBuilder, ParseOptions
from assets.formats.feed.parser import Item
from assets.formats.telegram import bare_id
from assets.formats.tme_web.links import post_of, reference_in
from assets.transforms.channels import reference_of

_PRIVATE = re.compile(r"//(?:t|telegram)\.(?:me|dog)/c/(\d{1,13})/(?:\d{1,18}/)?(\d{1,18})(?!\w)")
_SUFFIX = re.compile(r"\s+[-–—|]\s+Telegram(?: Channel)?\s*\Z")


class PostLink(NamedTuple):
    """The post that an item links to."""

    handle: str | None
    telegram_id: int | None
    message_id: int


def post_link(addresses: list[str | None]) -> PostLink | None:
    """The post that one of these addresses is of."""
    for address in addresses:
        if found := post_of(address):
            return PostLink(found[0], None, found[1])
        private = _PRIVATE.search(address or "")
        if private and (telegram_id := bare_id(private[1])):
            return PostLink(None, telegram_id, int(private[2]))
    return None


class FeedChannel:
    """States the channels of a feed, each once per batch."""

    def __init__(self, builder: BatchBuilder, options: ParseOptions) -> None:
        self._builder = builder
        self._options = options
        self._stated: set[str] = set()

    def forget(self) -> None:
        """Begin a batch."""
        self._stated = set()

    def of_post(self, post: PostLink | None, head: Item) -> str | None:
        """Reference of the channel of a post: by its own link, else by configuration or the feed's head."""
        own = _handle_of(head)
        options = self._options
        handle = post.handle if post else (options.channel_handle or "").lstrip("@").lower() or own
        telegram_id = post.telegram_id if post else None
        if post is None or handle in (own, (options.channel_handle or "").lstrip("@").lower()):
            telegram_id = telegram_id or options.channel_telegram_id
            name = options.channel_name or _SUFFIX.sub("", head.first("title") or "") or None
        else:
            name = None
        ref = reference_of(telegram_id, handle, name)
        if ref is not None and ref not in self._stated:
            self._stated.add(ref)
            self._builder.channel(ref, telegram_id=telegram_id, handle=handle, name=name)
        return ref


def _handle_of(head: Item) -> str | None:
    """Handle of the channel that the head of a feed links to."""
    for address in [*head.links, *(head.texts.get("link") or []), *(head.texts.get("id") or [])]:
        ref = reference_in(address.strip())
        if ref and ref.startswith("handle:"):
            return ref.removeprefix("handle:")
    return None
