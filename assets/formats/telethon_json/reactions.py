"""Reactions in the shapes that Telegram's libraries have given them."""

from typing import Any

from assets.formats.telethon_json.notes import Notes
from assets.formats.telethon_json.values import whole

_MAX_COUNT = 2**63 - 1


def read_reactions(reactions: Any, notes: Notes) -> list[tuple[str, int]] | None:
    """Reaction (emoji, ``custom:<id>`` or ``paid``) and count of each; None where they are not stated.

    Telethon: ``{"results": [{"reaction": {"emoticon": "👍"} or "👍", "count": 3}]}``. Pyrogram:
    ``{"reactions": [{"emoji": "👍", "count": 3}]}`` or that list alone.
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
        count = whole(item.get("count")) if name is not None else None
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
    is_paid = "Paid" in str(reaction.get("_") or reaction.get("_type")) or bool(item.get("is_paid"))
    return "paid" if is_paid else None
