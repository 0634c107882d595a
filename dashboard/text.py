"""Text of strangers, shown exactly and inert; and numbers as people read them."""

import re
from datetime import datetime

from markupsafe import Markup, escape

_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"  # marks without a shape
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, direction
    "\U000e0000-\U000e007f"  # tags
    "]"
)
"""Characters that change what is seen without being seen. The joiners U+200C and U+200D are not among them:
Persian words and emoji are spelled with them."""


def plain(text: str) -> str:
    """Spell out hidden characters as ``⟦U+202E⟧``, so that nobody is misled about what stands there."""
    return _HIDDEN.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", text)


def visible(text: str | None) -> Markup:
    """Escape raw text for a page; hidden characters become marked signs, everything else stays as it is."""
    if text is None:
        return Markup('<span class="none">nothing</span>')  # a constant
    parts: list[Markup] = []
    position = 0
    for found in _HIDDEN.finditer(text):
        parts += [escape(text[position : found.start()]), _sign(found[0])]
        position = found.end()
    parts.append(escape(text[position:]))
    return Markup("").join(parts)


def _sign(character: str) -> Markup:
    return Markup('<b class="sign">U+{:04X}</b>').format(ord(character))


_CODE = re.compile(r"`([^`]*)`")


def coded(words: str) -> Markup:
    """Escape a sentence of our own; what stands between backquotes is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(plain(words)))))  # escaped just now


def number(value: float | None) -> str:
    """A count with separators; a dash for what is not known."""
    if value is None:
        return "–"
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"


def share(part: float | None, whole: float | None) -> str:
    """A share in percent, never rounded to 0 or 100 unless it is."""
    if part is None or not whole:
        return "–"
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return "< 0.1 %"
    if 99.9 < percent < 100:
        return "> 99.9 %"
    return f"{percent:.1f} %".replace(".0 %", " %")


def size(byte_count: int | None) -> str:
    """A number of bytes in the unit that fits."""
    if byte_count is None:
        return "–"
    value = float(byte_count)
    for unit in ("bytes", "kB", "MB"):
        if value < 1000:
            return f"{value:,.0f} {unit}" if unit == "bytes" else f"{value:,.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} GB"


def moment(value: datetime | None) -> str:
    """An instant, naive UTC, to the minute."""
    return f"{value:%Y-%m-%d %H:%M} UTC" if value else "–"


def slug(name: str) -> str:
    """A name as part of a file name or anchor: one to one, for names of one alphabet or another."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f".{ord(c):x}." for c in name)
