"""Turns blocks of lines into records: observations, artifacts and quarantined stretches."""

import re
from collections import deque
from dataclasses import dataclass
from datetime import date

from assets.formats.base import BatchBuilder, Member, Observation
from assets.formats.plain_text.blocks import GUESSED, OVERSIZE, POST, UNCERTAIN, Block
from assets.formats.plain_text.channel import Channel
from assets.formats.plain_text.dated import header_time, possible_days
from assets.formats.plain_text.encoding import UTF_8, Encoding
from assets.formats.plain_text.printed import framing, printed_day
from assets.formats.plain_text.profile import MAX_MESSAGE_CHARACTERS, Profile
from assets.formats.plain_text.stamped import behind_stamp, stated_times
from assets.formats.plain_text.view import Rows, View

CERTAIN = 0.9
"""Posts trusted less are reported."""

_DECORATION = re.compile(r"\A[^\w«»\"'“”‘’(\[{#@]+")
_RULES = {
    "contains_nul": "the text holds no NUL character",
    "line_too_long": "a line of a text is shorter than 1 MiB",
    "post_too_long": (
        "a post is shorter than 1 MiB: no place where posts end was found here; "
        "state the lines that end the channel's posts as its footer lines in anbar.toml"
    ),
}
_LEGACY_HINT = (
    "; most of the file is not, so it is probably in an older 8-bit encoding such as Windows-1256: "
    "convert it to UTF-8 first"
)


def title_text(line: str) -> str:
    """A title line without the decoration that leads it."""
    return (_DECORATION.sub("", line.strip()) or line).strip()


def rule_in_words(reason: str, encoding: Encoding = UTF_8, *, is_legacy: bool = False) -> str:
    """The rule that a rejected stretch of text breaks."""
    if reason in _RULES:
        return _RULES[reason]
    return f"the text is valid {encoding.label}" + (_LEGACY_HINT if is_legacy else "")


