"""Actions of service messages by what t.me writes for them, in Telegram Desktop's words."""

import re

_ACTIONS = {
    "create_channel": r"(?:Channel|Group) created",
    "edit_group_title": r"(?:Channel|Group) name was changed",
    "edit_group_photo": r"(?:Channel|Group) (?:photo|video) (?:updated|changed)",
    "delete_group_photo": r"(?:Channel|Group) photo removed",
    "pin_message": r".*\bpinned\b",
    "group_call_scheduled": r"(?:Live stream|Video chat|Voice chat) scheduled",
    "group_call": r"(?:Live stream|Video chat|Voice chat) (?:started|finished)",
}
_PATTERNS = {action: re.compile(pattern, re.DOTALL) for action, pattern in _ACTIONS.items()}


def action_of(text: str) -> str:
    """Action of a service message; ``other`` for what t.me words otherwise."""
    return next((action for action, pattern in _PATTERNS.items() if pattern.match(text)), "other")
