"""The channels of a dump: what its records state of them, and what configuration adds."""

from functools import lru_cache
from typing import Any, NamedTuple

from assets.formats import telegram
from assets.formats.base import BatchBuilder, ParseOptions
from assets.formats.telethon_json.values import handle_of, name_of
from assets.transforms.channels import reference_of


class Channel(NamedTuple):
    """What is known of a channel."""

    telegram_id: int | None = None
    handle: str | None = None
    name: str | None = None
    channel_type: str | None = None

    def with_more(self, other: "Channel") -> "Channel":
        """The same, with gaps filled."""
        return Channel(
            self.telegram_id or other.telegram_id,
            self.handle or other.handle,
            self.name or other.name,
            self.channel_type or other.channel_type,
        )


_CACHED = 1 << 10
"""A dump repeats the ids of few channels."""
_reference = lru_cache(_CACHED)(reference_of)
_bare_number = lru_cache(_CACHED)(telegram.bare_id)


class Channels:
    """Collects channels and states each one once per batch."""

    def __init__(self, builder: BatchBuilder, options: ParseOptions) -> None:
        self._builder = builder
        self._configured = Channel(
            options.channel_telegram_id, handle_of(options.channel_handle), name_of(options.channel_name)
        )
        self._known: dict[str, Channel] = {}
        self._refs: dict[Channel, str] = {}
        self._used: set[str] = set()
        self._used_ever: set[str] = set()

    def ref(self, channel: Channel) -> str | None:
        """Reference of the channel of a post; the configured one when the post states none."""
        ref = self._refs.get(channel)
        if ref is None:
            ref = _reference(channel.telegram_id, channel.handle, channel.name)
            if ref is None:
                channel = self._configured
                ref = _reference(channel.telegram_id, channel.handle, channel.name)
            if ref is None:
                return None
            self._known[ref] = self._known.get(ref, channel).with_more(channel)
            self._refs[channel] = ref
        self._used.add(ref)
        return ref

    def describe(self, channel: Channel) -> None:
        """Remember what a dump says of a channel apart from its posts."""
        ref = _reference(channel.telegram_id, channel.handle, None)
        if ref is not None:
            self._known[ref] = channel.with_more(self._known.get(ref, channel))

    def state(self, *, is_end: bool = False) -> None:
        """Write the channels used since the last time into the batch.

        Configuration speaks of one channel. So it adds to what the dump says only at the end, when the
        dump turns out to have no other, or where it names the same id.
        """
        self._used_ever |= self._used
        stated = self._used_ever if is_end else self._used
        for ref in sorted(stated):
            channel = self._known[ref]
            is_same = channel.telegram_id is not None and channel.telegram_id == self._configured.telegram_id
            if is_same or (is_end and len(self._used_ever) == 1):
                channel = channel.with_more(self._configured._replace(telegram_id=channel.telegram_id))
            self._builder.channel(
                ref,
                telegram_id=channel.telegram_id,
                handle=channel.handle,
                name=channel.name,
                channel_type=channel.channel_type,
            )
        self._used.clear()


def bare_id(value: Any) -> int | None:
    """Bare id of a channel from a value of any type."""
    if type(value) is int:
        return _bare_number(value)
    return telegram.bare_id(value) if isinstance(value, str) else None


def peer_id(peer: Any) -> tuple[int | None, str | None]:
    """Bare id of a peer of any form, and its type as far as that says it.

    ``{"_": "PeerChannel", "channel_id": 1}`` in any version, with or without its class name; as text
    ``PeerChannel(channel_id=1)``; Bot API numbers.
    """
    if isinstance(peer, dict):
        if (number := peer.get("channel_id")) is not None:
            return bare_id(number), None
        if (number := peer.get("chat_id")) is not None:
            return bare_id(number), "private_group"
        number = peer.get("user_id")
        return bare_id(number), None if number is None else "personal_chat"
    return bare_id(peer), None


def channel_of_chat(chat: Any) -> Channel:
    """What a Telethon chat object (``Channel``, ``Chat``, also without class name) says of a channel."""
    if not isinstance(chat, dict):
        return Channel()
    handle = handle_of(chat.get("username")) or _first_username(chat.get("usernames"))
    return Channel(
        bare_id(chat.get("id")),
        handle,
        name_of(chat.get("title")),
        _type_of_chat(chat, is_public=handle is not None),
    )


def _first_username(usernames: Any) -> str | None:
    """The first of several user names (``[{"username": …, "active": true}]``)."""
    names = (
        [n.get("username") for n in usernames if isinstance(n, dict)] if isinstance(usernames, list) else []
    )
    return next((h for h in map(handle_of, names) if h), None)


def _type_of_chat(chat: dict[str, Any], *, is_public: bool) -> str | None:
    kind = chat.get("_") or chat.get("_type")
    if kind == "Chat":
        return "private_group"
    if chat.get("broadcast"):
        return "public_channel" if is_public else "private_channel"
    if chat.get("megagroup"):
        return "public_supergroup" if is_public else "private_supergroup"
    return None
