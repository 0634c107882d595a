"""Which channel a chat of an export is."""

from dataclasses import dataclass

from assets.formats.base import BatchBuilder, ParseOptions
from assets.formats.tdesktop_json.values import number_of, text_of
from assets.formats.tdesktop_json.walker import Chat
from assets.formats.telegram import bare_id
from assets.transforms.channels import reference_of
from schemas.vocabulary import CHANNEL_TYPES

_PACKED_GROUP = range(1 << 32, 2 << 32)
"""Ids of small groups in exports before 2021: 4294967296 + id."""
_NOT_CHANNELS = ("personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes")


@dataclass(frozen=True)
class Channel:
    """A chat as the warehouse identifies it; all None when neither export nor options tell."""

    ref: str | None = None
    telegram_id: int | None = None
    handle: str | None = None
    name: str | None = None
    channel_type: str | None = None

    def announce(self, builder: BatchBuilder) -> None:
        """State the channel in a batch."""
        if self.ref is not None:
            builder.channel(
                self.ref,
                telegram_id=self.telegram_id,
                handle=self.handle,
                name=self.name,
                channel_type=self.channel_type,
            )

    @property
    def own_peers(self) -> frozenset[str]:
        """Forms in which a reply names this chat."""
        return frozenset(f"{kind}{self.telegram_id}" for kind in ("channel", "chat", "user"))


def channel_of(chat: Chat, options: ParseOptions, builder: BatchBuilder) -> Channel:
    """The channel of a chat: what the export states, completed by options.

    Options speak of one channel. They complete the chat of a single chat's export, or the chat of a whole
    account that has the id they state, but not a chat with another id.
    """
    kind = text_of(chat.header.get("type"))
    telegram_id = _telegram_id(chat.header.get("id"), kind)
    name = text_of(chat.header.get("name"))
    handle = None
    if kind is not None and kind not in CHANNEL_TYPES:
        builder.finding("unknown_value", f"type: {kind[:60]}")
        kind = None
    is_other = None not in (telegram_id, options.channel_telegram_id) and (
        telegram_id != options.channel_telegram_id
    )
    if is_other and chat.is_whole_export:
        subject = "configuration states another channel id than the export, whose id is kept"
        builder.finding("channel_id_differs", subject, example=f"{telegram_id}")
    is_meant = chat.is_whole_export or telegram_id == options.channel_telegram_id is not None
    if is_meant and not is_other:
        telegram_id = telegram_id or options.channel_telegram_id
        handle = (options.channel_handle or "").lstrip("@").lower() or None
        name = name or options.channel_name
    return Channel(reference_of(telegram_id, handle, name), telegram_id, handle, name, kind)


def _telegram_id(stated: object, kind: str | None) -> int | None:
    """Bare id of a chat; users' ids are never packed, and may look so."""
    number = number_of(stated)
    if number is None:
        return bare_id(stated) if isinstance(stated, str) else None
    if kind in _NOT_CHANNELS:
        return number if number > 0 else None
    if kind == "private_group" and number in _PACKED_GROUP:
        number -= _PACKED_GROUP.start
    return bare_id(number)
