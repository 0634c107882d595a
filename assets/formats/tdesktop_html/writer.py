"""Turns the messages of pages into records."""

from collections.abc import Callable
from datetime import datetime

from assets.formats.base import Batch, BatchBuilder, Observation, ParseOptions
from assets.formats.tdesktop_html.channel import Channels
from assets.formats.tdesktop_html.post import Post
from assets.formats.tdesktop_html.service import action_of
from assets.formats.tdesktop_html.stamps import is_day

_MAX_WAITING = 16
"""Between parts of an album stand at most the end of a page and the date at the top of the next."""
_FIRST_SEPARATOR = -500_000_000
"""Separators count down from -1; messages of a group before its migration are shifted by -1,000,000,000."""


class Writer:
    """Writes records in order; names that a page leaves out in a run of messages are those of the first.

    A post with media waits until the next one shows whether it begins an album, and so does what stands
    between.
    """

    def __init__(self, options: ParseOptions) -> None:
        self.builder = BatchBuilder()
        self.title: str | None = None
        """Title of the current page."""
        self.record_count = 0
        """Records so far, waiting ones included."""
        self._channels = Channels(self.builder, options)
        self._waiting: list[Callable[[str | None], object]] = []
        self._sender: str | None = None
        self._origin: str | None = None
        self._media: tuple[str | None, int, datetime | None] | None = None
        """Channel, id and time of the post before, if it has media."""
        self._album_ref: str | None = None

    def exclude(self, kind: str, place: str, *, action: str, raw: str | None) -> None:
        """Write a service message, a separator or a file without records."""
        self._wait(lambda _: self.builder.exclude(kind, place, kind=action, raw_text=raw))

    def service(self, message_id: int, text: str, page: str) -> None:
        """Write a message that no one wrote: a date between messages, a note, or what was done in the chat."""
        place = f"{page}#message{message_id}"
        if _FIRST_SEPARATOR < message_id < 0:
            self.exclude("artifact", place, action="separator" if is_day(text) else "boilerplate", raw=text)
        else:
            self.exclude("service", place, action=action_of(text), raw=text)

    def reject(self, reason: str, rule: str, place: str, raw: str, case: str = "") -> None:
        """Quarantine a piece of a page."""
        self._wait(
            lambda _: self.builder.reject(reason, rule, place, raw_text=raw, failure_case=case or None)
        )
        self._sender = self._origin = self._media = None  # it may have been of another sender

    def post(self, post: Post, message_id: int, page: str, *, is_joined: bool) -> None:
        """Write a post."""
        ref = self._channels.of_title(self.title)
        signature = self._author(post, is_joined=is_joined)
        fields: Observation = {
            "record_locator": f"{page}#message{message_id}",
            "channel_ref": ref,
            "message_id": message_id,
            "posted_local": post.posted_local,
            "utc_offset_minutes": post.utc_offset_minutes,
            "text": post.text,
            "is_forward": post.is_forward,
            "has_source_entities": True,
        }
        if post.is_forward:
            fields["forward_from_name"] = self._origin
        if post.reply_to is not None:
            fields["reply_to_message_id"] = post.reply_to
        if post.reactions is not None:
            fields["reaction_count"] = sum([count for _, count in post.reactions])
        if signature is not None:
            fields["author_signature"] = signature
        for name, example in post.unknown:
            self.builder.finding("unknown_field", name, example=example)
        self.record_count += 1
        if post.media_kind is None:
            self._media = self._album_ref = None
            self._release(None)
            self._observe(fields, post)
        else:
            fields["media_kind"] = post.media_kind
            self._continue_album((ref, message_id, post.posted_local), fields, post)

    def release(self) -> None:
        """Write what waits: nothing more can follow it."""
        self._release(None)

    def flush(self) -> Batch:
        """Hand over what was written since the last flush; what waits stays."""
        return self.builder.flush()

    def _author(self, post: Post, *, is_joined: bool) -> str | None:
        """Who wrote a post, where it was not the channel; keeps the names for the next of a run."""
        if not is_joined or post.sender:
            self._sender = post.sender
        if not is_joined or post.origin or not post.is_forward:
            self._origin = post.origin
        if post.signature is not None or self._sender == self.title or self.title is None:
            return post.signature
        return self._sender

    def _continue_album(
        self, media: tuple[str | None, int, datetime | None], fields: Observation, post: Post
    ) -> None:
        """Add a post with media: parts of an album have one time and ids in a row, pages do not say more."""
        ref, message_id, clock = media
        if self._media == (ref, message_id - 1, clock):
            self._album_ref = self._album_ref or f"first:{message_id - 1}"
            fields["album_ref"] = self._album_ref
        else:
            self._album_ref = None
        self._release(self._album_ref)
        self._media = media
        self._waiting.append(lambda album: self._observe(fields, post, album))

    def _wait(self, write: Callable[[str | None], object]) -> None:
        """Write now, or when it is known what the posts that wait are."""
        self.record_count += 1
        self._waiting.append(write)
        if len(self._waiting) == 1 or len(self._waiting) > _MAX_WAITING:
            self._release(None)

    def _release(self, album_ref: str | None) -> None:
        if self._waiting:
            for write in self._waiting:
                write(album_ref)
            self._waiting.clear()

    def _observe(self, fields: Observation, post: Post, album_ref: str | None = None) -> None:
        if album_ref is not None:
            fields["album_ref"] = album_ref
        index = self.builder.observation(**fields)
        if post.reactions:
            for reaction, count in post.reactions:
                self.builder.reaction(index, reaction, count)
        for kind, value in post.entities:
            self.builder.entity(index, kind, value)
