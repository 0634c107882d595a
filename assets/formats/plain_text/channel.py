"""Which channel a text belongs to, as far as configuration or its own signature tells."""

import re
from dataclasses import dataclass

import polars as pl

from assets.formats.base import BatchBuilder, ParseOptions
from assets.transforms.text import match_key

MIN_FOOTER_SCORE = 0.9
"""Lowest score of a footer whose handle is taken for the channel's own."""


@dataclass(frozen=True)
class Channel:
    """The channel of a text; all fields None when nothing tells."""

    ref: str | None = None
    telegram_id: int | None = None
    handle: str | None = None
    name: str | None = None
    is_inferred: bool = False

    def announce(self, builder: BatchBuilder) -> None:
        """State the channel in a batch."""
        if self.ref is not None:
            builder.channel(
                self.ref,
                telegram_id=self.telegram_id,
                handle=self.handle,
                name=self.name,
                is_inferred=self.is_inferred,
            )

    def own_mentions(self) -> re.Pattern[str] | None:
        """Pattern of mentions of and bare links to the channel itself; None when its handle is unknown."""
        if self.handle is None:
            return None
        handle = re.escape(self.handle)
        return re.compile(
            rf"(?<![\w.@/])@{handle}(?!\w)|(?:https?://)?(?:t|telegram)\.me/(?:s/)?{handle}/?(?![\w/?])",
            re.IGNORECASE,
        )


def channel_of(
    options: ParseOptions, handle: str | None, footer_score: float, printed_name: str | None = None
) -> Channel:
    """The channel that options state, else the one that signs the posts, else the one named above them.

    Args:
        options: What configuration and sidecar say; the first of id, handle and name identifies.
        handle: The only handle in the footers, as written.
        footer_score: How sure it is that those are footers, 0 to 1.
        printed_name: The channel's name as a page prints it.
    """
    stated = (options.channel_handle or "").lstrip("@").lower() or None
    if options.channel_telegram_id is not None:
        ref = f"id:{options.channel_telegram_id}"
    elif stated is not None:
        ref = f"handle:{stated}"
    elif options.channel_name:
        ref = _name_ref(options.channel_name)
    elif handle is not None and footer_score >= MIN_FOOTER_SCORE:
        name = printed_name or handle
        return Channel(f"handle:{handle.lower()}", None, handle.lower(), name, is_inferred=True)
    elif printed_name:
        return Channel(_name_ref(printed_name), name=printed_name, is_inferred=True)
    else:
        return Channel()
    return Channel(ref, options.channel_telegram_id, stated, options.channel_name)


def _name_ref(name: str) -> str:
    key = pl.select(match_key(pl.lit(name))).item()
    return f"name:{key or name}"
