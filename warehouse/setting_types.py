"""Values that people write into ``anbar.toml`` and sidecars, checked and in one form each."""

import re
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator

_MAX_BARE_ID = 10**12 - 2**31
"""Greatest bare id that the Bot API's form leaves room for."""

COLUMN_TARGETS = (
    "message_id", "posted_at", "posted_local", "posted_time", "unix_time", "text", "caption", "title", "channel",
    "channel_ref", "channel_id", "telegram_id", "channel_handle", "handle", "channel_name", "url", "edited_at",
    "edited_local", "captured_at", "view_count", "forward_count", "reply_count", "reactions", "reaction_count",
    "media_kind", "media_path", "has_media", "album_ref", "webpage_url", "is_forward", "forward_from_name",
    "forward_from_id", "forward_from_ref", "forward_from_handle", "reply_to_message_id", "author_signature",
    "row_type",
)  # fmt: skip
"""What a column of a table may say of a post; a test holds it against what the reader of tables takes."""

HANDLE = re.compile(r"(https?://)?t\.me/|@", re.IGNORECASE)
"""How text begins that names a channel by its handle."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no IANA time zone such as Asia/Tehran") from error
    return name


def _handle(name: str) -> str:
    handle = re.sub(r"^(https?://)?(t\.me/(s/)?)?@?", "", name.strip().lower()).rstrip("/")
    if not re.fullmatch(r"[a-z0-9_]{3,40}", handle):
        raise ValueError(f"{name!r} is no public user name such as armangram")
    return handle


def _bare_id(value: int) -> int:
    """Accept the forms of a channel id that dumps write; give the bare positive one.

    The Bot API writes −(10^12 + id), Telegram Desktop has packed the kind of chat above 32 or 48 bits.
    Adapters read the same forms; a test holds the two against each other.
    """
    bare = abs(value)
    kind, packed = divmod(bare, 1 << 48)
    if kind in (1, 2):
        bare = packed
    elif 2 << 32 <= bare < 3 << 32:
        bare -= 2 << 32
    elif 10**12 < bare <= 10**12 + _MAX_BARE_ID:
        bare -= 10**12
    if not 0 < bare <= _MAX_BARE_ID:
        raise ValueError(f"{value} is no channel id")
    return bare


def _utc(instant: datetime) -> datetime:
    """Naive UTC; an instant without zone is taken as UTC."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


def _channel_words(text: str) -> str:
    """Refuse what looks like an id or a handle and is none, before it is used in the middle of a run."""
    if is_id(text):
        _bare_id(int(text))
    elif HANDLE.match(text):
        _handle(text)
    return text


def _columns(columns: dict[str, str]) -> dict[str, str]:
    """Refuse what no column of a table can say; the order in which people write is of no account."""
    for target in columns:
        if target not in COLUMN_TARGETS:
            raise ValueError(
                f"{target!r} is nothing that a column says of a post; allowed are {', '.join(COLUMN_TARGETS)}"
            )
    return dict(sorted(columns.items()))


def _size(value: object) -> object:
    """Bytes of a size in words: `200MB` is decimal, `128MiB` binary."""
    if not isinstance(value, str):
        return value
    stated = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT])(i?)B", value)
    if stated is None:
        raise ValueError(f"{value!r} is no size such as 200GB")
    return int(float(stated[1]) * (1024 if stated[3] else 1000) ** ("KMGT".index(stated[2]) + 1))


def is_id(text: str) -> bool:
    """Whether text names a channel by its number."""
    return re.fullmatch(r"-?\d+", text) is not None


Zone = Annotated[str, AfterValidator(_zone)]
Handle = Annotated[str, AfterValidator(_handle)]
BareId = Annotated[int, AfterValidator(_bare_id)]
ChannelWords = Annotated[str, AfterValidator(_channel_words)]
UtcInstant = Annotated[datetime, AfterValidator(_utc)]
Size = Annotated[int, BeforeValidator(_size)]
Columns = Annotated[dict[str, str], AfterValidator(_columns)]
"""What a column says (of ``COLUMN_TARGETS``) → its name in the table."""
