"""Rows of Pushshift's Telegram collection: a Telethon message and when it was retrieved.

Shapes (github.com/pushshift/telegram): a database row (``model.py``, ``database.py``) with ``id`` = channel
id << 32 + message id, ``message_id``, ``channel_id``, ``retrieved_utc``, ``updated_utc``, ``data`` (the
message, as an object or as JSON in a string); and the record of the search index (``ingest.py``), where
fields of the message stand in the row itself. A repeated retrieval replaces ``data`` and ``updated_utc``.
"""

from typing import Any

from assets.formats.json_records import Aside, Post, Rejection, decode
from assets.formats.json_records.strict import RULES
from assets.formats.telethon_json.channels import Channel, Channels, bare_id
from assets.formats.telethon_json.message import read_message
from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import handle_of, instant, message_id, name_of, whole

_OF_ROW = frozenset("id record_id message_id channel_id channel_name retrieved_utc updated_utc".split())
_KNOWN = _OF_ROW | {"data"}
_OTHERS = frozenset("message_id channel_id updated_utc".split())
_INDEXED = frozenset("message date message_id channel_id retrieved_utc".split())
_MESSAGE_ID_BITS = 32


def is_row(value: Any) -> bool:
    """Whether a value is a row of Pushshift's."""
    if not isinstance(value, dict):
        return False
    if "data" in value:
        if not isinstance(value["data"], (dict, str)):
            return False
        if "message_id" in value and "channel_id" in value:
            return True
        return "retrieved_utc" in value and not _OTHERS.isdisjoint(value)
    return value.keys() >= _INDEXED and "_" not in value


def holds_message(value: Any) -> bool:
    """Whether a row's message can be told to be one; other collections have rows with such columns, too."""
    if not is_row(value):
        return False
    data = value.get("data", value)
    if isinstance(data, str):
        data = decode(data.encode("utf-8", "surrogatepass"))[0]
    if not isinstance(data, dict):
        return False
    return str(data.get("_")).startswith("Message") or {"message", "date"} <= data.keys()


def read_row(row: dict[str, Any], channels: Channels, notes: Notes) -> Post | Aside:
    """What a row is.

    Raises:
        Rejection: it holds no message, or one of the message's values is none of its kind.
    """
    packed = whole(row.get("id", row.get("record_id")))
    if "data" in row:
        notes.fields("row", row, _KNOWN)
        data = _data(row["data"])
    else:
        data = {name: value for name, value in row.items() if name not in _OF_ROW}
    if data.get("id") is None:
        data["id"] = _message_id(row, packed)
    outcome = read_message(data, channels, notes, _channel(row, packed))
    captured = row.get("updated_utc") or row.get("retrieved_utc")
    if captured is not None and isinstance(outcome, Post):
        outcome.fields["captured_at"] = instant(captured, "captured_at")
    return outcome


def _data(data: Any) -> dict[str, Any]:
    if isinstance(data, str):
        data, fault = decode(data.encode("utf-8", "surrogatepass"))
        if fault is not None:
            raise Rejection(fault.reason, RULES[fault.reason], "data", fault.case)
    if not isinstance(data, dict):
        raise Rejection("no_message", "the field `data` holds a message", "data", data)
    return data


def _channel(row: dict[str, Any], packed: int | None) -> Channel:
    """Channel of a row: in its own field, else in the upper bits of its id."""
    stated = whole(row.get("channel_id"))
    if stated is None and packed is not None and packed > 0:
        stated = packed >> _MESSAGE_ID_BITS
    name = row.get("channel_name")
    if name is None:
        return Channel(bare_id(stated))
    handle = handle_of(name)
    return Channel(bare_id(stated), handle, name_of(name) if handle is None else None)


def _message_id(row: dict[str, Any], packed: int | None) -> int | None:
    """Number of a message: in its own field, else in the lower bits of the row's id."""
    stated = message_id(row.get("message_id"))
    if stated is None and packed is not None and packed >> _MESSAGE_ID_BITS:
        stated = packed & ((1 << _MESSAGE_ID_BITS) - 1)
    return stated
