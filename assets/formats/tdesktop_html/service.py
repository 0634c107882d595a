"""Actions of service messages by what the exporter writes for them, in the words of its JSON."""

import re

OTHER = "service"

_ACTIONS = {
    "unsupported": r"This message is not supported by this version",
    "create_channel": r"Channel «.*» created$",
    "edit_group_title": r"Channel title changed to «|.* changed group title to «",
    "edit_group_photo": r"Channel photo changed$|.* changed group photo$",
    "delete_group_photo": r"Channel photo removed$|.* removed group photo$",
    "migrate_to_supergroup": r".* converted this group to a supergroup$",
    "migrate_from_group": r".* converted a basic group to this supergroup «",
    "create_group": r".* created group «",
    "topic_created": r".* created topic «",
    "topic_edit": r".* changed topic ",
    "pin_message": r".* pinned this message$",
    "clear_history": r"History cleared$",
    "score_in_game": r".* scored -?\d+ in this game$",
    "group_call_scheduled": r"Voice chat scheduled for |.* scheduled a voice chat for ",
    "group_call": r"Voice chat(?: \(\d+ seconds\))?$|.* started voice chat",
    "invite_to_group_call": r".* invited .* to the voice chat$",
    "set_messages_ttl": r"New messages will (?:not )?auto-delete|.* has set messages (?:not )?to auto-delete",
    "edit_chat_theme": r"Channel theme was |.* (?:disabled|changed) chat theme",
    "set_chat_wallpaper": r".* set a new background for this chat$|.* set the same background for this chat$",
    "join_group_by_link": r".* joined group by link from ",
    "join_group_by_request": r".* joined group by request$",
    "joined_telegram": r".* joined Telegram$",
    "boost_apply": r".* boosted the group \d+ times?$",
    "giveaway_launch": r".* just started a giveaway ",
    "giveaway_results": r"No winners of the giveaway|Some winners of the giveaway|\d+ of the giveaway was randomly",
    "take_screenshot": r".* took a screenshot$",
    "invite_members": r".* invited ",
    "remove_members": r".* removed ",
}  # fmt: skip
_PATTERNS = {action: re.compile(pattern, re.DOTALL) for action, pattern in _ACTIONS.items()}


def action_of(text: str) -> str:
    """Action of a service message by its text; ``service`` for what is worded otherwise."""
    return next((action for action, pattern in _PATTERNS.items() if pattern.match(text)), OTHER)
