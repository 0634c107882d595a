"""Puts the entries of a chat into batches."""

import msgspec

from assets.formats.base import BatchBuilder
from assets.formats.tdesktop_json.channel import Channel
from assets.formats.tdesktop_json.decode import REASONS, Broken
from assets.formats.tdesktop_json.fields import MESSAGE_FIELDS, SERVICE_FIELDS
from assets.formats.tdesktop_json.message import BadRecord, Post, read_message
from assets.formats.tdesktop_json.values import text_of
from assets.formats.tdesktop_json.window import RAW_BYTES

MAX_ALBUM = 10
"""Telegram's own limit."""

_SERVICE_TEXT = 4096
_EXAMPLE_LENGTH = 80
_NAME_LENGTH = 60


class ChatWriter:
    """Writes one chat's entries in their order; an album's parts wait for each other."""

    def __init__(self, builder: BatchBuilder, channel: Channel, pointer: str) -> None:
        """Take the chat's channel and the JSON pointer of its list of messages."""
        self._builder = builder
        self._channel = channel
        self._own_peers = channel.own_peers
        self._pointer = pointer
        self._waiting: list[Post] = []

    def write(self, start: int, entries: list[object]) -> None:
        """Write consecutive entries of the list, the first at index ``start``."""
        for index, entry in enumerate(entries, start):
            self._write_entry(entry, f"{self._pointer}/{index}")

    def _write_entry(self, entry: object, locator: str) -> None:
        if isinstance(entry, Broken):
            self._reject_broken(entry, locator)
        elif not isinstance(entry, dict):
            self._reject_broken(Broken("not_an_object", _json(entry), type(entry).__name__), locator)
        elif entry.get("type") == "message" or _is_untyped_message(entry):
            self._write_message(entry, locator)
        else:
            self.finish()
            self._write_other(entry, locator)

    def finish(self) -> None:
        """Write what waits."""
        parts, self._waiting = self._waiting, []
        album = f"first:{parts[0].fields['message_id']}" if len(parts) > 1 else None
        for part in parts:
            part.fields["album_ref"] = album
            self._write_post(part)

    def _write_message(self, record: dict[str, object], locator: str) -> None:
        if not MESSAGE_FIELDS.issuperset(record):
            self._note_unknown(record, MESSAGE_FIELDS)
        try:
            post = read_message(record, self._own_peers, self._note)
        except BadRecord as bad:
            self.finish()
            self._builder.reject(
                bad.reason,
                bad.rule,
                locator,
                raw_text=_shown(_json(record)),
                column_name=bad.column,
                failure_case=bad.case,
            )
            return
        post.fields["record_locator"] = locator
        post.fields["channel_ref"] = self._channel.ref
        if not self._continues_album(post):
            self.finish()
        if post.album_key is None:
            self._write_post(post)
        else:
            self._waiting.append(post)

    def _continues_album(self, post: Post) -> bool:
        """Whether a post is the next part of the album that waits: next id, same second, like media."""
        if not self._waiting or post.album_key != self._waiting[0].album_key:
            return False
        follows = post.fields["message_id"] == (self._waiting[-1].fields["message_id"] or 0) + 1
        return follows and len(self._waiting) < MAX_ALBUM

    def _write_post(self, post: Post) -> None:
        index = self._builder.observation(**post.fields)
        for kind, value in post.entities:
            self._builder.entity(index, kind, value)
        for reaction, count in post.reactions:
            self._builder.reaction(index, reaction, count)

    def _write_other(self, record: dict[str, object], locator: str) -> None:
        kind = record.get("type")
        raw = _shown(_json(record))
        if kind == "service" or (kind is None and "action" in record):
            self._note_unknown(record, SERVICE_FIELDS)
            action = text_of(record.get("action"))
            action = action or ("custom_action" if "information_text" in record else None)
            self._builder.exclude("service", locator, kind=action, raw_text=raw[:_SERVICE_TEXT])
        elif kind == "unsupported":
            self._builder.exclude("service", locator, kind="unsupported", raw_text=raw[:_SERVICE_TEXT])
        else:
            rule = "an entry is a message, a service message or unsupported"
            self._builder.reject(
                "unknown_record_type", rule, locator, raw_text=raw, failure_case=str(kind)[:80]
            )

    def _reject_broken(self, broken: Broken, locator: str) -> None:
        self.finish()
        rule = REASONS[broken.reason]
        case = broken.case and broken.case[:_EXAMPLE_LENGTH]
        self._builder.reject(broken.reason, rule, locator, raw_text=_shown(broken.raw), failure_case=case)

    def _note_unknown(self, record: dict[str, object], known: frozenset[str]) -> None:
        for name in record.keys() - known:
            self._note("unknown_field", f"messages[].{name[:_NAME_LENGTH]}", str(record[name]))

    def _note(self, finding: str, subject: str, example: str | None) -> None:
        self._builder.finding(finding, subject, example=example and example[:_EXAMPLE_LENGTH])


def _is_untyped_message(record: dict[str, object]) -> bool:
    """Whether a record without a type is a message all the same: some tools drop the field."""
    is_dated = "date" in record or "date_unixtime" in record
    return "type" not in record and is_dated and "text" in record and "action" not in record


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)


def _shown(raw: bytes) -> str:
    """Raw bytes as evidence: text without NUL, which databases do not take."""
    return raw[:RAW_BYTES].decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
