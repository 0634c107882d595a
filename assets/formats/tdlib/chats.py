"""What TDLib says of chats."""

from typing import Any

from assets.formats.telethon_json.channels import Channel, bare_id
from assets.formats.telethon_json.values import handle_of, name_of, whole

_FIRST_SUPERGROUP = 10**12
"""Chat ids are the Bot API's: those of channels and supergroups lie below the negative of this."""


def channel_of_id(chat_id: Any) -> Channel:
    """A channel by the id of its chat; ids also tell small groups and persons."""
    number = whole(chat_id)
    if number is None:
        return Channel()
    kind = "personal_chat" if number > 0 else "private_group" if number > -_FIRST_SUPERGROUP else None
    return Channel(bare_id(number), None, None, kind)


def channel_of_chat(chat: dict[str, Any]) -> Channel:
    """What a ``chat`` says."""
    return channel_of_id(chat.get("id"))._replace(name=name_of(chat.get("title")))


def channel_of_supergroup(supergroup: dict[str, Any]) -> Channel:
    """What a ``supergroup`` says, which is what TDLib calls channels, too."""
    names = supergroup.get("usernames")
    active = names.get("active_usernames") if isinstance(names, dict) else None
    stated = [supergroup.get("username"), *(active if isinstance(active, list) else [])]
    handle = next((h for h in map(handle_of, stated) if h), None)
    kind = "channel" if supergroup.get("is_channel") else "supergroup"
    return Channel(bare_id(supergroup.get("id")), handle, None, f"{'public' if handle else 'private'}_{kind}")
