"""What unpacking may cost: bytes, members and ratio are counted as they come, whatever archives state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assets.containers.errors import LimitError
from warehouse.settings import Containers

RATIO_FROM = 100_000_000
"""Unpacked bytes from which the ratio counts: a small file may well be dense."""


@dataclass
class Budget:
    """Limits of one file handed over, with what has been spent of them on it and on archives inside it."""

    limits: Containers
    packed_size: int
    """Bytes of the file handed over."""
    byte_count: int = 0
    member_count: int = 0

    def trial(self) -> "Budget":
        """The same budget for a look that does not count, because the bytes will be read again."""
        return Budget(self.limits, self.packed_size, self.byte_count)

    def metered(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass unpacked bytes on and count them.

        Raises:
            LimitError: they are too many.
        """
        for piece in pieces:
            self.byte_count += len(piece)
            if self.byte_count > self.limits.max_bytes:
                raise LimitError(
                    f"it unpacks to more than {self.limits.max_bytes:,} bytes; nothing of it is loaded.",
                    "If it is a real export, raise max_bytes under [containers] in anbar.toml.",
                )
            dense = self.limits.max_ratio * max(self.packed_size, 1)
            if self.byte_count > max(RATIO_FROM, dense):
                raise LimitError(
                    f"it unpacks to more than {self.limits.max_ratio:g} times its {self.packed_size:,} bytes, "
                    "as only bombs do; nothing of it is loaded.",
                    "If it is a real export, raise max_ratio under [containers] in anbar.toml.",
                )
            yield piece

    def member(self) -> None:
        """Count a member.

        Raises:
            LimitError: there are too many.
        """
        self.member_count += 1
        if self.member_count > self.limits.max_members:
            raise LimitError(
                f"it holds more than {self.limits.max_members:,} members; nothing of it is loaded.",
                "If it is a real export, raise max_members under [containers] in anbar.toml.",
            )
