"""Reactions of channel posts: the Bot API counts them in updates of their own, after the post."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from assets.formats.base import Member
from assets.formats.bot_api.message import Message
from assets.formats.json_records import Post, Rejection, decode
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.reactions import read_reactions, total
from assets.formats.telethon_json.values import instant, whole

_UPDATE = b'"message_reaction_count"'
_EDIT = b'"edit_date"'
_STEP = 1 << 20

Key = tuple[int, int]
"""Chat and message."""


def has_reactions(member: Member) -> bool:
    """Whether a file mentions counts of reactions."""
    before = b""
    with member.open() as stream:
        while block := stream.read(_STEP):
            if _UPDATE in before + block:
                return True
            before = block[-len(_UPDATE) :]
    return False


class LateReactions:
    """Newest count of the reactions of each post, put to its newest version in the dump.

    Holds a few numbers for each post that has reactions and for each that was edited.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._counts: dict[Key, tuple[datetime, list[tuple[str, int]]]] = {}
        self._edits: dict[Key, int] = {}
        self._met: set[Key] = set()

    def learn(self, records: Iterable[bytes]) -> None:
        """Read the records of a dump for counts of reactions and for times of edits."""
        for raw in records:
            if _UPDATE in raw or _EDIT in raw:
                value = decode(raw)[0]
                if isinstance(value, dict):
                    self._learn(value)

    def put(self, post: Post, message: Message) -> None:
        """Give a post its reactions, unless it was edited later; it was then as it is until they were counted."""
        if not self._counts:
            return
        record = message.record
        key = _key(record)
        counted = self._counts.get(key) if key is not None else None
        if key is None or counted is None or (whole(record.get("edit_date")) or 0) < self._edits.get(key, 0):
            return
        self._met.add(key)
        counted_at, post.reactions = counted
        post.fields["reaction_count"] = total(post.reactions)
        captured = post.fields.get("captured_at")
        if captured is None or captured < counted_at:
            post.fields["captured_at"] = counted_at

    def state(self) -> None:
        """Note reactions to posts that the dump does not hold."""
        for chat, number in sorted(self._counts.keys() - self._met):
            self._notes.note("reactions_unread", "their posts are not in the dump", f"{chat}/{number}")

    def _learn(self, record: dict[str, Any]) -> None:
        update = record.get("message_reaction_count")
        if isinstance(update, dict):
            self._learn_count(update)
            return
        names = ("edited_channel_post", "channel_post", "result")
        post = next((record[n] for n in names if n in record), record)
        key = _key(post)
        edited = whole(post.get("edit_date")) if key is not None else None
        if key is not None and edited is not None:
            self._edits[key] = max(edited, self._edits.get(key, 0))

    def _learn_count(self, update: dict[str, Any]) -> None:
        key = _key(update)
        try:
            counted_at = instant(update.get("date"))
        except Rejection:
            counted_at = None
        found = read_reactions(update.get("reactions"), self._notes)
        if key is None or counted_at is None or found is None:
            self._notes.note("unreadable_field", "message_reaction_count", update)
        elif key not in self._counts or self._counts[key][0] <= counted_at:
            self._counts[key] = counted_at, found


def _key(record: Any) -> Key | None:
    """Chat and number of a message."""
    chat = record.get("chat") if isinstance(record, dict) else None
    if not isinstance(chat, dict):
        return None
    key = whole(chat.get("id")), whole(record.get("message_id"))
    return None if key[0] is None or key[1] is None else (key[0], key[1])
