"""Reactions to a message."""

from assets.formats.tdesktop_json.values import number_of, text_of

UNKNOWN_CUSTOM = "custom:unknown"
"""A custom emoji that the export names by a file which it does not include."""


def reactions_of(stated: object) -> list[tuple[str, int]] | None:
    """Reaction and count of each kind; None where nothing is stated, or nothing that is understood.

    The list of Telegram Desktop: ``{type: emoji | custom_emoji | paid, count, emoji | document_id,
    recent}``; without ``count``, the people in ``recent`` are counted. Also a mapping of emoji to count.
    """
    if isinstance(stated, dict):
        stated = [{"emoji": emoji, "count": count} for emoji, count in stated.items()]
    if not isinstance(stated, list):
        return None
    found = [_reaction(item) for item in stated]
    known = [item for item in found if item is not None]
    return known if known or not found else None


def _reaction(item: object) -> tuple[str, int] | None:
    if not isinstance(item, dict):
        return None
    count = number_of(item.get("count"))
    recent = item.get("recent")
    if count is None and isinstance(recent, list):
        count = len(recent)
    name = _name(item)
    return None if name is None or count is None or count < 0 else (name, count)


def _name(item: dict[str, object]) -> str | None:
    kind = item.get("type")
    if kind == "paid":
        return "paid"
    emoji, document = text_of(item.get("emoji")), item.get("document_id")
    if emoji is not None:
        return emoji
    if kind == "custom_emoji" or document is not None:
        is_id = isinstance(document, int | str) and document != "" and not str(document).startswith("(")
        return f"custom:{document}" if is_id else UNKNOWN_CUSTOM
    return text_of(kind) if kind != "emoji" else None
