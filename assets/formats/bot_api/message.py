"""A message of the Bot API: whose post it is, and what it says."""

from datetime import UTC, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from assets.formats.base import Observation
from assets.formats.json_records import Aside, Post, Rejection
from assets.formats.telethon_json import fields as known
from assets.formats.telethon_json.channels import Channels
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.pyrogram import SERVICE_FIELDS, channel_of, read_post
from assets.formats.telethon_json.values import instant, name_of, whole

_SERVICE = frozenset(SERVICE_FIELDS).union(
    "new_chat_member chat_owner_left chat_owner_changed message_auto_delete_timer_changed successful_payment "
    "refunded_payment users_shared user_shared chat_shared gift unique_gift gift_upgrade_sent connected_website "
    "write_access_allowed passport_data proximity_alert_triggered video_chat_participants_invited "
    "voice_chat_participants_invited checklist_tasks_done checklist_tasks_added direct_message_price_changed "
    "forum_topic_created giveaway_completed paid_message_price_changed suggested_post_approved "
    "suggested_post_approval_failed suggested_post_declined suggested_post_paid suggested_post_refunded".split()
)
_KNOWN = known.PYROGRAM.union(
    _SERVICE,
    "from sender_tag paid_star_count is_paid_post suggested_post_info direct_messages_topic".split(),
)
_OF_A_GROUP = ("reply_to_message_id", "album_ref", "is_forward", "forward_from_ref", "forward_from_name")
"""Columns in which the copy of a post in the channel's group speaks of the group, or of being a copy."""


_ABSENT: tuple[object, ...] = (None, False, [])
"""Bots' libraries write fields that a message lacks, too."""
_LONGEST_LAG = timedelta(minutes=1)
"""Telegram copies a post into the group within seconds."""


class Message(NamedTuple):
    """A message, and what the update around it says."""

    record: dict[str, Any]
    is_channel_post: bool = False


class Origin(NamedTuple):
    """Where a message was forwarded from."""

    chat: dict[str, Any]
    message_id: int | None
    date: Any
    signature: str | None


def read_message(message: Message, channels: Channels, notes: Notes, zone: str) -> Post | Aside:
    """What a message is: a post of a channel, or its copy in the channel's group; all else is no post.

    A bot is told of a message once when it is sent and again whenever it is edited, each time as it is then:
    so that is when a record was captured.

    Args:
        message: The message.
        channels: Channels of the dump.
        notes: Notes on its fields.
        zone: IANA zone of days.

    Raises:
        Rejection: one of its values is none of its kind.
    """
    record = message.record
    chat = record.get("chat")
    if not isinstance(chat, dict):
        raise Rejection("no_chat", "a message names its chat", "chat", chat)
    kind = "channel" if message.is_channel_post else str(chat.get("type"))[:20]
    sender = record.get("sender_chat")
    is_copy = kind != "channel" and record.get("is_automatic_forward") is True and isinstance(sender, dict)
    if kind != "channel" and not is_copy:
        return Aside("service", f"{kind}_message")  # people talking in a group, or with the bot
    action = next((f for f in record if f in _SERVICE and record[f] not in _ABSENT), None)
    if action is not None:
        return Aside("service", action)
    notes.fields("message", record, _KNOWN)
    post = read_post(record, channels.ref(channel_of(sender if is_copy else chat)), notes)
    times = [t for t in (post.fields.get("posted_at"), post.fields.get("edited_at")) if t is not None]
    if times:
        post.fields["captured_at"] = max(times)
    if is_copy:
        _put_original(post.fields, record, sender, zone)
    return post


def origin_of(record: dict[str, Any]) -> Origin | None:
    """Chat that a message was forwarded from, in its form of today or that before 2024; None where it was not."""
    origin = record.get("forward_origin")
    if isinstance(origin, dict):
        chat, number, date = origin.get("chat"), origin.get("message_id"), origin.get("date")
        signature = origin.get("author_signature")
    else:
        chat, number = record.get("forward_from_chat"), record.get("forward_from_message_id")
        date, signature = record.get("forward_date"), record.get("forward_signature")
    return Origin(chat, whole(number), date, name_of(signature)) if isinstance(chat, dict) else None


def _put_original(fields: Observation, record: dict[str, Any], sender: Any, zone: str) -> None:
    """Say of a copy in the group what it says of the channel's post.

    Number and time are those of the origin, unless the post was a forward itself: then the origin is elsewhere,
    the number in the channel is not known, and the time only by that of the copy, which is made soon after.
    """
    origin = origin_of(record)
    if origin is not None and origin.chat.get("id") == sender.get("id"):
        for column in _OF_A_GROUP:
            fields.pop(column, None)  # type: ignore[misc] # the names are those of columns
        fields["message_id"] = origin.message_id
        fields["author_signature"] = origin.signature
        posted = instant(origin.date)
        if posted is not None:
            fields["posted_at"] = posted
    else:
        fields["message_id"] = None
        _put_days(fields, zone)
        for column in _OF_A_GROUP[:2]:
            fields.pop(column, None)  # type: ignore[misc] # as above
    edited, sent = whole(record.get("edit_date")), whole(record.get("date"))
    if edited is not None and sent is not None and edited <= sent:
        fields.pop("edited_at", None)  # copies count as edited when they are made


def _put_days(fields: Observation, zone: str) -> None:
    """Put the days that a post may be of in the place of its instant, which is a little before."""
    copied = fields.pop("posted_at", None)
    if copied is None:
        return
    try:
        moments = [(copied - lag).replace(tzinfo=UTC) for lag in (_LONGEST_LAG, timedelta())]
        first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in moments)
    except OverflowError as error:  # at the ends of the calendar
        raise Rejection("unreadable_time", "a time is of our era", "posted_at", copied) from error
    fields["posted_earliest_date"], fields["posted_latest_date"] = first, last
    fields["posted_precision"] = "day" if first == last else "range"
