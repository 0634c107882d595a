"""Rows of Pushshift's Telegram collection: a Telethon message and when it was retrieved.

Shape (github.com/pushshift/telegram, ``model.py`` and ``database.py``): ``id`` = channel id << 32 +
message id, ``message_id``, ``channel_id``, ``retrieved_utc``, ``updated_utc``, ``data`` (the message, as an
object or as JSON in a string). A repeated retrieval replaces ``data`` and ``updated_utc``.
"""

from typing import Any

import msgspec

from assets.formats.json_records import Aside, Post, Rejection, decode
from assets.formats.json_records.strict import RULES
from assets.formats.telegram import bare_id
from assets.formats.telethon_json.channels import Channel, Channels
from assets.formats.telethon_json.message import read_message
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import instant, message_id, whole

_KNOWN = frozenset("id record_id message_id channel_id retrieved_utc updated_utc data".split())
_MESSAGE_ID_BITS = 32


def is_row(value: Any) -> bool:
    """Whether a value is a row of Pushshift's."""
    if not isinstance(value, dict) or not isinstance(value.get("data"), dict | str):
        return False
    return "message_id" in value and ("channel_id" in value or "retrieved_utc" in value)


def read_row(row: dict[str, Any], channels: Channels, notes: Notes) -> Post | Aside:
    """What a row is.

    Raises:
        Rejection: it holds no message, or one of the message's values is none of its kind.
    """
    notes.fields("row", row, _KNOWN)
    outcome = read_message(_data(row.get("data")), channels, notes, Channel(_channel_id(row)))
    if isinstance(outcome, Post):
        fields = outcome.fields
        if fields.get("message_id") is None:
            fields["message_id"] = message_id(row.get("message_id"))
        captured = row.get("updated_utc") or row.get("retrieved_utc")
        if captured is not None:
            fields["captured_at"] = instant(captured, "captured_at")
    return outcome


def _data(data: Any) -> dict[str, Any]:
    if isinstance(data, str):
        data, fault = decode(data.encode("utf-8", "surrogatepass"))
        if fault is not None:
            raise Rejection(fault.reason, RULES[fault.reason], "data", fault.case)
    if not isinstance(data, dict):
        rule = "the field `data` holds a message"
        raise Rejection("no_message", rule, "data", msgspec.json.encode(data).decode()[:80])
    return data


def _channel_id(row: dict[str, Any]) -> int | None:
    """Channel of a row: in its own field, else in the upper bits of its id."""
    stated = whole(row.get("channel_id"))
    if stated is not None:
        return bare_id(stated)
    packed = whole(row.get("id", row.get("record_id")))
    return bare_id(packed >> _MESSAGE_ID_BITS) if packed is not None and packed > 0 else None
