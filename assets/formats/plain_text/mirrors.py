"""Pages of group-telegram.com, one below the other: a head, the channel's name, the post, links, notices.

What the mirror prints is told by its own words. A quoted parent stands above the post without a mark.
"""

import re
from collections import Counter

import polars as pl

from assets.formats.plain_text.blocks import OVERSIZE, POST, UNCERTAIN, Block, Cut
from assets.formats.plain_text.segments import MAX_SEGMENT_BYTES, stretches
from assets.formats.plain_text.view import View
from assets.transforms.text import match_key

HEAD = "Telegram Group & Telegram Channel"
_FOOT = re.compile(
    r"\s*(?:BY \S.{0,127}|Share with your friend now:?|View MORE|Open in Telegram|Warning: Undefined variable.{0,500}"
    r"|Telegram \| DID YOU KNOW\?|(?:https?://)?(?:www\.)?group-telegram\.com/\S{0,500})\s*",
    re.IGNORECASE,
)
_NAME_SHARE = 0.5


def head_key() -> str:
    """Key of the line that begins each page."""
    return str(pl.select(match_key(pl.lit(HEAD))).item())


def mirror_name(views: list[View], head: str) -> str | None:
    """Key of the channel's name: the line below most heads; None where pages are of several channels."""
    below = Counter(view.key[i + 1] for view in views for i, key in enumerate(view.key[:-1]) if key == head)
    if not below:
        return None
    name, count = below.most_common(1)[0]
    return name if count >= max(2, _NAME_SHARE * below.total()) else None


def cut_mirrors(view: View, head: str, name: str | None, *, is_last: bool) -> Cut:
    """Cut pages into what the mirror prints and the posts between."""
    parts = stretches(view, [i for i, key in enumerate(view.key) if key == head and i])
    blocks: list[Block] = []
    for start, end in parts if is_last else parts[:-1]:
        if view.byte_count(start, end) > MAX_SEGMENT_BYTES:
            blocks.append(Block(OVERSIZE, start, end))
            continue
        top = start + (view.key[start] == head)
        top += top > start and top < end and view.key[top] == name
        bottom = next((i for i in range(top, end) if _FOOT.fullmatch(view.text(i))), end)
        spans = (("boilerplate", start, top), (POST, top, bottom), ("boilerplate", bottom, end))
        blocks += [Block(kind, a, b, UNCERTAIN) for kind, a, b in spans if a < b]
    return Cut(blocks, blocks[-1].end if blocks else 0)
