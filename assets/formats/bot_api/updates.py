"""Which message an update, or a response of the Bot API, is about."""

import re
from typing import Any

from assets.formats.bot_api.message import Message
from assets.formats.json_records import Aside, Rejection
from assets.formats.telethon_json.notes import Notes

_POSTS = ("channel_post", "edited_channel_post")
_MESSAGES = ("message", "edited_message")
_OTHERS = frozenset(
    "business_connection business_message edited_business_message deleted_business_messages "
    "message_reaction message_reaction_count inline_query chosen_inline_result callback_query shipping_query "
    "pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member chat_join_request "
    "chat_boost removed_chat_boost".split()
)
_KINDS = _OTHERS.union(_POSTS, _MESSAGES)
_CHATS = ("channel", "supergroup", "group", "private")
_MAX_KIND = 60
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
"""Libraries of bots that turn the seconds of the API into times write them so."""


def is_record(value: Any) -> bool:
    """Whether a value is an update, a message, or the response of a method that sends a message."""
    if not isinstance(value, dict):
        return False
    if type(value.get("update_id")) is int:
        return not _KINDS.isdisjoint(value)
    return _is_message(value) or (value.get("ok") is True and _is_message(value.get("result")))


def message_of(record: dict[str, Any], notes: Notes) -> Message | Aside:
    """The message that a record is about; what it is else, where it is about none that can be a post.

    Raises:
        Rejection: it is no record of the Bot API.
    """
    if "update_id" in record:
        return _of_update(record, notes)
    if "ok" in record and "message_id" not in record:
        result: Any = record.get("result")
        return Message(result) if _is_message(result) else Aside("service", "response")
    if not isinstance(record.get("chat"), dict) or "message_id" not in record:
        raise Rejection("not_a_message", "a record is an update or a message of the Bot API",
                        case=", ".join(record)[:80])  # fmt: skip
    return Message(record)


def _of_update(update: dict[str, Any], notes: Notes) -> Message | Aside:
    kind = next((k for k in update if k != "update_id"), None)
    kind = next((k for k in (*_POSTS, *_MESSAGES) if k in update), kind)
    if kind is None:
        raise Rejection("not_a_message", "an update says what happened", case=update)
    if kind not in _KINDS:
        notes.note("unknown_field", f"update.{kind}", update[kind])
    if kind not in _POSTS and kind not in _MESSAGES:
        return Aside("service", kind[:_MAX_KIND])
    message = update[kind]
    if not isinstance(message, dict):
        raise Rejection("not_a_message", "a message is an object", kind, message)
    return Message(message, is_channel_post=kind in _POSTS)


def _is_message(value: Any) -> bool:
    """Whether a value is a message by itself; Pyrogram's, which have the same fields, name their class."""
    if not isinstance(value, dict) or "_" in value or "@type" in value:
        return False
    chat, date = value.get("chat"), value.get("date")
    is_dated = type(date) is int or (isinstance(date, str) and _INSTANT.match(date) is not None)
    if type(value.get("message_id")) is not int or not is_dated:
        return False
    return isinstance(chat, dict) and "id" in chat and chat.get("type") in _CHATS
