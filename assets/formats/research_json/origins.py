"""Origins of forwards, where a collection gives their id but not whether it is a person's or a channel's."""

from typing import Any

from assets.formats.telethon_json.channels import bare_id
from assets.formats.telethon_json.values import whole

FIRST_CHANNEL_ID = 10**9
"""Telegram numbers channels from here on (hence the Bot API's prefix ``-100``); lesser ids are of people."""


def origin_ref(value: Any) -> str | None:
    """Reference of the channel that a post was forwarded from; None if the id cannot be a channel's.

    People who joined since about 2019 have ids as large; they forward into channels too rarely to give up
    the origins of all forwards for it.
    """
    origin = bare_id(whole(value))
    return f"id:{origin}" if origin is not None and origin >= FIRST_CHANNEL_ID else None
