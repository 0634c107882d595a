"""Blocks: what the lines of a text are cut into."""

from dataclasses import dataclass
from typing import NamedTuple

POST = "post"
OVERSIZE = "oversize"
"""A stretch too long for a post, in which no end was found."""

UNCERTAIN = 0.5
"""Most that a post without its own end mark, or with a contradiction, is trusted."""

PLAUSIBLE = 0.75
"""Most that a post is trusted whose boundaries nothing confirms."""

GUESSED = 0.3
"""Trust in posts cut at blank lines only, or not at all."""

STATED = 0.95
"""Trust in posts between header lines."""


class Block(NamedTuple):
    """Lines [start, end) of a view: a post (``kind`` POST), a stretch that is none, or an artifact."""

    kind: str
    start: int
    end: int
    confidence: float = 1.0
    title: int | None = None
    """The title line."""
    body_end: int | None = None
    """Where the footer begins; ``end`` when left out."""
    text_start: int | None = None
    text_end: int | None = None
    """Where the text of a post begins and ends, if lines around it were printed by an app or page."""


@dataclass(frozen=True)
class Cut:
    """Blocks of a window in order, without gaps, up to the line ``end``; what follows waits for more text."""

    blocks: list[Block]
    end: int
