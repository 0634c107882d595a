"""Rows of 4CAT's Telegram data source.

Two shapes (github.com/digitalmethodsinitiative/4cat, ``datasources/telegram/search_telegram.py``): the
message as collected (``serialize_obj``: Telethon's attributes, classes under ``_type``, times as epochs;
the class of the message itself, and in old versions that of objects in lists, is left out), and the flat
row that 4CAT makes of it (``map_item``).
"""

from typing import Any

from assets.formats.base import Observation
from assets.formats.json_records import Aside, Post
from assets.formats.research_json.fourcat_reactions import read_repeated
from assets.formats.research_json.origins import origin_ref
from assets.formats.telegram import media_kind
from assets.formats.telethon_json.channels import Channel, Channels, bare_id
from assets.formats.telethon_json.message import count_of
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.reactions import total
from assets.formats.telethon_json.values import handle_of, message_id, name_of, put_time, text_of, whole

_KNOWN = frozenset(
    # read
    "id thread_id chat body reply_to views forwards reactions timestamp unix_timestamp timestamp_edited "
    "unix_timestamp_edited author_forwarded_from_name author_forwarded_from_username author_forwarded_from_id "
    "timestamp_forwarded_from unix_timestamp_forwarded_from attachment_type "
    # left alone: people, what is found in the text again, and how it was collected
    "author author_username author_name author_is_bot body_markdown is_reply restriction_reason "
    "chat_restriction_reason message_noforwards chat_noforwards entities_linked entities_mentioned "
    "all_connections link_title link_description link_attached attachment_data attachment_filename "
    "search_entity subject missing_fields 4CAT_metadata".split()
)
_ATTACHMENTS = {
    "url": "webpage", "geo_live": "location", "image": "document", "application": "document",
    "text": "document", "font": "document", "model": "document", "multipart": "document",
}  # fmt: skip
"""4CAT's word for it (of a document: the first half of its MIME type) → kind."""


def is_collected(value: Any) -> bool:
    """Whether a value is a message as 4CAT collected it."""
    if not isinstance(value, dict) or "_" in value or "id" not in value:
        return False
    if value.get("_type") in ("Message", "MessageService", "MessageEmpty"):
        return True
    peer = value.get("peer_id")
    return isinstance(peer, dict) and ("_type" in peer or isinstance(value.get("_chat"), dict))


def is_row(value: Any) -> bool:
    """Whether a value is a flat row of 4CAT's."""
    return isinstance(value, dict) and {"id", "thread_id", "body"} <= value.keys() and "timestamp" in value


def read_row(row: dict[str, Any], channels: Channels, notes: Notes) -> Post | Aside:
    """What a flat row is.

    Raises:
        Rejection: one of its values is none of its kind.
    """
    notes.fields("row", row, _KNOWN)
    thread = row.get("thread_id") or row.get("chat")
    fields = Observation(
        channel_ref=channels.ref(_channel(thread)),
        message_id=message_id(_message_number(row.get("id"), thread)),
        text=text_of(row.get("body")),
        media_kind=_attachment(row.get("attachment_type"), notes),
        view_count=count_of(row.get("views") or None, "views", notes),  # 4CAT leaves a 0 out, too
        forward_count=count_of(_given(row.get("forwards")), "forwards", notes),
        reply_to_message_id=whole(row.get("reply_to")),
    )
    posted, edited = _given(row.get("unix_timestamp")), _given(row.get("unix_timestamp_edited"))
    # The readable times are the clock of the server that collected them, the epochs are exact.
    put_time(
        fields,
        row.get("timestamp") if posted is None else posted,
        row.get("timestamp_edited") if edited is None else edited,
        clock_offset=None,
    )
    _put_forward(fields, row)
    reactions = row.get("reactions")
    listed = read_repeated(reactions) if isinstance(reactions, str) else []
    if listed:
        fields["reaction_count"] = total(listed)
    return Post(fields, [], listed)


def _given(value: Any) -> Any:
    """A value, None for the empty string that stands for none."""
    return None if value == "" else value


def _message_number(value: Any, thread: Any) -> Any:
    """Number in an id: ``<thread>-<number>``, or a number alone."""
    if not isinstance(value, str):
        return value
    prefix = f"{thread}-"
    return value[len(prefix) :] if value.startswith(prefix) else value.rpartition("-")[2]


def _channel(thread: Any) -> Channel:
    """Channel of a thread, which is named by user name, else by id, else by title without spaces."""
    if whole(thread) is not None:
        return Channel(telegram_id=bare_id(thread))
    handle = handle_of(thread)
    if handle is not None and handle != "unknown":
        return Channel(handle=handle)
    return Channel(name=name_of(thread) if handle is None else None)


def _attachment(value: Any, notes: Notes) -> str | None:
    if not isinstance(value, str) or not value:
        return None
    kind = media_kind(_ATTACHMENTS.get(value, value))
    if kind is None:
        notes.note("unknown_value", f"attachment_type: {value}")
    return kind or "unsupported"


def _put_forward(fields: Observation, row: dict[str, Any]) -> None:
    name = name_of(row.get("author_forwarded_from_name"))
    handle = handle_of(row.get("author_forwarded_from_username"))
    number = _given(row.get("author_forwarded_from_id"))
    if not (name or handle or number or _given(row.get("unix_timestamp_forwarded_from"))):
        return
    fields["is_forward"] = True
    fields["forward_from_name"] = name
    by_name = None if handle is None else f"handle:{handle}"
    fields["forward_from_ref"] = by_name if number is None else origin_ref(number)
