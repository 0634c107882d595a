"""A message as Telethon gives it (``to_dict()``, ``to_json()`` or its attributes)."""

import re
from typing import Any

from assets.formats.base import Observation
from assets.formats.json_records import Aside, Post, Rejection
from assets.formats.telethon_json import fields as known
from assets.formats.telethon_json.channels import Channel, Channels, channel_of_chat, peer_id
from assets.formats.telethon_json.entities import read_entities
from assets.formats.telethon_json.media import kind_of_media
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.reactions import read_reactions, total
from assets.formats.telethon_json.values import (
    handle_of,
    instant,
    message_id,
    name_of,
    put_time,
    text_of,
    whole,
)

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def read_message(
    record: dict[str, Any], channels: Channels, notes: Notes, own: Channel | None = None
) -> Post | Aside:
    """What a record of Telethon is.

    Args:
        record: The message.
        channels: Channels of the dump.
        notes: Notes on its fields.
        own: The channel, where a wrapper of the record states it.

    Raises:
        Rejection: it is no message, or one of its values is none of its kind.
    """
    aside = _aside(record)
    if aside is not None:
        return aside
    notes.fields("message", record, known.MESSAGE)
    get = record.get
    channel, is_channel_peer = _channel(record, own)
    fields: Observation = {"channel_ref": channels.ref(channel), "text": text_of(get("message"))}
    fields["message_id"] = message_id(get("id"))
    if (media := get("media")) is not None:
        fields["media_kind"] = kind_of_media(media, notes)
    if (author := get("post_author")) is not None:
        fields["author_signature"] = name_of(author)
    edited = None if get("edit_hide") else get("edit_date")
    put_time(fields, get("date"), edited, clock_offset=0)  # Telethon's times are in UTC
    if (album := get("grouped_id")) is not None:
        fields["album_ref"] = str(album)
    _put_counts(fields, record, notes)
    if header := get("fwd_from"):
        _put_forward(fields, header, notes)
    answered = _reply(record, channel.telegram_id if is_channel_peer else None, notes)
    if answered is not None:
        fields["reply_to_message_id"] = answered
    captured = get("updated_utc") or get("retrieved_utc")
    if captured is not None:
        fields["captured_at"] = instant(captured, "captured_at")
    return finish(fields, get("entities"), get("reactions"), notes)


def _aside(record: dict[str, Any]) -> Aside | None:
    """What a record is that is no post; None for one that is.

    Raises:
        Rejection: it is no message.
    """
    kind = record.get("_") or record.get("_type")
    if kind == "Message":
        return None
    if kind == "MessageEmpty":
        return Aside("service", "empty")
    if kind == "MessageService" or (kind is None and record.get("action")):
        return Aside("service", action_of(record.get("action")))
    if "message" not in record or "date" not in record:
        raise Rejection("not_a_message", "a record is a Message, MessageService or MessageEmpty", case=kind)
    return None


def finish(fields: Observation, entities: Any, reactions: Any, notes: Notes) -> Post:
    """A post with its entities and reactions.

    Raises:
        Rejection: the record says nothing that a post could be known by.
    """
    text = fields["text"]
    if not (text or fields["message_id"] is not None or fields.get("media_kind") or _is_dated(fields)):
        raise Rejection("empty_record", "a message has an id, a time, a text or an attachment")
    listed, is_complete = read_entities(text, entities, notes)
    fields["has_source_entities"] = is_complete
    given = read_reactions(reactions, notes) if reactions is not None else None
    if given is not None:
        fields["reaction_count"] = total(given)
    return Post(fields, listed, given or [])


def _is_dated(fields: Observation) -> bool:
    return "posted_at" in fields or "posted_local" in fields


def count_of(value: Any, name: str, notes: Notes) -> int | None:
    """A counter; None where it is not stated or no number."""
    if value is None:
        return None
    number = whole(value)
    if number is None:
        notes.note("unreadable_field", name, value)
    return number


def action_name(name: str) -> str:
    """``MessageActionChatEditTitle`` → ``chat_edit_title``."""
    return _CAPITAL.sub("_", name[:100].removeprefix("MessageAction")).lower() or "unknown"


def action_of(action: Any) -> str:
    """Name of the action of a service message."""
    if isinstance(action, dict):
        return action_name(str(action.get("_") or action.get("_type") or "unknown"))
    return action_name(str(action).partition("(")[0]) if action else "unknown"


def _channel(record: dict[str, Any], own: Channel | None) -> tuple[Channel, bool]:
    """Channel of a message, and whether its peer states an id."""
    peer = record.get("peer_id") or record.get("to_id")
    number, channel_type = peer_id(peer)
    channel = Channel(number, None, None, channel_type)
    chat = record.get("_chat")
    if isinstance(chat, dict):
        channel = channel.with_more(channel_of_chat(chat))
    elif isinstance(peer, dict) and isinstance(peer.get("chats"), list) and peer["chats"]:
        channel = channel.with_more(channel_of_chat(peer["chats"][0]))
    if own is not None and own != channel:
        channel = channel.with_more(own)
    return channel, number is not None


def _put_counts(fields: Observation, record: dict[str, Any], notes: Notes) -> None:
    if (views := record.get("views")) is not None:
        fields["view_count"] = count_of(views, "views", notes)
    if (forwards := record.get("forwards")) is not None:
        fields["forward_count"] = count_of(forwards, "forwards", notes)
    if (replies := record.get("replies")) is not None:
        number = replies.get("replies") if isinstance(replies, dict) else replies
        fields["reply_count"] = count_of(number, "replies", notes)


def _put_forward(fields: Observation, header: Any, notes: Notes) -> None:
    """Origin of a forward. A message imported from another messenger has a header too, but is none."""
    if not isinstance(header, dict):
        fields["is_forward"] = True
        return
    notes.fields("fwd_from", header, known.FORWARD)
    if header.get("imported"):
        return
    fields["is_forward"] = True
    origin = header.get("from_id")
    number, kind = peer_id(origin) if isinstance(origin, dict) else (None, None)
    if number is None and header.get("channel_id") is not None:  # before 2020
        number, kind = peer_id({"channel_id": header["channel_id"]})
    if number is not None and kind is None:
        fields["forward_from_ref"] = f"id:{number}"
    fields["forward_from_name"] = name_of(header.get("from_name")) or _resolved_name(origin)


def _resolved_name(origin: Any) -> str | None:
    """Title of a forward's origin, where a tool has looked it up."""
    chats = origin.get("chats") if isinstance(origin, dict) else None
    first = chats[0] if isinstance(chats, list) and chats else None
    return (
        name_of(first.get("title")) or handle_of(first.get("username")) if isinstance(first, dict) else None
    )


def _reply(record: dict[str, Any], own_id: int | None, notes: Notes) -> int | None:
    """The message that is answered, if it is of the same channel.

    In a forum the header of every message names its topic; without ``reply_to_top_id`` it is no answer.
    """
    header = record.get("reply_to")
    if header is None or not isinstance(header, dict):
        return whole(record.get("reply_to_msg_id"))
    notes.fields("reply_to", header, known.REPLY)
    elsewhere = peer_id(header.get("reply_to_peer_id"))[0]
    if elsewhere is not None and elsewhere != own_id:
        return None
    if header.get("forum_topic") and header.get("reply_to_top_id") is None:
        return None
    return whole(header.get("reply_to_msg_id"))
