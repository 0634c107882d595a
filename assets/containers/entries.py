"""Members of an archive: how they are called here, and whether they may be unpacked."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

_HIDDEN_CATEGORIES = ("Cc", "Cs", "Zl", "Zp")
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LONGEST_NAME = 1000

LEADS_OUT = "its name leads out of the archive, as no export's does; it was not unpacked."
ENCRYPTED = "it is encrypted. Unpack it with its password and hand over what it holds."
LINK = "it is a link, not a file; it was not followed. Hand over the file that it stands for."
DEVICE = "it is a device or a pipe, not a file; it was not unpacked."
SPARSE = "it is kept as a sparse file, which Anbar does not unpack. Unpack it and hand it over."


@dataclass(frozen=True)
class Entry:
    """One file in an archive."""

    number: int
    """Which entry of the archive it is, folders and links counted."""
    path: PurePosixPath
    """Its name for people and for grouping; nothing is ever written under it."""
    byte_count: int
    """Its size as the archive states it."""
    refused: str = ""
    """Why it is not unpacked; empty for a file that is."""


def decode_name(raw: bytes, encodings: tuple[str, ...]) -> str:
    """A name in the first encoding that fits; Latin-1, which fits anything, when none does."""
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def shown_path(name: str) -> PurePosixPath:
    """A name as a relative path without anything that could deceive: ``..`` stays, to be refused."""
    parts = [p for p in name[-_LONGEST_NAME:].replace("\\", "/").split("/") if p not in ("", ".")]
    return PurePosixPath(*("".join(map(_visible, p)) for p in parts))


def _visible(character: str) -> str:
    """The character, or its number where it is invisible and no part of how people write."""
    if unicodedata.category(character) in _HIDDEN_CATEGORIES or character in _DIRECTION_MARKS:
        return f"<{ord(character):02X}>"
    return character


def entry(number: int, name: str, byte_count: int, refused: str = "") -> Entry:
    """An entry under its shown name, refused if that leads out of the archive."""
    path = shown_path(name)
    if not path.parts:
        path = PurePosixPath("(no name)")
    return Entry(number, path, min(byte_count, 1 << 62), LEADS_OUT if ".." in path.parts else refused)
