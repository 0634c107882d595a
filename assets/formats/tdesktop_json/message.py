"""What a message says, in the words of an observation."""

from dataclasses import dataclass, field
from datetime import datetime

from assets.formats.base import Observation
from assets.formats.tdesktop_json.reactions import reactions_of
from assets.formats.tdesktop_json.text import Finding, NoText, entities, text_and_parts
from assets.formats.tdesktop_json.values import as_utc, clock_of, instant_of, number_of, text_of
from assets.formats.telegram import bare_id, media_kind
from schemas.vocabulary import TELEGRAM_LAUNCH

_MEDIA_FIELDS = {
    "photo": "photo",
    "poll": "poll",
    "location_information": "location",
    "place_name": "location",
    "contact_information": "contact",
    "game_title": "game",
    "invoice_information": "invoice",
    "todo_list": "todo_list",
    "giveaway_information": "giveaway",
    "giveaway_results": "giveaway",
    "paid_stars_amount": "paid_media",
    "file": "document",
}
"""Field that tells the kind of attachment → the kind. ``media_type``, where stated, goes before ``file``."""

_ALBUM_KINDS = {"photo": "visual", "video": "visual", "document": "document", "audio": "audio"}
"""Kinds of attachment that albums hold → those that one album may mix."""

_CASE_LENGTH = 80


class BadRecord(ValueError):  # noqa: N818 - carries the rejection
    """A message that cannot be an observation."""

    def __init__(self, reason: str, rule: str, column: str, case: object) -> None:
        super().__init__(reason)
        self.reason, self.rule, self.column = reason, rule, column
        self.case = str(case)[:_CASE_LENGTH]


@dataclass
class Post:
    """A message on its way to the batch."""

    fields: Observation
    entities: list[tuple[str, str]] = field(default_factory=list)
    reactions: list[tuple[str, int]] = field(default_factory=list)
    album_key: tuple[object, ...] | None = None
    """What the parts of an album have in common; None for what cannot be part of one."""


def read_message(record: dict[str, object], own_peers: frozenset[str], finding: Finding) -> Post:
    """Turn a message into a post.

    Args:
        record: the decoded message.
        own_peers: forms in which a reply may name the message's own chat, such as ``channel123``.
        finding: called for what is not understood and does no harm.

    Raises:
        BadRecord: id, date or text cannot be read.
    """
    try:
        text, parts = text_and_parts(record)
    except NoText as error:
        raise BadRecord("invalid_text", "the text is text or a list of its parts", "text", error) from None
    kind = _media_kind(record, finding)
    fields = Observation(message_id=_message_id(record), text=text, media_kind=kind)
    _add_times(fields, record)
    _add_origin(fields, record, own_peers)
    post = Post(fields)
    if parts is not None:
        fields["has_source_entities"] = True
        post.entities = entities(parts, finding)
    if "reactions" in record:
        _add_reactions(post, record["reactions"], finding)
    if kind in _ALBUM_KINDS and fields["message_id"] is not None:
        second = fields.get("posted_at") or fields.get("posted_local")
        origin = (record.get("from_id"), record.get("forwarded_from"), record.get("via_bot"))
        post.album_key = None if second is None else (second, _ALBUM_KINDS[kind], *map(str, origin))
    return post


def _message_id(record: dict[str, object]) -> int | None:
    stated = record.get("id")
    number = number_of(stated)
    if number is None and stated is not None:
        raise BadRecord("invalid_message_id", "a message id is a whole number", "message_id", stated)
    return number


def _add_times(fields: Observation, record: dict[str, object]) -> None:
    """Instants where they are stated; else the exporter's wall clock, which has no zone."""
    instant, clock = _time(record, "date")
    if instant is None and clock is None and (record.get("date") or record.get("date_unixtime")):
        case = record.get("date") or record.get("date_unixtime")
        raise BadRecord("invalid_date", "a date is an ISO time or a number of seconds", "posted_at", case)
    if instant is not None:
        fields["posted_at"] = instant
    elif clock is not None:
        fields["posted_local"] = clock
    if "edited" not in record and "edited_unixtime" not in record:
        return
    instant, clock = _time(record, "edited")
    # Exports before 2020 state 1970 for messages that were never edited.
    if instant is not None and instant >= TELEGRAM_LAUNCH:
        fields["edited_at"] = instant
    elif instant is None and clock is not None and clock >= TELEGRAM_LAUNCH:
        fields["edited_local"] = clock


def _time(record: dict[str, object], name: str) -> tuple[datetime | None, datetime | None]:
    """Instant and wall clock; at most one of them."""
    instant = instant_of(record.get(f"{name}_unixtime"))
    if instant is not None:
        return instant, None
    clock = clock_of(record.get(name))
    if clock is not None and clock.tzinfo is not None:
        return as_utc(clock), None
    return None, clock


def _add_origin(fields: Observation, record: dict[str, object], own_peers: frozenset[str]) -> None:
    if "forwarded_from" in record or "forwarded_from_id" in record or "saved_from" in record:
        fields["is_forward"] = True
        fields["forward_from_name"] = text_of(record.get("forwarded_from"))
        fields["forward_from_ref"] = _peer_ref(record.get("forwarded_from_id"))
    author = text_of(record.get("author"))
    if author is not None:
        fields["author_signature"] = author
    peer = record.get("reply_to_peer_id")
    if "reply_to_message_id" in record and (peer is None or str(peer) in own_peers):
        fields["reply_to_message_id"] = number_of(record["reply_to_message_id"])


def _peer_ref(peer: object) -> str | None:
    """Reference of a channel or group; None for users, and for bare numbers, which may be users."""
    number = bare_id(peer) if isinstance(peer, str) and peer.startswith(("channel", "chat", "-")) else None
    return None if number is None else f"id:{number}"


def _media_kind(record: dict[str, object], finding: Finding) -> str | None:
    stated = record.get("media_type")
    if isinstance(stated, str):
        kind = media_kind(stated)
        if kind is not None:
            return kind
        finding("unknown_value", f"messages[].media_type: {stated[:_CASE_LENGTH]}", None)
    if _MEDIA_FIELDS.keys().isdisjoint(record):
        return None
    return next(kind for name, kind in _MEDIA_FIELDS.items() if name in record)


def _add_reactions(post: Post, stated: object, finding: Finding) -> None:
    found = reactions_of(stated)
    if found is None:
        finding("unknown_value", "messages[].reactions", str(stated))
        return
    post.reactions = found
    post.fields["reaction_count"] = sum(count for _, count in found)
