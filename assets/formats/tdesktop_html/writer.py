"""Turns the messages of pages into records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assets.formats.base import Batch, BatchBuilder, Observation, ParseOptions
from assets.formats.tdesktop_html.channel import Channels
from assets.formats.tdesktop_html.pages import Piece
from assets.formats.tdesktop_html.post import Post

_MAX_WAITING = 16
"""Between parts of an album stand at most the end of a page and the date at the top of the next."""


@dataclass(frozen=True, slots=True)
class _Previous:
    """The post before, as far as the next one may continue it."""

    channel_ref: str | None
    message_id: int
    posted_local: datetime | None
    has_media: bool
    album_ref: str | None
    sender: str | None
    origin: str | None


class Writer:
    """Writes records in order; names that a page leaves out in a run of messages are those of the first.

    A post waits until the next one shows whether it begins an album, and so does what stands between.
    """

    def __init__(self, options: ParseOptions) -> None:
        self.builder = BatchBuilder()
        self._channels = Channels(self.builder, options)
        self._waiting: list[Callable[[str | None], object]] = []
        self._previous: _Previous | None = None
        self.title: str | None = None
        """Title of the current page."""
        self.record_count = 0
        """Records so far, waiting ones included."""

    def exclude(self, kind: str, place: str, *, action: str, raw: str | None) -> None:
        """Write a service message, a separator or a file without records."""
        self._add(lambda _: self.builder.exclude(kind, place, kind=action, raw_text=raw))

    def reject(self, reason: str, rule: str, place: str, piece: Piece, case: str = "") -> None:
        """Quarantine a piece of a page."""
        raw = piece.raw
        self._add(lambda _: self.builder.reject(reason, rule, place, raw_text=raw, failure_case=case or None))
        self._previous = None  # it may have been of another sender

    def post(self, post: Post, message_id: int, place: str, *, is_joined: bool) -> None:
        """Write a post."""
        before = self._previous
        ref = self._channels.of_title(self.title)
        sender = post.sender or (before.sender if before and is_joined else None)
        origin = post.origin
        if origin is None and post.is_forward and before and is_joined:
            origin = before.origin
        album_ref = None
        if before and _continues(before, ref, message_id, post):
            album_ref = before.album_ref or f"first:{before.message_id}"
        self._release(album_ref)
        is_group = sender is not None and self.title is not None and sender != self.title
        fields = Observation(
            record_locator=place,
            channel_ref=ref,
            message_id=message_id,
            posted_local=post.posted_local,
            utc_offset_minutes=post.utc_offset_minutes,
            text=post.text.content,
            media_kind=post.media_kind,
            is_forward=post.is_forward,
            forward_from_name=origin,
            reply_to_message_id=post.reply_to,
            author_signature=post.signature or (sender if is_group else None),
            has_source_entities=True,
        )
        if post.reactions is not None:
            fields["reaction_count"] = sum(count for _, count in post.reactions)
        for name, example in post.unknown:
            self.builder.finding("unknown_field", name, example=example)
        self._add(
            lambda album: self._observe(fields, post, album_ref or album), is_waiting=bool(post.media_kind)
        )
        self._previous = _Previous(
            ref, message_id, post.posted_local, post.media_kind is not None, album_ref, sender, origin
        )

    def release(self) -> None:
        """Write what waits: nothing more can follow it."""
        self._release(None)

    def flush(self) -> Batch:
        """Hand over what was written since the last flush; what waits stays."""
        return self.builder.flush()

    def _add(self, write: Callable[[str | None], object], *, is_waiting: bool = False) -> None:
        self.record_count += 1
        if not is_waiting and not self._waiting:
            write(None)
            return
        self._waiting.append(write)
        if len(self._waiting) > _MAX_WAITING:
            self._release(None)

    def _release(self, album_ref: str | None) -> None:
        for write in self._waiting:
            write(album_ref)
        self._waiting.clear()

    def _observe(self, fields: Observation, post: Post, album_ref: str | None) -> None:
        fields["album_ref"] = album_ref
        index = self.builder.observation(**fields)
        for reaction, count in post.reactions or ():
            self.builder.reaction(index, reaction, count)
        for kind, value in post.text.entities:
            self.builder.entity(index, kind, value)


def _continues(before: _Previous, ref: str | None, message_id: int, post: Post) -> bool:
    """Whether a post is of the same album: pages, like JSON, do not say it."""
    return (
        before.has_media
        and post.media_kind is not None
        and before.message_id + 1 == message_id
        and before.posted_local == post.posted_local
        and before.channel_ref == ref
    )
