"""Bytes read one after the other: from a file, where skipping is free, or from what is unpacked on the way."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from assets.containers.decode import PIECE
from assets.containers.errors import CutOffError


class Source(Protocol):
    """What an archive is read from."""

    def take(self, size: int) -> bytes:
        """The next bytes, fewer at the end."""

    def skip(self, size: int) -> int:
        """Pass over bytes; gives how many there were."""


class FileSource:
    """An archive that is not packed."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self._size = size
        self._at = 0

    def take(self, size: int) -> bytes:
        """See ``Source``."""
        self._stream.seek(self._at)
        taken = self._stream.read(size)
        self._at += len(taken)
        return taken

    def skip(self, size: int) -> int:
        """See ``Source``."""
        there = min(size, self._size - self._at)
        self._at += there
        return there


class PackedSource:
    """An archive in a compressed stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._damage: CutOffError | None = None
        self._ahead = memoryview(b"")

    def take(self, size: int) -> bytes:
        """See ``Source``; bytes before damage are given before the damage is raised."""
        taken = bytearray()
        while len(taken) < size and (piece := self._some(size - len(taken))):
            taken += piece
        if not taken and size:
            self._raise()
        return bytes(taken)

    def skip(self, size: int) -> int:
        """See ``Source``."""
        left = size
        while left and (piece := self._some(left)):
            left -= len(piece)
        if left:
            self._raise()
        return size - left

    def drain(self) -> None:
        """Read to the end, where the checksum of all stands."""
        while self.skip(PIECE) == PIECE:
            pass

    def _some(self, size: int) -> memoryview:
        """The next bytes that are at hand, at most so many."""
        if not self._ahead:
            try:
                self._ahead = memoryview(next(self._pieces, b""))
            except CutOffError as error:
                self._damage = error
        some, self._ahead = self._ahead[:size], self._ahead[size:]
        return some

    def _raise(self) -> None:
        damage, self._damage = self._damage, None
        if damage:
            raise damage
