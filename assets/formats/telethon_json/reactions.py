"""Reactions in the shapes that Telegram's libraries have given them."""

from typing import Any

from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import whole

_MAX_COUNT = 2**63 - 1
_CLASS_KEYS = ("_", "_type", "@type", "type")


def read_reactions(reactions: Any, notes: Notes) -> list[tuple[str, int]] | None:
    """Reaction (emoji, ``custom:<id>`` or ``paid``) and count of each; None where they are not stated.

    Telethon: ``{"results": [{"reaction": {"emoticon": "👍"} or "👍", "count": 3}]}``. Pyrogram:
    ``{"reactions": [{"emoji": "👍", "count": 3}]}`` or that list alone. Bot API and TDLib:
    ``[{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 3}]``, TDLib's below ``reactions``.
    """
    listed = reactions
    if isinstance(reactions, dict):
        listed = reactions["results"] if "results" in reactions else reactions.get("reactions")
    if not isinstance(listed, list):
        if reactions:
            notes.note("unreadable_field", "reactions", reactions)
        return None
    found = []
    for item in listed:
        name = _name(item) if isinstance(item, dict) else None
        count = whole(item.get("count", item.get("total_count"))) if name is not None else None
        if name is None or count is None or count < 0:
            notes.note("unknown_value", "reactions", item)
        else:
            found.append((name, count))
    return found


def total(reactions: list[tuple[str, int]]) -> int:
    """Number of reactions of all kinds."""
    return min(sum([count for _, count in reactions]), _MAX_COUNT)


def _name(item: dict[str, Any]) -> str | None:
    reaction = item.get("reaction") or item.get("type") or item
    if isinstance(reaction, str):
        return reaction
    if not isinstance(reaction, dict):
        return None
    emoji = reaction.get("emoticon") or reaction.get("emoji")
    if isinstance(emoji, str) and emoji:
        return emoji
    number = reaction.get("document_id") or reaction.get("custom_emoji_id")
    if isinstance(number, int | str) and number:
        return f"custom:{number}"
    kind = next((reaction[k] for k in _CLASS_KEYS if k in reaction), None)
    return "paid" if "paid" in str(kind).lower() or item.get("is_paid") else None
