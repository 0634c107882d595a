"""Lines of a text file with the bytes they stand on, and what they look like."""

from collections.abc import Iterator, Sequence

import polars as pl

from assets.formats.base import Member
from assets.formats.plain_text.cutter import LINE_SCHEMA, Cutter
from assets.formats.plain_text.encoding import detect
from assets.formats.plain_text.traits import with_traits

MAX_WINDOW_LINES = 1 << 17
"""Lines handed over at a time, however short they are."""

SMALL_BYTES = 65_536
"""Files of at most this size are read several at a time."""

MAX_FILES = 1024


def read_lines(
    member: Member, window_bytes: int, limit_bytes: int | None = None
) -> Iterator[tuple[pl.DataFrame, bool]]:
    """Read a file in pieces of whole lines.

    Args:
        member: The file.
        window_bytes: Bytes read at a time.
        limit_bytes: Stop after about so many bytes, dropping the line at the cut.

    Yields:
        A frame of lines (``number`` from 1, ``start`` and ``end`` in bytes of the file with the line end
        included, ``text`` without it, ``fault``, and the columns of ``with_traits``), and whether it is
        the last one. An empty file yields nothing.
    """
    with member.open() as stream:
        encoding = detect(stream.read(4))
        stream.seek(0)
        cutter = Cutter(encoding)
        piece = stream.read(window_bytes)
        while piece:
            following = stream.read(window_bytes)
            parts = _parts(piece)
            for position, part in enumerate(parts):
                is_last = not following and position == len(parts) - 1
                lines = cutter.feed(part, is_last=is_last)
                if lines.height or is_last:
                    yield with_traits(lines), is_last
                if limit_bytes is not None and cutter.offset >= limit_bytes:
                    return
            piece = following


def _parts(piece: bytes) -> list[bytes]:
    """A piece as it is, or in parts where its lines are so short that they are too many."""
    if piece.count(b"\n") <= MAX_WINDOW_LINES:
        return [piece]
    return [piece[i : i + MAX_WINDOW_LINES] for i in range(0, len(piece), MAX_WINDOW_LINES)]


def read_whole(members: Sequence[Member]) -> pl.DataFrame:
    """Read small files at once: the frame of ``read_lines`` with ``file``, the position in ``members``."""
    rows = []
    for position, member in enumerate(members):
        with member.open() as stream:
            data = stream.read()
        rows += [(*row, position) for row in Cutter(detect(data[:4])).rows(data)]
    return with_traits(pl.DataFrame(rows, schema={**LINE_SCHEMA, "file": pl.Int64}, orient="row"))


def read_sample(members: Sequence[Member], limit_bytes: int) -> pl.DataFrame | None:
    """The first lines of files, with ``file``, up to about so many bytes; None without any."""
    parts, left, position = list[pl.DataFrame](), limit_bytes, 0
    while left > 0 and position < len(members):
        run = small_run(members, position, left)
        if run:
            lines = read_whole(run).with_columns(pl.col("file") + position)
        else:
            lines = next(read_lines(members[position], left, limit_bytes=left))[0]
            lines = lines.with_columns(file=pl.lit(position, pl.Int64))
        parts.append(lines.select("file", pl.exclude("file")))
        left -= int((lines["end"] - lines["start"]).sum())
        position += max(len(run), 1)
    return pl.concat(parts) if parts else None


def small_run(members: Sequence[Member], position: int, limit_bytes: int) -> list[Member]:
    """The small files from a position on that are best read together."""
    run, size = list[Member](), 0
    for member in members[position : position + MAX_FILES]:
        size += member.byte_count
        if member.byte_count > SMALL_BYTES or size > limit_bytes:
            break
        run.append(member)
    return run
