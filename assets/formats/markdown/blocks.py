"""Cuts the lines of a mirror into posts, and what stands around them into artifacts."""

from dataclasses import dataclass, field

from assets.formats.markdown.layout import ABOVE, ROWS, Layout, head_end
from assets.formats.markdown.lines import Entry, Found, Line, find_stamps, heading_day, read_entries
from assets.formats.markdown.stamps import Stamp, merged, read_stamp

MAX_BLOCK_BYTES = 1 << 20
"""A stretch without a stamp that is longer is no post."""

OVERSIZE = "oversize"


@dataclass(frozen=True)
class Block:
    """Lines that belong together: a post, when there is a stamp, else an artifact or what is too long."""

    lines: list[Line]
    kind: str = ""
    """Kind of artifact, or ``OVERSIZE``."""
    stamp: Stamp | None = None
    body: list[Line] = field(default_factory=list)
    """The lines of a post without its stamp."""
    cells: tuple[str, ...] = ()


class BlockCutter:
    """Cuts a file window by window; the last post of a window waits for what follows it."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._carried: list[Line] = []
        self._entries: list[Entry] = []
        self._day: str | None = None
        self._has_begun = False

    def cut(self, lines: list[Line], *, is_last: bool) -> list[Block]:
        """Take the next lines and give the blocks that are complete; they follow each other without gaps."""
        entries = [*self._entries, *read_entries(lines, self._layout.columns)]
        lines = [*self._carried, *lines]
        found = [f for f in find_stamps(lines, entries, self._day) if self._layout.accepts(f)]
        if not is_last and found and found[-1].end + 3 >= len(lines):
            found.pop()  # more of the same stamp may follow
        by_style = {ABOVE: self._cut_below_stamps, ROWS: self._cut_rows}
        blocks, end = by_style.get(self._layout.style, self._cut_above_stamps)(lines, found, is_last=is_last)
        rest = lines[end:]
        if rest and is_last:
            blocks.append(_artifact(rest))
        elif rest and rest[-1].end - rest[0].start > MAX_BLOCK_BYTES:
            blocks.append(Block(rest, OVERSIZE))
        self._carried = [] if is_last or (blocks and blocks[-1].lines is rest) else rest
        self._entries = entries[len(lines) - len(self._carried) :]
        for block in blocks:
            self._day = next(
                (d for line in reversed(block.lines) if line.text and (d := heading_day(line))), self._day
            )
        return [block for block in blocks if block.lines]

    def _cut_above_stamps(
        self, lines: list[Line], found: list[Found], *, is_last: bool
    ) -> tuple[list[Block], int]:
        """Each stamp ends a post."""
        blocks: list[Block] = []
        position = 0
        for f in found:
            begin = position
            if not self._has_begun:
                begin = head_end(lines, f.start)
                blocks += [_artifact(lines[:begin], "boilerplate")] if begin else []
                self._has_begun = True
            top = begin
            while top < f.start and _is_between(lines[top]):
                top += 1
            blocks += [_artifact(lines[begin:top])] if top > begin else []
            end, stamp = _with_counts_below(lines, f)
            blocks.append(Block(lines[top:end], stamp=stamp, body=lines[top : f.start], cells=f.cells))
            position = end
        return blocks, position

    def _cut_below_stamps(
        self, lines: list[Line], found: list[Found], *, is_last: bool
    ) -> tuple[list[Block], int]:
        """Each stamp begins a post; the last one is complete only when the file ends."""
        if not found:
            return [], 0
        blocks = [_artifact(lines[: found[0].start])] if found[0].start else []
        ends = [*(f.start for f in found[1:]), len(lines)]
        complete = list(zip(found, ends, strict=True))[: None if is_last else -1]
        for f, end in complete:
            bottom = end
            while bottom > f.end and _is_between(lines[bottom - 1]):
                bottom -= 1
            while bottom < end and lines[bottom].is_blank:
                bottom += 1
            body, stamp = _without_counts(lines[f.end : bottom], f.stamp)
            blocks.append(Block(lines[f.start : bottom], stamp=stamp, body=body, cells=f.cells))
            blocks += [_artifact(lines[bottom:end])] if bottom < end else []
        return blocks, complete[-1][1] if complete else found[0].start

    def _cut_rows(self, lines: list[Line], found: list[Found], *, is_last: bool) -> tuple[list[Block], int]:
        """Each row with a stamp is a post."""
        blocks: list[Block] = []
        position = 0
        for f in found:
            blocks += [_artifact(lines[position : f.start])] if f.start > position else []
            blocks.append(Block(lines[f.start : f.end], stamp=f.stamp, cells=f.cells))
            position = f.end
        return blocks, position


def _is_between(line: Line) -> bool:
    """Whether a line may stand between posts and belongs to none."""
    return not line.text or (line.fault is None and (line.is_blank or line.is_rule or line.is_heading))


def _artifact(lines: list[Line], kind: str | None = None) -> Block:
    """What belongs to no post: nothing but rules is a separator."""
    has_text = any(line.text and not line.is_blank and not line.is_rule for line in lines)
    return Block(lines, kind or ("boilerplate" if has_text else "separator"))


def _with_counts_below(lines: list[Line], found: Found) -> tuple[int, Stamp]:
    """Where a stamp ends: counts right below it are of the same post."""
    if found.end < len(lines):
        below = read_stamp(lines[found.end].text) if not lines[found.end].is_blank else None
        if below is not None and below.is_bare and not below.shape.words:
            return found.end + 1, merged([found.stamp, below])
    return found.end, found.stamp


def _without_counts(body: list[Line], stamp: Stamp) -> tuple[list[Line], Stamp]:
    """The body of a post without the line of counts on top or at its end."""
    solid = [i for i, line in enumerate(body) if not line.is_blank]
    for i in dict.fromkeys(solid[-1:] + solid[:1]):
        counts = read_stamp(body[i].text)
        if counts is not None and counts.is_bare and not counts.shape.words:
            return body[:i] + body[i + 1 :], merged([stamp, counts])
    return body, stamp
