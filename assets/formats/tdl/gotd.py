"""Messages as the Go library gotd holds them, in the names of Telegram's schema that Telethon's have too.

Go's structures have all fields of their class and no word for a missing value: a field that is not there is zero.
Nor do they name their class.
"""

import re
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNREAD = frozenset(
    "Flags Flags2 Sizes VideoSizes Thumbs VideoThumbs FileReference CachedPage ReplyMarkup RestrictionReason "
    "RecentRepliers RecentReactions TopReactors".split()
)
"""Fields that say which others are there, and large ones that nothing is read from."""

_ALWAYS = ("ID", "Date", "Message")
"""Fields that every message has, be they zero."""


def plain_names(message: dict[str, Any]) -> dict[str, Any]:
    """A message of gotd's as Telethon's attributes, without what is zero."""
    always = {schema_name(name): message[name] for name in _ALWAYS if name in message}
    record: dict[str, Any] = always | _plain(message)
    if "views" in record:  # Telegram states both or none
        record.setdefault("forwards", 0)
    if isinstance(record.get("entities"), list):
        record["entities"] = [
            {"offset": 0} | entity if isinstance(entity, dict) else entity for entity in record["entities"]
        ]
    reactions = record.get("reactions")
    if isinstance(reactions, dict) and "results" not in reactions:
        del record["reactions"]
    return record


@lru_cache(1 << 10)
def schema_name(name: str) -> str:
    """``ReplyToMsgID`` → ``reply_to_msg_id``."""
    return _WORD.sub("_", name).lower()


def _plain(value: Any) -> Any:
    """The same with other names, without zeros in objects; lists keep all."""
    if isinstance(value, dict):
        below = ((name, _plain(v)) for name, v in value.items() if name not in _UNREAD)
        return {schema_name(name): v for name, v in below if not _is_zero(v)}
    return [_plain(v) for v in value] if isinstance(value, list) else value


def _is_zero(value: Any) -> bool:
    """Whether nothing is stated: of flags ``false``, which tells classes apart, only where it stands alone."""
    if isinstance(value, dict):
        return all(v is False for v in value.values())
    return value is not False and (value is None or value in (0, ""))
