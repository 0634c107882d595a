"""Where the records of a file are: one per line, in a list, in a list below a key, or one document after another."""

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from assets.formats.json_records.lines import BOM, read_lines
from assets.formats.json_records.reader import JsonReader
from assets.formats.json_records.strict import Fault, decode
from assets.formats.json_records.writer import Place

Describe = Callable[[Any], None]
"""Takes what stands beside the records."""

_LINES = 20


class Located(NamedTuple):
    """A record and its place; ``raw`` is empty for a blank file."""

    raw: bytes
    fault: Fault | None
    place: Place


class Shape:
    """How the files of a format are built: of records, or of objects that hold records in a list."""

    def __init__(self, is_record: Callable[[Any], bool], key: str) -> None:
        """Take whether a decoded value is a record, and the key of the lists."""
        self._is_record = is_record
        self._key = key
        quoted = re.escape(b'"' + key.encode() + b'"')
        beside = rb'(?!%s)"[\w@]++"\s*+:\s*+(?:"[^"\\]*+"|-?[\d.]++|null|true|false)\s*+,\s*+' % quoted
        self._wrapper = re.compile(rb"\{\s*+(?:%s)*+%s\s*+:\s*+\[" % (beside, quoted))

    def walk(
        self, stream: BinaryIO, head: bytes, prefix: str, describe: Describe
    ) -> Iterator[Located | JsonReader]:
        """Yield the records of a file, and at the end of one that is not of lines the reader with what it noticed.

        Args:
            stream: The file.
            head: Its beginning.
            prefix: What goes before locators.
            describe: Gets the object around a list of records before them, as far as it was read, and after.
        """
        if self._is_one_per_line(head):
            stream.seek(0)
            yield from located_lines(stream, prefix)
            return
        reader = JsonReader(stream)
        for number, _ in enumerate(reader.documents(), start=1):
            path = prefix if number == 1 else f"{prefix}document {number}: "
            if reader.looks_at(self._wrapper):
                yield from self._object(reader, path, describe)
            elif reader.peek() == b"[":
                yield from self._list(reader, path, describe)
            else:
                piece = reader.piece()
                yield Located(piece.raw, piece.fault, Place(f"{prefix}document {number}"))
        yield reader

    def _is_one_per_line(self, head: bytes) -> bool:
        """Whether one of the first lines is a record by itself, and none is a list of them."""
        lines = head.removeprefix(BOM).splitlines()[:_LINES]
        starts = [line.strip() for line in lines if line.strip()]
        if any(s[:1] == b"[" or self._wrapper.match(s) for s in starts):
            return False
        whole = [value for value, fault in map(decode, starts) if fault is None]
        return any(map(self._is_record, whole))

    def _list(self, reader: JsonReader, path: str, describe: Describe) -> Iterator[Located]:
        for index, _ in enumerate(reader.elements()):
            if reader.looks_at(self._wrapper):
                yield from self._object(reader, f"{path}/{index}", describe)
            else:
                piece = reader.piece()
                yield Located(piece.raw, piece.fault, Place(f"{path}/{index}"))

    def _object(self, reader: JsonReader, path: str, describe: Describe) -> Iterator[Located]:
        beside: dict[str, Any] = {}
        for key, damaged in reader.entries():
            if damaged is not None:
                yield Located(damaged.raw, damaged.fault, Place(f"{path or '/'} (byte {damaged.start})"))
            elif key == self._key and reader.peek() == b"[":
                describe(beside)
                yield from self._list(reader, f"{path}/{key}", describe)
            else:
                piece = reader.piece()
                value, fault = (None, piece.fault) if piece.fault else decode(piece.raw)
                if fault is not None:
                    yield Located(piece.raw, fault, Place(f"{path}/{key[:200]}"))
                beside[key] = value
        describe(beside)


def located_lines(stream: BinaryIO, prefix: str) -> Iterator[Located]:
    """The records of a file of lines."""
    for line in read_lines(stream):
        yield Located(line.raw, line.fault, Place(f"{prefix}line {line.number}", (line.start, line.end)))