@dataclass
class RecordWriter:
    """Writes the blocks of one file into a batch."""

    builder: BatchBuilder
    member: Member
    encoding: Encoding
    profile: Profile
    channel: Channel
    prefix: str = ""
    """What stands before `lines 1-6` in a locator."""
    is_legacy: bool = False
    """True when most of the file is not valid in its encoding."""

    def __post_init__(self) -> None:
        self._own = self.channel.own_mentions()
        self._day: date | None = None
        self._times: dict[int, Observation] = {}

    def write(self, view: View, blocks: list[Block]) -> None:
        """Write blocks, which follow each other without gaps, and blank lines above the first of them."""
        first_row = view.row_of(blocks[0].start) if blocks else 0
        if first_row > 0:
            self._write_rows("separator", view.rows, 0, first_row)
        if self.profile.mode == "stamped":
            self._times = stated_times(view, is_day_first=self.profile.is_day_first)
        faults = deque(view.rows.faults)
        for block in blocks:
            start, end = view.row_of(block.start), view.row_of(block.end)
            while faults and faults[0][0] < start:
                faults.popleft()
            if faults and faults[0][0] < end:
                self._reject(faults[0][1], view.rows, start, end, faults[0][2])
            elif block.kind == OVERSIZE:
                size = view.rows.end[end - 1] - view.rows.start[start]
                self._reject("post_too_long", view.rows, start, end, f"{size} bytes")
            elif block.kind == POST:
                self._observe(block, view, start, end)
            else:
                self._write_rows(block.kind, view.rows, start, end)
                self._day = printed_day(view.text(block.end - 1))

    def write_blank(self, rows: Rows) -> None:
        """Write a file that has nothing but blank lines."""
        self._write_rows("separator", rows, 0, len(rows.text))

    def _observe(self, block: Block, view: View, start: int, end: int) -> None:
        rows = view.rows
        first, last = _text_rows(block, view)
        lines = rows.text[first:last]
        if self.profile.mode == "stamped" and block.text_start is None:
            lines[:1] = [behind_stamp(view, block.start)]
        text = "\n".join(lines).rstrip("\n")
        confidence = min(block.confidence, UNCERTAIN if len(text) > MAX_MESSAGE_CHARACTERS else 1.0)
        if self.profile.is_lemmatised:
            confidence = min(confidence, GUESSED)
        locator = self._locator(rows, start, end)
        fields = Observation(
            record_locator=locator,
            byte_start=rows.start[start],
            byte_end=rows.end[end - 1],
            channel_ref=self.channel.ref,
            title=None if block.title is None else title_text(view.text(block.title)),
            text=text,
            content_text=self._content(block, view, lines, first),
            confidence=round(confidence, 4),
        )
        fields.update(
            self._times.get(block.start) or self._stated(rows.text[start:first], rows.text[last:end])
        )
        self.builder.observation(**fields)
        if confidence < CERTAIN:
            self.builder.finding(
                "low_confidence_posts",
                f"boundaries of posts are trusted less than {CERTAIN}",
                example=locator,
            )

    def _stated(self, above: list[str], below: list[str]) -> Observation:
        """What an app or page printed above and below a post, as fields of an observation."""
        if self.profile.mode == "printed":
            return framing(above, below, self._day)
        if self.profile.mode == "dated" and above:
            return _header_fields(above[0], self.profile.is_day_first)
        return Observation()

    def _content(self, block: Block, view: View, lines: list[str], first: int) -> str:
        """The text of a post, whose lines begin at a row, without its footer and mentions of the own channel."""
        if block.body_end is not None and block.body_end < block.end:
            in_footer = {view.row[i] for i in range(block.body_end, block.end)
                         if view.key[i] not in self.profile.footer_content}  # fmt: skip
            lines = [line for row, line in enumerate(lines, first) if row not in in_footer]
        text = "\n".join(lines).rstrip("\n")
        if self._own and ("@" in text or "/" in text):
            text = self._own.sub("", text).rstrip("\n")
        return text

    def _write_rows(self, kind: str, rows: Rows, start: int, end: int) -> None:
        span = rows.start[start], rows.end[end - 1]
        text = "\n".join(rows.text[start:end])
        self.builder.exclude("artifact", self._locator(rows, start, end), kind=kind, span=span, raw_text=text)

    def _reject(self, reason: str, rows: Rows, start: int, end: int, case: str) -> None:
        first, last = rows.start[start], rows.end[end - 1]
        with self.member.open() as stream:
            stream.seek(first)
            data = stream.read(last - first)
        raw = data.decode(self.encoding.codec, "backslashreplace").replace("\x00", "\\x00")
        rule = rule_in_words(reason, self.encoding, is_legacy=self.is_legacy)
        locator = self._locator(rows, start, end)
        self.builder.reject(reason, rule, locator, span=(first, last), raw_text=raw, failure_case=case)

    def _locator(self, rows: Rows, start: int, end: int) -> str:
        first, last = rows.number[start], rows.number[end - 1]
        return self.prefix + (f"line {first}" if first == last else f"lines {first}-{last}")


def _text_rows(block: Block, view: View) -> tuple[int, int]:
    """Rows [first, last) that hold the text of a post."""
    start = block.start if block.text_start is None else block.text_start
    end = block.end if block.text_end is None else block.text_end
    return view.row_of(start), view.row_of(end)


def _header_fields(header: str, is_day_first: bool | None) -> Observation:
    """What a header line states, as fields of an observation; nothing for an impossible date."""
    stated = header_time(header, is_day_first=is_day_first)
    if stated is None:
        return Observation()
    if stated.other_day is not None:
        earliest, latest = possible_days(stated)
        return Observation(posted_earliest_date=earliest, posted_latest_date=latest, date_method="header")
    return Observation(posted_local=stated.moment, posted_precision=stated.precision, date_method="header")
