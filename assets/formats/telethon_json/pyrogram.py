"""A message as Pyrogram and its forks print it (``str(message)``)."""

from typing import Any

from assets.formats.base import Observation
from assets.formats.json_records import Aside, Post
from assets.formats.telegram import media_kind
from assets.formats.telethon_json import fields as known
from assets.formats.telethon_json.channels import Channel, Channels, bare_id
from assets.formats.telethon_json.message import count_of, finish
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import handle_of, message_id, name_of, put_time, text_of, whole

SERVICE_FIELDS = (
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
    "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
    "migrate_from_chat_id", "pinned_message", "game_high_score", "video_chat_scheduled", "video_chat_started",
    "video_chat_ended", "video_chat_members_invited", "voice_chat_scheduled", "voice_chat_started",
    "voice_chat_ended", "voice_chat_members_invited", "web_app_data", "forum_topic_created",
    "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
    "general_forum_topic_unhidden", "giveaway_created", "boost_added", "chat_background_set",
)  # fmt: skip
_MEDIA_FIELDS = (
    "photo", "video", "animation", "sticker", "voice", "video_note", "audio", "document", "poll", "venue",
    "location", "contact", "game", "dice", "story", "giveaway", "giveaway_winners", "giveaway_result",
    "paid_media", "invoice", "checklist", "web_page",
)  # fmt: skip
_MEDIA = frozenset(("media", *_MEDIA_FIELDS))
_MEDIA_NAMES = {"web_page_preview": "webpage", "giveaway_result": "giveaway"}
_KNOWN = known.PYROGRAM.union(SERVICE_FIELDS)
_CHAT_TYPES = {
    "channel": ("public_channel", "private_channel"),
    "supergroup": ("public_supergroup", "private_supergroup"),
    "forum": ("public_supergroup", "private_supergroup"),
    "group": ("private_group", "private_group"),
    "private": ("personal_chat", "personal_chat"),
    "bot": ("bot_chat", "bot_chat"),
}
"""Type → with and without a public user name."""


def is_pyrogram(record: dict[str, Any]) -> bool:
    """Whether a message is in Pyrogram's form: it names its chat, not a peer."""
    if "message" in record or "peer_id" in record or "to_id" in record:
        return False
    return (
        isinstance(record.get("chat"), dict) or "text" in record or "caption" in record or "empty" in record
    )


def read_pyrogram(record: dict[str, Any], channels: Channels, notes: Notes) -> Post | Aside:
    """What a record of Pyrogram is.

    Raises:
        Rejection: one of its values is none of its kind.
    """
    if record.get("empty"):
        return Aside("service", "empty")
    action = _action(record)
    if action is not None:
        return Aside("service", action)
    notes.fields("message", record, _KNOWN)
    return read_post(record, channels.ref(channel_of(record.get("chat"))), notes)


def read_post(record: dict[str, Any], channel_ref: str | None, notes: Notes) -> Post:
    """The post of a message that names its chat, as in Pyrogram and in the Bot API, whose words Pyrogram speaks.

    Raises:
        Rejection: one of its values is none of its kind.
    """
    has_text = record.get("text") is not None
    fields = Observation(
        channel_ref=channel_ref,
        message_id=message_id(record["id"] if "id" in record else record.get("message_id")),
        text=text_of(record.get("text") if has_text else record.get("caption")),
        media_kind=_media(record, notes),
        author_signature=name_of(record.get("author_signature")),
        view_count=count_of(record.get("views"), "views", notes),
        forward_count=count_of(record.get("forwards"), "forwards", notes),
    )
    is_hidden = record.get("edit_hidden") or record.get("edit_hide")
    # Pyrogram writes the clock of the machine it ran on, without its zone.
    put_time(fields, record.get("date"), None if is_hidden else record.get("edit_date"), clock_offset=None)
    if record.get("media_group_id") is not None:
        fields["album_ref"] = str(record["media_group_id"])
    _put_forward(fields, record)
    answered = record.get("reply_to_message")
    reply = answered.get("id", answered.get("message_id")) if isinstance(answered, dict) else None
    fields["reply_to_message_id"] = whole(record.get("reply_to_message_id")) or whole(reply)
    entities = record.get("entities" if has_text else "caption_entities")
    return finish(fields, entities, record.get("reactions"), notes)


def channel_of(chat: Any) -> Channel:
    """What Pyrogram and the Bot API say of a chat."""
    if not isinstance(chat, dict):
        return Channel()
    handle = handle_of(chat.get("username"))
    public, private = _CHAT_TYPES.get(_plain(chat.get("type")), (None, None))
    return Channel(
        bare_id(chat.get("id")),
        handle,
        name_of(chat.get("title")) or name_of(chat.get("first_name")),
        public if handle else private,
    )


def _plain(value: Any) -> str:
    """``ChatType.CHANNEL`` and ``channel`` → ``channel``."""
    return str(value).rpartition(".")[2].lower()


def _action(record: dict[str, Any]) -> str | None:
    """Action of a service message, None of another."""
    if isinstance(record.get("service"), str):
        return _plain(record["service"])
    named = next((f for f in SERVICE_FIELDS if record.get(f)), None)
    return named or ("unknown" if record.get("service") else None)


def _media(record: dict[str, Any], notes: Notes) -> str | None:
    """Kind of attachment: by its name, else (before 2022) by the field it is in."""
    if _MEDIA.isdisjoint(record):
        return None
    stated = record.get("media")
    in_field = next((f for f in _MEDIA_FIELDS if record.get(f)), "")
    name = _plain(stated) if isinstance(stated, str) else in_field
    if not name:
        return None
    kind = media_kind(_MEDIA_NAMES.get(name, name))
    if kind is None:
        notes.note("unknown_value", f"media: {name}", stated)
    return kind or "unsupported"


def _put_forward(fields: Observation, record: dict[str, Any]) -> None:
    """Origin of a forward: in fields of their own, or in newer forks in one object."""
    origin = record.get("forward_origin")
    source = origin if isinstance(origin, dict) else {}
    chat = record.get("forward_from_chat") or source.get("chat") or source.get("sender_chat")
    user = record.get("forward_from") or source.get("sender_user")
    hidden = record.get("forward_sender_name") or source.get("sender_user_name")
    if not (chat or user or hidden or source or record.get("forward_date")):
        return
    fields["is_forward"] = True
    channel = channel_of(chat)
    if channel.telegram_id is not None:
        fields["forward_from_ref"] = f"id:{channel.telegram_id}"
    elif channel.handle is not None:
        fields["forward_from_ref"] = f"handle:{channel.handle}"
    names = [user.get("first_name"), user.get("last_name")] if isinstance(user, dict) else []
    person = " ".join(n for n in map(name_of, names) if n)
    fields["forward_from_name"] = channel.name or name_of(hidden) or person or None
