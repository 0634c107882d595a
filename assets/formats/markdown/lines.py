"""Lines of a Markdown file: their bytes, the cells of table rows, and where posts are linked in them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from assets.formats.base import Member
from assets.formats.markdown.counts import Counts
from assets.formats.markdown.stamps import Stamp, merged, read_stamp
from assets.formats.plain_text.cutter import Cutter
from assets.formats.plain_text.encoding import detect
from assets.formats.telegram import display_count

WINDOW_BYTES = 1 << 18

_REACH = 3
"""Lines above and below a link in which its date may stand."""

_LONGEST_RULE = 512

_CELL_BORDER = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_RULE = re.compile(r"\s{0,3}(?:(?:-\s?){3,}|(?:\*\s?){3,}|(?:_\s?){3,}|={3,})\s*")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
_VIEWS_COLUMN = re.compile(r"👁|views?|بازدید|просмотр", re.IGNORECASE)


class Line(NamedTuple):
    """A line with the bytes that it stands on, its end included."""

    number: int
    start: int
    end: int
    text: str
    fault: str | None = None
    fault_case: str | None = None

    @property
    def is_blank(self) -> bool:
        """True for lines that show nothing, as the empty row of a table."""
        return not self.text or not self.text.strip(" \t|\ufeff")

    @property
    def is_rule(self) -> bool:
        """True for rules between posts and below the head of a table."""
        if not self.text or len(self.text) > _LONGEST_RULE:
            return False
        return bool(_RULE.fullmatch(self.text) or _TABLE_RULE.fullmatch(self.text))

    @property
    def is_heading(self) -> bool:
        """True for headings; a hashtag is none."""
        return "#" in self.text[:4] and _HEADING.match(self.text) is not None


class Found(NamedTuple):
    """A stamp on the lines [start, end) of a window."""

    start: int
    end: int
    stamp: Stamp
    cells: tuple[str, ...] = ()
    """The other cells of its row, where a row is a post."""


def read_windows(member: Member, window_bytes: int = WINDOW_BYTES) -> Iterator[tuple[list[Line], bool]]:
    """Read a file in pieces of whole lines, with whether it is the last one."""
    with member.open() as stream:
        cutter = Cutter(detect(stream.read(4)))
        stream.seek(0)
        piece = stream.read(window_bytes)
        while piece:
            following = stream.read(window_bytes)
            frame = cutter.feed(piece, is_last=not following)
            yield list(map(Line._make, frame.rows())), not following
            piece = following


def cells_of(text: str) -> list[str] | None:
    """Cells of a table row; None for any other line."""
    bare = text.strip()
    if not bare.startswith("|"):
        return None
    cells = [cell.strip() for cell in _CELL_BORDER.split(bare[1:].removesuffix("|"))]
    return [cell.replace("\\|", "|") for cell in cells]


Entry = tuple[Stamp, tuple[str, ...]] | None
"""What a line states, and the other cells of its row; None for text."""


def read_entries(lines: list[Line], columns: tuple[str, ...] = ()) -> list[Entry]:
    """What each line states; ``columns`` are the titles of the columns, where the file is a table."""
    return [_stamp_of(line, columns) if line.text else None for line in lines]


def find_stamps(lines: list[Line], stamps: list[Entry], day: str | None = None) -> list[Found]:
    """Lines, or runs of them, that link to a post and date it.

    Args:
        lines: A window.
        stamps: What its lines state.
        day: The day that a heading above the window states.
    """
    found: list[Found] = []
    for i, entry in enumerate(stamps):
        if entry is None:
            continue
        stamp, cells = entry
        if day_heading := heading_day(lines[i]):
            day = day_heading
        if stamp.post is None:
            continue
        start, end = i, i + 1
        if stamp.day is None and stamp.clock is None:
            start, end, stamp = _with_neighbours(stamps, i, found[-1].end if found else 0)
        if stamp.day is None and stamp.clock is not None and day is not None:
            stamp = stamp._replace(day=day)
        if stamp.day is not None or stamp.clock is not None:
            found.append(Found(start, end, stamp, cells))
    return found


def heading_day(line: Line) -> str | None:
    """The day that a heading consists of."""
    stamp = read_stamp(line.text) if line.is_heading else None
    is_day = stamp is not None and stamp.post is None and stamp.clock is None and not stamp.shape.words
    return stamp.day if stamp is not None and is_day else None


def _stamp_of(line: Line, columns: tuple[str, ...]) -> Entry:
    if line.fault is not None:
        return None
    cells = cells_of(line.text)
    if cells is None:
        stamp = read_stamp(line.text)
        return (stamp, ()) if stamp else None
    stamps, texts = list[Stamp](), list[str]()
    for position, cell in enumerate(cells):
        column = columns[position] if position < len(columns) else ""
        number = display_count(cell.strip("*_` ")) if _VIEWS_COLUMN.search(column) else None
        if number is not None and stamps:
            stamps.append(stamps[0]._replace(counts=Counts(view=number[0], is_view_rounded=number[1])))
            continue
        pieces = _BREAK.split(cell) if ".me/" in cell else [cell]
        read = [read_stamp(piece) for piece in pieces]
        stamps += [stamp for stamp in read if stamp]
        text = "\n".join(piece for piece, stamp in zip(pieces, read, strict=True) if not stamp).strip()
        texts += [text] if text else []
    return (merged(stamps), tuple(texts)) if stamps and (not texts or any(s.post for s in stamps)) else None


def _with_neighbours(stamps: list[Entry], index: int, floor: int) -> tuple[int, int, Stamp]:
    """A link with the lines right above and below it that say more of the same post."""
    start, end = index, index + 1
    while start > max(floor, index - _REACH) and _may_join(stamps[start - 1]):
        start -= 1
    while end < min(len(stamps), index + 1 + _REACH) and _may_join(stamps[end]):
        end += 1
    return start, end, merged([entry[0] for entry in stamps[start:end] if entry])


def _may_join(entry: Entry) -> bool:
    return entry is not None and entry[0].post is None and not entry[1]
