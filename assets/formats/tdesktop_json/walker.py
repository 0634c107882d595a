"""Walks an export from chat to chat and hands over their messages, stretch by stretch."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec

from assets.formats.tdesktop_json.decode import Broken, mend
from assets.formats.tdesktop_json.fields import CHAT_FIELDS, HEADER_FIELDS, LIST_FIELDS, ROOT_FIELDS
from assets.formats.tdesktop_json.records import BLOCK_BYTES, MAX_RECORD_BYTES, RESUME, RecordReader
from assets.formats.tdesktop_json.window import Window

_PUNCTUATION = b" \t\r\n,[]{}"
_MAX_HEADER_BYTES = 1 << 16
_NAMELESS = ("saved_messages", "replies", "verification_codes")


@dataclass
class Chat:
    """A chat of the export."""

    path: str
    """JSON pointer of the chat; empty for the root of a single chat's export."""
    header: dict[str, object] = field(default_factory=dict)
    """Its name, type and id, as far as they are stated."""
    count: int = 0
    """Entries of its list of messages so far."""

    @property
    def is_whole_export(self) -> bool:
        """True when the export is of this chat alone."""
        return not self.path


@dataclass(frozen=True)
class Stretch:
    """Consecutive entries of a chat's list of messages: decoded values and ``Broken`` stretches."""

    chat: Chat
    start: int
    entries: list[object]


class Damaged(Exception):  # noqa: N818 - a condition of the file, always handled here
    """The file's structure outside of messages cannot be followed."""


class _End(Exception):  # noqa: N818
    """The file ends before its last bracket."""


