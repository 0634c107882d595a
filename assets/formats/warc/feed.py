"""A buffer over the pieces of an archive, which stops where one stretch of records ends."""

from assets.formats.base import Member
from assets.formats.warc.pieces import CUT_OFF, RECORD, Fault, Piece, read_pieces


class Feed:
    """Bytes of an archive that are still to be cut into records.

    A stretch goes from the beginning of a member up to the next one that begins with a record, up to
    damage, or to the end of the file: no record reaches beyond it. Members that begin with something else
    go on where the last one ended.
    """

    def __init__(self, member: Member) -> None:
        self._member = member
        self._pieces = read_pieces(member)
        self._next: Piece | None = next(self._pieces, None)
        self.buffer = bytearray()
        self.is_packed = self._next is not None and (self._next.is_start or self._next.fault is not None)
        self._fault: Fault | None = None
        self._is_fault_taken = False
        self._is_begun = False
        self._consumed = 0
        self._offset = 0
        self._count = 0

    @property
    def is_at_end(self) -> bool:
        """Whether the buffer holds the rest of the stretch."""
        if self._fault is not None or self._next is None:
            return True
        if not self._is_begun or not self._next.is_start:
            return False
        return self._next.fault is not None or self._next.data.startswith(RECORD)

    @property
    def is_cut_off(self) -> bool:
        """Whether the stretch ends because the file does, too early."""
        return self._fault is not None and self._fault.reason == CUT_OFF

    def fill(self, size: int) -> bool:
        """Have so many bytes in the buffer; False where the stretch has no more."""
        while len(self.buffer) < size:
            if self.is_at_end or self._next is None:
                return False
            piece = self._next
            self._fault = piece.fault
            if piece.is_start or not self._is_begun:
                self._offset, self._count = piece.offset, 0
            self._is_begun = True
            self.buffer += piece.data
            self._next = next(self._pieces, None)
        return True

    def go_on(self) -> bool:
        """Begin the next stretch; False at the end of the file."""
        self._fault, self._is_fault_taken, self._is_begun = None, False, False
        return self._next is not None

    def take_fault(self) -> Fault | None:
        """What ended the stretch, told once."""
        if self._is_fault_taken:
            return None
        self._is_fault_taken = self._fault is not None
        return self._fault

    def consume(self, size: int) -> None:
        """Drop bytes from the buffer."""
        del self.buffer[:size]
        self._consumed += size

    def skip(self, size: int) -> None:
        """Drop bytes, more than a buffer holds, as far as the stretch has them."""
        while size and self.fill(1):
            part = min(size, len(self.buffer))
            self.consume(part)
            size -= part

    def count_record(self) -> None:
        """Count a record of the member, for places."""
        self._count += 1

    def place(self) -> str:
        """Where the next byte stands: in a plain file, or which record of which member it begins."""
        if not self.is_packed:
            return f"byte {self._consumed}"
        return f"member at byte {self._offset}" + (f" record {self._count + 1}" if self._count else "")

    def may_end_behind(self, size: int) -> bool:
        """Whether a record of so many bytes may end where it says; packed files can only be believed."""
        if self.is_packed:
            return True
        end = self._consumed + size
        if end > self._member.byte_count:
            return False
        with self._member.open() as stream:
            stream.seek(end)
            return not stream.read(4).strip()
