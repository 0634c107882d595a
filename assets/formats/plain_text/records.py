"""Turns blocks of lines into records: observations, artifacts and quarantined stretches."""

import re
from dataclasses import dataclass

import polars as pl

from assets.formats.base import BatchBuilder, Member, Observation
from assets.formats.plain_text.blocks import OVERSIZE, POST, UNCERTAIN, Block
from assets.formats.plain_text.channel import Channel
from assets.formats.plain_text.dated import header_time
from assets.formats.plain_text.encoding import UTF_8, Encoding
from assets.formats.plain_text.profile import Profile
from assets.formats.plain_text.view import View

MAX_MESSAGE_CHARACTERS = 4096
"""Telegram's limit: a longer block holds more than one post."""

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

    def write(self, lines: pl.DataFrame, view: View, blocks: list[Block]) -> None:
        """Write blocks, which follow each other without gaps, and blank lines above the first of them."""
        first_row = view.row_of(blocks[0].start) if blocks else 0
        if first_row > 0:
            self._write_rows("separator", lines[:first_row])
        for block in blocks:
            rows = lines[view.row_of(block.start) : view.row_of(block.end)]
            self._write_block(block, rows, view)

    def write_blank(self, lines: pl.DataFrame) -> None:
        """Write a file that has nothing but blank lines."""
        self._write_rows("separator", lines)

    def _write_block(self, block: Block, rows: pl.DataFrame, view: View) -> None:
        faulty = rows.filter(pl.col("fault").is_not_null())
        if not faulty.is_empty():
            self._reject(str(faulty["fault"][0]), rows, str(faulty["fault_case"][0]))
        elif block.kind == OVERSIZE:
            self._reject("post_too_long", rows, f"{_span(rows)[1] - _span(rows)[0]} bytes")
        elif block.kind == POST:
            self._observe(block, rows, view)
        else:
            self._write_rows(block.kind, rows)

    def _observe(self, block: Block, rows: pl.DataFrame, view: View) -> None:
        first = view.row_of(block.start)
        texts = rows["text"].to_list()
        body_end = block.end if block.body_end is None else block.body_end
        in_footer = {view.row[i] - first for i in range(body_end, block.end)
                     if view.key[i] not in self.profile.footer_content}  # fmt: skip
        skipped = int(block.has_header)
        text = "\n".join(texts[skipped:]).rstrip("\n")
        content = "\n".join(t for i, t in enumerate(texts) if i >= skipped and i not in in_footer)
        own = self.channel.own_mentions()
        content = (own.sub("", content) if own else content).rstrip("\n")
        confidence = min(block.confidence, UNCERTAIN if len(text) > MAX_MESSAGE_CHARACTERS else 1.0)
        start, end = _span(rows)
        fields = Observation(
            record_locator=self._locator(rows),
            byte_start=start,
            byte_end=end,
            channel_ref=self.channel.ref,
            title=None if block.title is None else title_text(view.text[block.title]),
            text=text,
            content_text=content,
            confidence=round(confidence, 4),
        )
        if block.has_header:
            fields.update(_header_fields(texts[0]))
        self.builder.observation(**fields)
        if confidence < CERTAIN:
            self.builder.finding(
                "low_confidence_posts",
                f"boundaries of posts are trusted less than {CERTAIN}",
                example=self._locator(rows),
            )

    def _write_rows(self, kind: str, rows: pl.DataFrame) -> None:
        text = "\n".join(rows["text"].to_list())
        self.builder.exclude("artifact", self._locator(rows), kind=kind, span=_span(rows), raw_text=text)

    def _reject(self, reason: str, rows: pl.DataFrame, case: str) -> None:
        start, end = _span(rows)
        with self.member.open() as stream:
            stream.seek(start)
            data = stream.read(end - start)
        raw = data.decode(self.encoding.codec, "backslashreplace").replace("\x00", "\\x00")
        rule = rule_in_words(reason, self.encoding, is_legacy=self.is_legacy)
        self.builder.reject(
            reason, rule, self._locator(rows), span=(start, end), raw_text=raw, failure_case=case
        )

    def _locator(self, rows: pl.DataFrame) -> str:
        first, last = rows["number"][0], rows["number"][-1]
        return self.prefix + (f"line {first}" if first == last else f"lines {first}-{last}")


def _span(rows: pl.DataFrame) -> tuple[int, int]:
    return int(rows["start"][0]), int(rows["end"][-1])


def _header_fields(header: str) -> Observation:
    """What a header line states, as fields of an observation; nothing for an impossible date."""
    stated = header_time(header)
    if stated is None:
        return Observation()
    return Observation(posted_local=stated[0], posted_precision=stated[1], date_method="header")
