"""Where the messages of a file are: one per line, in a list, below keys, or one document after another."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from assets.formats.json_records import JsonReader, Located, Place, decode
from assets.formats.json_records.lines import BOM
from assets.formats.json_records.walk import Describe, located_lines

_KINDS = ("Message", "MessageService", "MessageEmpty")
_MAX_DEPTH = 4
_LINES = 20
_ID = re.compile(r"-?\d{1,19}")
_MESSAGE = re.compile(
    rb'\{\s*+"_(?:type)?+"\s*+:\s*+"Message(?:Service|Empty)?+"'
    rb'|\{(?:\s*+"(?!(?:messages|peer_id|to_id)")\w++"\s*+:\s*+(?:"[^"\\]*+"|-?[\d.]++|null|true|false)\s*+,)*+'
    rb'\s*+"(?:peer_id|to_id)"\s*+:'
)
"""Possessive throughout: what is no message is found out in time linear in its length."""
_MESSAGES = re.compile(rb"\[\s*+(?:" + _MESSAGE.pattern + rb")")
_WRAPPER = re.compile(
    rb'\{\s*+"_(?:type)?+"\s*+:\s*+"(?:messages\.)?+(?:Channel)?+Messages(?:Slice)?+"|\{\s*+"messages"\s*+:\s*+\['
)


def walk(stream: BinaryIO, head: bytes, prefix: str, describe: Describe) -> Iterator[Located | JsonReader]:
    """Yield the records of a file, and at the end the reader with what it noticed.

    Args:
        stream: The file.
        head: Its beginning.
        prefix: What goes before locators.
        describe: Gets what stands beside the messages: objects that may describe a channel.
    """
    if is_one_per_line(head):
        stream.seek(0)
        yield from located_lines(stream, prefix)
        return
    reader = JsonReader(stream)
    walker = _Walker(reader, describe)
    for number, _ in enumerate(reader.documents(), start=1):
        path = prefix if number == 1 else f"{prefix}document {number}: "
        if reader.looks_at(_MESSAGE) or reader.peek() not in (b"[", b"{"):
            piece = reader.piece()
            yield Located(piece.raw, piece.fault, Place(f"{prefix}document {number}"))
        else:
            yield from walker.inside(path, depth=0)
    yield reader


def is_one_per_line(head: bytes) -> bool:
    """Whether one of the first lines is a message by itself, or the first one begins like one and is long."""
    lines = [line for line in head.removeprefix(BOM).splitlines()[:_LINES] if line.strip()]
    if len(lines) == 1 and len(head) > len(lines[0]):
        return is_message(decode(lines[0])[0])
    if len(lines) == 1:
        return _MESSAGE.match(lines[0]) is not None
    return any(line.lstrip()[:1] == b"{" and is_message(decode(line.strip())[0]) for line in lines)


def is_message(value: Any) -> bool:
    """Whether a value is a message of Telethon or Pyrogram."""
    if not isinstance(value, dict) or "_type" in value:
        return False
    kind = value.get("_")
    if kind is None:
        peer = value.get("peer_id") or value.get("to_id")
        return isinstance(peer, dict) and "id" in value and "_type" not in peer and "_chat" not in value
    return kind in _KINDS and ("id" in value or "message_id" in value)


class _Walker:
    """Walks into lists and objects until there are messages."""

    def __init__(self, reader: JsonReader, describe: Describe) -> None:
        self._reader = reader
        self._describe = describe

    def inside(self, path: str, depth: int) -> Iterator[Located]:
        """Records of the list or object that begins here."""
        if self._reader.peek() == b"[":
            yield from self._list(path, depth)
        else:
            yield from self._object(path, depth)

    def _list(self, path: str, depth: int) -> Iterator[Located]:
        for index, _ in enumerate(self._reader.elements()):
            if depth < _MAX_DEPTH and self._reader.looks_at(_WRAPPER):
                yield from self._object(f"{path}/{index}", depth + 1)
            else:
                yield self._record(f"{path}/{index}")

    def _object(self, path: str, depth: int) -> Iterator[Located]:
        beside: dict[str, Any] = {}
        is_keyed = False  # by the messages' ids
        for key, damaged in self._reader.entries():
            below = f"{path}/{key.replace('~', '~0').replace('/', '~1')[:200]}"
            if damaged is not None:
                yield Located(damaged.raw, damaged.fault, Place(f"{path or '/'} (byte {damaged.start})"))
            elif _ID.fullmatch(key) and (is_keyed or self._reader.looks_at(_MESSAGE)):
                is_keyed = True
                yield self._record(below)
            elif self._holds_messages(key, depth):
                yield from self.inside(below, depth + 1)
            else:
                piece = self._reader.piece()
                value, fault = (None, piece.fault) if piece.fault else decode(piece.raw)
                if fault is not None:
                    yield Located(piece.raw, fault, Place(below))
                else:
                    beside[key] = value
                    self._describe(value)
        self._describe(beside)

    def _holds_messages(self, key: str, depth: int) -> bool:
        """Whether a list or object is to be walked through; the rest is taken as it is."""
        first = self._reader.peek()
        if first == b"[":
            return key == "messages" or self._reader.looks_at(_MESSAGES)
        return first == b"{" and depth < _MAX_DEPTH and not self._reader.looks_at(_CHAT)

    def _record(self, path: str) -> Located:
        piece = self._reader.piece()
        return Located(piece.raw, piece.fault, Place(path))


_CHAT = re.compile(rb'\{\s*"_(?:type)?"\s*:\s*"(?!(?:messages\.)?(?:Channel)?Messages)')
"""An object of Telegram's that is not a list of messages."""
