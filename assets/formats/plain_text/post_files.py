"""Reads folders that hold one post per file."""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from assets.formats.base import Batch, BatchBuilder, Member, ParseOptions
from assets.formats.plain_text.blocks import UNCERTAIN
from assets.formats.plain_text.channel import Channel, channel_of
from assets.formats.plain_text.cutter import MAX_LINE_BYTES
from assets.formats.plain_text.encoding import detect
from assets.formats.plain_text.folder import MAX_POST_FILE_BYTES, message_id, post_folders, repeated_ids
from assets.formats.plain_text.footers import footer_candidates
from assets.formats.plain_text.lines import read_whole
from assets.formats.plain_text.profile import handle_of, pinned_keys
from assets.formats.plain_text.records import rule_in_words

FILES_AT_ONCE = 4096
"""Files read together: the memory needed is bounded by their sizes, which are those of messages."""


def read_post_files(members: tuple[Member, ...], options: ParseOptions) -> Iterator[Batch]:
    """Read each file that is named by a message id as one post; other files are containers.

    A file that is too long to be a post is read all the same, with little confidence; one that is longer
    than a text can be is quarantined.
    """
    builder = BatchBuilder()
    footers, channel = _signature(members, options)
    channel.announce(builder)
    _report(builder, members)
    writer = _FileWriter(builder, channel, footers, repeated_ids(members))
    for begin in range(0, len(members), FILES_AT_ONCE):
        writer.write(members[begin : begin + FILES_AT_ONCE])
        yield builder.flush()


def _signature(members: tuple[Member, ...], options: ParseOptions) -> tuple[frozenset[str], Channel]:
    """Keys of the lines that sign the posts, and the channel, from the first files."""
    sample = [m for m in members if message_id(m) and m.byte_count <= MAX_POST_FILE_BYTES][:FILES_AT_ONCE]
    lines = read_whole(sample)
    pinned = pinned_keys(options.footer_lines)
    found = [] if pinned else [f for f in footer_candidates(lines) if f.is_linked]
    keys = pinned or frozenset(k for f in found for k in f.keys if k not in f.content_keys)
    score = 1.0 if pinned else max((f.score for f in found), default=0.0)
    return keys, channel_of(options, handle_of(lines, keys), score)


def _report(builder: BatchBuilder, members: tuple[Member, ...]) -> None:
    """Note what is odd about the folder."""
    for number in sorted(repeated_ids(members)):
        subject = "several files are named by the same message id: their ids are left out"
        builder.finding("message_id_repeated", subject, example=str(number))
    folders = sorted(post_folders(members))
    if len(folders) > 1:
        subject = "the posts lie in several folders: if those are channels, hand them over one by one"
        builder.finding("several_post_folders", subject, count=len(folders), example=folders[0])


class _FileWriter:
    def __init__(
        self, builder: BatchBuilder, channel: Channel, footers: frozenset[str], repeated: set[int]
    ) -> None:
        self._builder = builder
        self._channel = channel
        self._own = channel.own_mentions()
        self._footers = footers
        self._repeated = repeated

    def write(self, members: tuple[Member, ...]) -> None:
        """Write files as records, in their order."""
        small = [m for m in members if message_id(m) is not None and m.byte_count <= MAX_LINE_BYTES]
        lines_of: dict[str, pl.DataFrame] = {
            small[int(part["file"][0])].name: part
            for part in read_whole(small).partition_by("file", maintain_order=True)
        }
        for member in members:
            span = (0, member.byte_count) if member.byte_count else None
            if message_id(member) is None:
                self._builder.exclude("artifact", member.name, kind="container", span=span)
            elif member.byte_count > MAX_LINE_BYTES:
                self._builder.reject("post_too_long", rule_in_words("post_too_long"), member.name, span=span,
                                     failure_case=f"{member.byte_count} bytes")  # fmt: skip
            else:
                self._write_post(member, lines_of.get(member.name), span)

    def _write_post(self, member: Member, lines: pl.DataFrame | None, span: tuple[int, int] | None) -> None:
        texts: list[str] = [] if lines is None else lines["text"].to_list()
        keys: list[str] = [] if lines is None else lines["key"].to_list()
        faults = [] if lines is None else lines.filter(pl.col("fault").is_not_null()).rows(named=True)
        if faults:
            self._reject(member, faults[0], span)
            return
        number = message_id(member)
        start, end = span or (None, None)
        self._builder.observation(
            record_locator=member.name,
            byte_start=start,
            byte_end=end,
            channel_ref=self._channel.ref,
            message_id=None if number in self._repeated else number,
            text="\n".join(texts).rstrip("\n"),
            content_text=_content(texts, keys, self._footers, self._own),
            confidence=1.0 if member.byte_count <= MAX_POST_FILE_BYTES else UNCERTAIN,
        )

    def _reject(self, member: Member, fault: dict[str, Any], span: tuple[int, int] | None) -> None:
        with member.open() as stream:
            data = stream.read()
        encoding = detect(data[:4])
        raw = data.decode(encoding.codec, "backslashreplace").replace("\x00", "\\x00")
        rule = rule_in_words(fault["fault"], encoding)
        self._builder.reject(fault["fault"], rule, member.name, span=span, raw_text=raw,
                             failure_case=fault["fault_case"])  # fmt: skip


def _content(texts: list[str], keys: list[str], footers: frozenset[str], own: re.Pattern[str] | None) -> str:
    """Text without the lines that sign it and without mentions of the own channel."""
    end = len(texts)
    while end and (keys[end - 1] in footers or not texts[end - 1].strip()):
        end -= 1
    content = "\n".join(texts[:end])
    return own.sub("", content).rstrip("\n") if own else content
