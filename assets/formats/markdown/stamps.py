"""Lines that say of which post a mirror speaks and when it was published."""

import re
from typing import NamedTuple

from assets.formats.markdown.counts import Counts, take_counts
from assets.formats.telegram import bare_id

_LONGEST, _LONGEST_UNLINKED = 512, 120
"""A longer line is text."""

_MAX_WORDS_AT_ALL = 20
"""The same in words, those of dates, labels and the link among them."""

_MAX_WORDS, _MAX_LETTERS = 4, 24
"""What a stamp may have besides its parts: labels such as `Date` or `Open in Telegram`."""

_URL = re.compile(
    r"(?:https?://)?(?:www\.)?(?:t|telegram)\.(?:me|dog)/(?:s/)?(?:c/(\d{1,13})|([A-Za-z]\w{2,39}))"
    r"/(?:\d{1,18}/)?(\d{1,18})(?:\?[\w=&%.-]{0,80})?(?![\w/])",
    re.ASCII,
)
_LINK_TEXT = re.compile(r"\[([^\[\]]{0,200})\]\(<?\Z")
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s-]{1,3}[^\W\d_]{3,12}\.?,?[\s-]{1,3}\d{4})(?!\d)"
    r"|(?<!\w)[^\W\d_]{3,12}\.?\s{1,3}\d{1,2}(?:st|nd|rd|th)?,?\s{1,3}\d{4}(?!\d)"
)
_CLOCK = re.compile(
    r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?!:?\d)(?:\s?[AaPp]\.?[Mm]\b\.?)?"
    r"(?:\s?\(?(?:UTC|GMT|Z)\b\)?)?(?:\s?[+-]\d{1,2}:?\d{2}(?!\d))?"
)
_ZONE = re.compile(r"(?<!\w)\(?(?:UTC|GMT)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?(?!\w)\)?")
_DAY_NAME = re.compile(r"(?<!\w)(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}(?!\w),?", re.IGNORECASE)
_IGNORED_WORDS = frozenset({"edited", "id", "post", "message", "msg"})
_HINT = re.compile(
    r"\d:\d\d|\d{4}|[\u203c-\u3299\U0001f000-\U0001faff]|view|seen|forward|share|repost|comment|repl"
    r"|بازدید|مشاهد|просмотр",
    re.IGNORECASE,
)
"""What a time, a date or a count has."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")


class Post(NamedTuple):
    """The post that a line links to."""

    handle: str | None
    """As it is written; None for private channels."""
    telegram_id: int | None
    message_id: int

    @property
    def ref(self) -> str:
        """Reference of its channel."""
        return f"id:{self.telegram_id}" if self.handle is None else f"handle:{self.handle.lower()}"


class Shape(NamedTuple):
    """What the stamps of a mirror have in common."""

    is_heading: bool
    is_dated_link: bool
    """True when the text of the link is the date or the time of day."""
    words: tuple[str, ...]


class Stamp(NamedTuple):
    """What a line states of a post: its link, its time, its counts; each of them may be missing."""

    post: Post | None
    day: str | None
    clock: str | None
    """Time of day, with its zone where one is written."""
    counts: Counts
    shape: Shape

    @property
    def is_bare(self) -> bool:
        """True when counts are all there is."""
        return self.post is None and self.day is None and self.clock is None


def read_stamp(line: str) -> Stamp | None:
    """What a line states, None where it is text: where it holds words besides.

    A line with several links to posts is text too.
    """
    is_linked = ".me/" in line or ".dog/" in line
    if len(line) > (_LONGEST if is_linked else _LONGEST_UNLINKED) or not (is_linked or _HINT.search(line)):
        return None
    if len(_WORD.findall(line)) > _MAX_WORDS_AT_ALL:
        return None
    plain = line.translate(_DIGITS)
    links = list(_URL.finditer(plain)) if is_linked else []
    if len({(m[1], (m[2] or "").lower(), m[3]) for m in links}) > 1:
        return None
    label = _LINK_TEXT.search(plain[: links[0].start()]) if links else None
    is_dated_link = label is not None and bool(_CLOCK.search(label[1]) or _DATE.search(label[1]))
    rest = _URL.sub(" ", plain)
    day, rest = _take(_DATE, rest)
    clock, rest = _take(_CLOCK, rest)
    zone, rest = _take(_ZONE, rest)
    rest, counts = take_counts(rest)
    words = _words(rest)
    if (
        len(words) > _MAX_WORDS
        or sum(map(len, words)) > _MAX_LETTERS
        or not (links or day or clock or counts)
    ):
        return None
    if clock and zone and not any(c.isalpha() or c in "+-" for c in clock):
        clock = f"{clock} {zone.strip('()')}"
    shape = Shape(line.lstrip().startswith("#"), is_dated_link, tuple(words))
    return Stamp(_post(links[0]) if links else None, day, clock and clock.replace("(", "").replace(")", ""),
                 counts, shape)  # fmt: skip


def merged(stamps: list[Stamp]) -> Stamp:
    """What neighbouring lines state together; the first one with a link gives the shape."""
    first = next((s for s in stamps if s.post), stamps[0])
    return Stamp(
        first.post,
        next((s.day for s in stamps if s.day), None),
        next((s.clock for s in stamps if s.clock), None),
        Counts.merged(s.counts for s in stamps),
        first.shape,
    )


def _post(found: re.Match[str]) -> Post | None:
    number = int(found[3])
    private = bare_id(found[1]) if found[1] else None
    if not number or number >= 2**63 or (found[1] and private is None):
        return None
    return Post(found[2], private, number)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str | None, str]:
    """The first match and the text without it."""
    found = pattern.search(text)
    if found is None:
        return None, text
    return found[0], f"{text[: found.start()]} {text[found.end() :]}"


def _words(rest: str) -> list[str]:
    words = _WORD.findall(_DAY_NAME.sub(" ", rest).replace("https", " "))
    return [w for word in words if (w := word.lower()) not in _IGNORED_WORDS]
