"""Character encodings of text files, and whether bytes are text at all."""

import codecs
import csv
import re
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file are to be read."""

    codec: str
    label: str
    """Name for people."""
    bom: bytes
    """Byte order mark at the start of the file; not part of the text."""
    unit: int
    """Bytes per code unit."""

    @property
    def reason(self) -> str:
        """Rejection reason of text that is not valid in this encoding."""
        return "invalid_" + self.label.lower().replace("-", "")


UTF_8 = Encoding("utf-8", "UTF-8", b"", 1)
_MARKED = (  # UTF-32 first: its little-endian mark starts with that of UTF-16
    Encoding("utf-32-le", "UTF-32", codecs.BOM_UTF32_LE, 4),
    Encoding("utf-32-be", "UTF-32", codecs.BOM_UTF32_BE, 4),
    Encoding("utf-8", "UTF-8", codecs.BOM_UTF8, 1),
    Encoding("utf-16-le", "UTF-16", codecs.BOM_UTF16_LE, 2),
    Encoding("utf-16-be", "UTF-16", codecs.BOM_UTF16_BE, 2),
)

_JSON = re.compile(r"\s*(\{\s*[\"}]|\[\s*[\[{\"\]])")
_MARKUP = re.compile(r"\s*<(!doctype|!--|\?xml|[a-z][a-z0-9:]*[\s/>])", re.IGNORECASE)
_ARCHIVE = re.compile(r"WARC/\d")
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b")
_MAX_CONTROL_SHARE = 0.01
_MIN_TABLE_ROWS = 3
_MIN_TABLE_COLUMNS = 3


def detect(head: bytes) -> Encoding:
    """Encoding by byte order mark, else UTF-8."""
    return next((e for e in _MARKED if head.startswith(e.bom)), UTF_8)


def is_text(head: bytes) -> bool:
    """Whether the first bytes of a file are text of some encoding: hardly a control character.

    A stray NUL is a damaged record, for the quarantine; a binary file has more of them.

    Files in UTF-16 and UTF-32 are recognised by their byte order mark.
    """
    encoding = detect(head)
    if encoding.unit > 1:
        body = head[len(encoding.bom) :]
        text = body[: len(body) // encoding.unit * encoding.unit].decode(encoding.codec, "replace")
        return "\x00" not in text and text.count("\ufffd") <= 1 + len(text) * _MAX_CONTROL_SHARE
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls <= 1 + len(head) * _MAX_CONTROL_SHARE


def has_letters(head: bytes) -> bool:
    """Whether there is anything to read: a file of digits alone is a counter or a list, not a text."""
    encoding = detect(head)
    # Bytes of another encoding may be letters: the quarantine will say so.
    return any(c.isalpha() or c == "\ufffd" for c in head.decode(encoding.codec, "replace"))


def is_structured(head: bytes) -> bool:
    """Whether text is of a format with a syntax: JSON, HTML, XML, WARC or a delimited table."""
    encoding = detect(head)
    text = head[len(encoding.bom) :].decode(encoding.codec, "replace")
    return bool(_JSON.match(text) or _MARKUP.match(text) or _ARCHIVE.match(text)) or _is_table(text)


def _is_table(text: str) -> bool:
    """Whether all rows have the same number of fields, for one of the usual delimiters."""
    for delimiter in ",;\t":
        try:
            rows = [r for r in islice(csv.reader(text.splitlines()[:200], delimiter=delimiter), 50) if r]
        except csv.Error:
            continue
        rows = rows[:-1] if len(rows) > _MIN_TABLE_ROWS else rows  # the last one may be cut
        widths = {len(r) for r in rows}
        if len(rows) >= _MIN_TABLE_ROWS and len(widths) == 1 and widths.pop() >= _MIN_TABLE_COLUMNS:
            return True
    return False
