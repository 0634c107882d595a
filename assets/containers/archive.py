"""One packed file, whatever its kind: a list of members, then the bytes of those that are wanted."""

import re
from collections.abc import Iterator, Set
from typing import BinaryIO, Protocol

from assets.containers import tar_archive, zip_archive
from assets.containers.budget import Budget
from assets.containers.decode import decoded
from assets.containers.entries import Entry, entry
from assets.containers.errors import CutOffError
from assets.containers.kinds import Kind
from assets.containers.source import FileSource, PackedSource, Source

_PACKED_SUFFIX = re.compile(r"\.(gz|gzip|bz2|bzip2|xz|zst|zstd)", re.IGNORECASE)

Unpacked = Iterator[tuple[Entry, Iterator[bytes]]]
"""Members one after the other, each with its bytes; those of one must be read before the next is asked for."""


class Archive(Protocol):
    """A packed file. Its bytes and members are charged to a budget, and ``LimitError`` ends it all."""

    note: CutOffError | None
    """What is wrong with it as a whole, known once it has been listed, though its members are sound."""

    def entries(self) -> list[Entry]:
        """The files in it, in the order in which they lie there.

        Raises:
            UnreadableError: nothing of it can be used.
            LimitError: it holds more than allowed.
        """

    def unpack(self, wanted: Set[int]) -> Unpacked:
        """Yield the bytes of the entries with these numbers.

        Bytes end with ``CutOffError`` where what was given is sound and the rest is missing, and with
        ``UnreadableError`` where what was given must not be used.
        """


def open_archive(stream: BinaryIO, size: int, name: str, kind: Kind, budget: Budget) -> Archive:
    """Open a file of a kind; the stream is read and moved, and closed by whoever opened it."""
    if kind.shape == "zip":
        return _Zip(stream, size, budget)
    if kind.shape == "tar":
        return _Tar(stream, size, kind.codec, budget)
    return _Single(stream, name, kind.codec, budget)


class _Zip:
    def __init__(self, stream: BinaryIO, size: int, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._stated = zip_archive.read_directory(stream, size, budget.limits.max_members)
        self.note: CutOffError | None = None

    def entries(self) -> list[Entry]:
        for _ in self._stated:
            self._budget.member()
        found = (zip_archive.as_entry(n, stated) for n, stated in enumerate(self._stated))
        return [e for e in found if e is not None]

    def unpack(self, wanted: Set[int]) -> Unpacked:
        for number, stated in enumerate(self._stated):
            found = zip_archive.as_entry(number, stated) if number in wanted else None
            if found is not None:
                bytes_of_it = zip_archive.pieces(self._stream, stated, self._budget.limits.max_window)
                yield found, self._budget.metered(bytes_of_it)


class _Tar:
    """A tar archive; a packed one is unpacked twice, because what stands at its end decides about all."""

    def __init__(self, stream: BinaryIO, size: int, codec: str, budget: Budget) -> None:
        self._stream = stream
        self._size = size
        self._codec = codec
        self._budget = budget
        self.note: CutOffError | None = None

    def entries(self) -> list[Entry]:
        found: list[Entry] = []
        source = self._source(self._budget.trial())
        try:
            for member, _ in tar_archive.members(source):
                self._budget.member()
                found.append(member)
        except CutOffError as error:
            self.note = error
        try:
            if isinstance(source, PackedSource):
                source.drain()
        except CutOffError as error:
            self.note = error
        return found

    def unpack(self, wanted: Set[int]) -> Unpacked:
        left = set(wanted)
        source = self._source(self._budget)
        members = tar_archive.members(source)
        try:
            while left and (member := next(members, None)):
                found, pieces = member
                if found.number in left:
                    left.discard(found.number)
                    yield found, self._budget.metered(pieces) if self._codec == "stored" else pieces
        except CutOffError:  # known from the list
            return

    def _source(self, budget: Budget) -> Source:
        if self._codec == "stored":
            return FileSource(self._stream, self._size)
        return PackedSource(budget.metered(_decoded(self._stream, self._codec, budget)))


class _Single:
    """One compressed file, called like its container without the suffix."""

    def __init__(self, stream: BinaryIO, name: str, codec: str, budget: Budget) -> None:
        self._stream = stream
        self._codec = codec
        self._budget = budget
        self._entry = entry(0, _without_suffix(name), 0)
        self.note: CutOffError | None = None

    def entries(self) -> list[Entry]:
        self._budget.member()
        return [self._entry]

    def unpack(self, wanted: Set[int]) -> Unpacked:
        if 0 in wanted:
            yield self._entry, self._budget.metered(_decoded(self._stream, self._codec, self._budget))


def _decoded(stream: BinaryIO, codec: str, budget: Budget) -> Iterator[bytes]:
    stream.seek(0)
    return decoded(codec, stream.read, budget.limits.max_window)


def _without_suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if stem and _PACKED_SUFFIX.fullmatch(dot + suffix) else name