class Walker:
    """Follows one file; what it noticed on the way is there after the walk."""

    def __init__(
        self,
        window: Window,
        look_ahead: Callable[[int], dict[str, object]] | None = None,
        block_bytes: int = BLOCK_BYTES,
    ) -> None:
        """Follow the file in ``window``.

        Args:
            window: at the start of the file.
            look_ahead: gives ``late_header`` for an offset in the file.
            block_bytes: bytes of messages to decode at a time.
        """
        self._window = window
        self._look_ahead = look_ahead
        self._block_bytes = block_bytes
        self._chat = Chat("")
        self._list = ""
        self._list_count = 0
        self.is_truncated = False
        self.is_damaged = False
        self.sections: set[str] = set()
        """Keys of the root."""
        self.unknown_fields: Counter[str] = Counter()

    def walk(self) -> Iterator[Stretch]:
        """Yield all messages; each chat is first announced by an empty stretch.

        Where the structure is damaged, the walk goes on at the next head of a chat or message, and what
        lies between is handed over as broken.
        """
        try:
            yield from self.follow()
        except Damaged:
            self.is_damaged = True
            yield from self._recover()

    def follow(self) -> Iterator[Stretch]:
        """The same for a file whose structure is sound.

        Raises:
            Damaged: it is not.
        """
        self._window.skip_bom()
        try:
            yield from self._object(self._chat)
            if self._window.peek():
                raise Damaged
        except _End:
            self.is_truncated = not self._window.has_end

    def rest_of_header(self) -> dict[str, object]:
        """Name, type and id among the remaining members of the chat that the window is in."""
        header: dict[str, object] = {}
        try:
            for key in self._more_keys():
                if key in HEADER_FIELDS:
                    header[key] = self._scalar()
                else:
                    self._skip()
        except (Damaged, _End):
            pass  # the walk itself will meet the damage
        return header

    def _object(self, chat: Chat) -> Iterator[Stretch]:
        """An object that is a chat, the whole export, or both."""
        for key in self._keys():
            opener = self._peek()
            self.sections |= {key} if chat.is_whole_export else set()
            if key == "messages" and opener == b"[":
                yield from self._messages(chat)
            elif key in HEADER_FIELDS:
                chat.header[key] = self._scalar()
            elif key in LIST_FIELDS and chat.is_whole_export:
                yield from self._chats(f"/{key}")
            else:
                known = ROOT_FIELDS if chat.is_whole_export else CHAT_FIELDS
                self.unknown_fields.update(set() if key in known else {key})
                self._skip()

    def _chats(self, path: str) -> Iterator[Stretch]:
        """A list of chats, or the object around it."""
        if self._peek() == b"[":
            yield from self._chat_list(path)
            return
        for key in self._keys():
            if key == "list" and self._peek() == b"[":
                yield from self._chat_list(f"{path}/list")
            else:
                self._skip()

    def _chat_list(self, path: str) -> Iterator[Stretch]:
        self._window.pos += 1
        self._list, self._list_count = path, 0
        while (byte := self._peek()) != b"]":
            if byte == b"{":
                yield from self._object(self._next_chat())
            elif byte == b",":
                self._window.pos += 1
            else:
                self._skip()
        self._window.pos += 1

    def _next_chat(self) -> Chat:
        self._chat = Chat(f"{self._list}/{self._list_count}") if self._list else Chat("")
        self._list_count += 1
        return self._chat

    def _messages(self, chat: Chat) -> Iterator[Stretch]:
        self._window.pos += 1
        if not _is_complete(chat.header) and self._look_ahead is not None:
            chat.header = self._look_ahead(self._window.offset) | chat.header
        yield Stretch(chat, chat.count, [])
        yield from self._entries(chat)

    def _entries(self, chat: Chat) -> Iterator[Stretch]:
        reader = RecordReader(self._window, self._block_bytes)
        for entries in reader.blocks():
            start = chat.count
            chat.count += len(entries)
            yield Stretch(chat, start, entries)
        if reader.is_damaged:
            raise Damaged
        if not reader.is_closed:
            raise _End

    def _recover(self) -> Iterator[Stretch]:
        """Go from head to head of chats and messages; what lies between is broken."""
        while True:
            skipped = self._window.skip_to(RESUME)
            if skipped.raw.strip(_PUNCTUATION):
                self._chat.count += 1
                broken = Broken("invalid_json", skipped.raw, "no list of messages")
                yield Stretch(self._chat, self._chat.count - 1, [broken])
            if skipped.found is None:
                return
            try:
                if skipped.found["chat"]:
                    yield from self._messages(self._found_chat(skipped.found))
                else:
                    yield from self._entries(self._chat)
            except Damaged:
                continue
            except _End:
                self.is_truncated = not self._window.has_end

    def _found_chat(self, found: re.Match[bytes]) -> Chat:
        chat = self._next_chat()
        head = found[0].rpartition(b'"messages"')[0].rstrip(b", \t\r\n") + b"}"
        try:
            chat.header = msgspec.json.decode(mend(head), type=dict[str, object])
        except (ValueError, RecursionError):
            chat.header = {}
        self._window.pos += len(found[0])
        return chat

    def _keys(self) -> Iterator[str]:
        """Keys of the object at the window's position; the caller consumes each value."""
        self._take(b"{")
        yield from self._more_keys()

    def _more_keys(self) -> Iterator[str]:
        while (byte := self._peek()) != b"}":
            if byte == b",":
                self._window.pos += 1
                continue
            key = self._scalar() if byte == b'"' else None
            if not isinstance(key, str):
                raise Damaged
            self._take(b":")
            yield key
        self._window.pos += 1

    def _peek(self) -> bytes:
        byte = self._window.peek()
        if not byte:
            raise _End
        return byte

    def _take(self, byte: bytes) -> None:
        if self._peek() != byte:
            raise Damaged
        self._window.pos += 1

    def _scalar(self) -> object:
        """The value at the window's position; None for one that is too large or no JSON."""
        size = self._window.value_size(_MAX_HEADER_BYTES)
        if size is None:
            self._skip()
            return None
        raw = self._window.data[self._window.pos : self._window.pos + size]
        self._window.pos += size
        try:
            return msgspec.json.decode(mend(raw))
        except (ValueError, RecursionError):
            return None

    def _skip(self) -> None:
        window = self._window
        if self._peek() in (b"{", b"["):
            window.pos += 1
            if not window.skip_open(1, MAX_RECORD_BYTES):
                raise _End if window.is_done else Damaged
            return
        size = window.value_size(MAX_RECORD_BYTES)
        if size is None:
            raise _End if window.is_done else Damaged
        window.pos += size


def _is_complete(header: dict[str, object]) -> bool:
    """Whether what identifies a chat stood before its messages."""
    return "id" in header and ("name" in header or header.get("type") in _NAMELESS)


def late_header(window: Window) -> dict[str, object]:
    """Name, type and id that stand behind the messages; the window begins inside their list."""
    if not window.skip_open(1, MAX_RECORD_BYTES):
        return {}
    return Walker(window).rest_of_header()
