"""A message of TDLib: its times, counts, origin and what it answers."""

from typing import Any

from assets.formats.base import Observation
from assets.formats.json_records import Aside, Post, Rejection
from assets.formats.tdlib.chats import channel_of_id
from assets.formats.tdlib.content import read_content
from assets.formats.telethon_json.channels import Channels
from assets.formats.telethon_json.message import count_of, finish
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import message_id, name_of, put_time, whole

_ID_SHIFT = 20
"""Ids of messages on the server are shifted so far, to leave room for those that were not sent yet."""

_KNOWN = frozenset(
    # read
    "@type id chat_id date edit_date author_signature media_album_id interaction_info views forward_info reply_to "
    "reply_to_message_id reply_in_chat_id content sending_state scheduling_state "
    # how the message reached the account, and what that may do with it
    "@extra @client_id _extra sender_id sender sender_user_id receiver_id is_outgoing is_pinned is_from_offline "
    "is_channel_post is_topic_message is_paid_star_suggested_post is_paid_ton_suggested_post can_be_edited "
    "can_be_forwarded can_be_replied_in_another_chat can_be_saved can_be_copied can_be_deleted_only_for_self "
    "can_be_deleted_for_all_users can_get_added_reactions can_get_statistics can_get_message_thread "
    "can_get_read_date can_get_viewers can_get_media_timestamp_links can_report_reactions "
    "has_timestamped_media contains_unread_mention contains_unread_poll_votes unread_reactions import_info "
    "fact_check suggested_post_info message_thread_id topic_id saved_messages_topic_id self_destruct_type "
    "self_destruct_in auto_delete_in ttl ttl_expires_in via_bot_user_id sender_business_bot_user_id "
    "sender_boost_count sender_tag paid_message_star_count effect_id has_sensitive_content restriction_reason "
    "restriction_info summary_language_code reply_markup".split()
)


def read_message(record: dict[str, Any], channels: Channels, notes: Notes) -> Post | Aside:
    """What a message is.

    Raises:
        Rejection: one of its values is none of its kind.
    """
    if record.get("sending_state") or record.get("scheduling_state"):
        return Aside("service", "unsent")
    content = read_content(record.get("content"), notes)
    if isinstance(content, Aside):
        return content
    notes.fields("message", record, _KNOWN)
    fields = Observation(
        channel_ref=channels.ref(channel_of_id(record.get("chat_id"))),
        message_id=_server_id(record.get("id")),
        text=content.text,
        media_kind=content.media_kind,
        author_signature=name_of(record.get("author_signature")),
    )
    put_time(fields, record.get("date"), record.get("edit_date") or None, clock_offset=0)
    album = whole(record.get("media_album_id"))
    if album:
        fields["album_ref"] = str(album)
    answered = _answered(record)
    if answered is not None:
        fields["reply_to_message_id"] = answered
    _put_origin(fields, record.get("forward_info"))
    return finish(fields, content.entities, _put_counts(fields, record, notes), notes)


def _server_id(value: Any) -> int | None:
    """Telegram's number of a message.

    Raises:
        Rejection: it is none that Telegram gave.
    """
    number = message_id(value)
    if number is None:
        return None
    if number <= 0 or number & ((1 << _ID_SHIFT) - 1):
        rule = f"the id of a sent message is its number times 2^{_ID_SHIFT}"
        raise Rejection("invalid_message_id", rule, "message_id", value)
    return number >> _ID_SHIFT


def _put_counts(fields: Observation, record: dict[str, Any], notes: Notes) -> Any:
    """Write the counters; gives the reactions.

    Each is 0 where it is not known. A post is seen at least once: where it was, forwards are known, too.
    """
    stated = record.get("interaction_info")
    info = stated if isinstance(stated, dict) else {"view_count": record.get("views")}  # before 2020
    views = count_of(info.get("view_count"), "view_count", notes)
    if views:
        fields["view_count"] = views
        fields["forward_count"] = count_of(info.get("forward_count"), "forward_count", notes)
    replies = info.get("reply_info")
    if isinstance(replies, dict):
        fields["reply_count"] = count_of(replies.get("reply_count"), "reply_count", notes)
    return info.get("reactions")


def _answered(record: dict[str, Any]) -> int | None:
    """The message that is answered, if it is of the same chat."""
    reply = record.get("reply_to")
    if isinstance(reply, dict):
        chat, number = reply.get("chat_id"), whole(reply.get("message_id"))
    else:
        chat, number = record.get("reply_in_chat_id"), whole(record.get("reply_to_message_id"))
    is_elsewhere = chat not in (None, 0, record.get("chat_id"))
    return None if is_elsewhere or not number or number < 0 else number >> _ID_SHIFT


def _put_origin(fields: Observation, info: Any) -> None:
    """Origin of a forward. A message imported from another messenger has one too, but is none."""
    if not isinstance(info, dict):
        return
    stated = info.get("origin")
    origin = stated if isinstance(stated, dict) else {}
    if "Import" in str(origin.get("@type")):
        return
    fields["is_forward"] = True
    channel = channel_of_id(origin.get("chat_id") or origin.get("sender_chat_id"))
    if channel.telegram_id is not None and channel.channel_type is None:
        fields["forward_from_ref"] = f"id:{channel.telegram_id}"
    fields["forward_from_name"] = name_of(origin.get("sender_name"))
