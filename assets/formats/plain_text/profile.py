"""What a plain-text dump is like: where its posts end, what its titles and preview cards look like."""

from dataclasses import dataclass, field, replace

import polars as pl

from assets.formats.base import ParseOptions
from assets.formats.plain_text.footers import Footer, footer_candidates
from assets.formats.plain_text.heads import Heads, infer_heads
from assets.formats.plain_text.pairs import TandemFinder
from assets.formats.plain_text.selection import choose_footers, doubled_share
from assets.formats.plain_text.traits import MENTION, TELEGRAM_LINK, line_key
from assets.formats.plain_text.view import View, view_of

MIN_TANDEM_SHARE = 0.5
"""Part of a text that must stand twice in a row for the repetition to be its structure."""


@dataclass(frozen=True)
class Profile:
    """How a dump is cut into posts, with the evidence that confidence is computed from."""

    mode: str
    """What ends posts: ``dated`` headers, ``footer``, ``divider``, ``tandem``, ``blank`` or ``whole``."""
    footers: frozenset[str] = frozenset()
    """Keys of the lines that end a post."""
    footer_content: frozenset[str] = frozenset()
    """Those of them that stay in the content."""
    footer_score: float = 0.0
    is_linked: bool = False
    is_pinned: bool = False
    """True when a person stated the footer lines."""
    handle: str | None = None
    """The only handle in the footers, as written."""
    doubled_share: float = 0.0
    """Share of the posts that stand twice in a row."""
    heads: Heads = field(default_factory=Heads)

    @property
    def is_structured(self) -> bool:
        """False when nothing but blank lines could be gone by."""
        return self.mode not in ("blank", "whole")


def infer_profile(lines: pl.DataFrame, options: ParseOptions) -> Profile:
    """Infer how a dump is built from its lines (frame of ``read_lines`` with a column ``file``)."""
    views = [view_of(part) for part in lines.partition_by("file", maintain_order=True)]
    pinned = pinned_keys(options.footer_lines) & set(lines["key"])  # else a dump of another make
    footers = [] if pinned else choose_footers(footer_candidates(lines), views)
    profile = _with_footers(Profile(mode=""), lines, footers, pinned)
    begun_by_header = [v.is_header[0] for v in views if len(v)]
    if begun_by_header and all(begun_by_header):
        return replace(profile, mode="dated")
    profile = replace(profile, mode="footer" if profile.footers else _mode_without_footer(views))
    share = doubled_share(views, profile.footers) if profile.footers else 0.0
    heads = infer_heads(views, profile.footers, share, options.title_markers)
    return replace(profile, doubled_share=share, heads=heads)


def pinned_keys(footer_lines: tuple[str, ...]) -> frozenset[str]:
    """Keys of the footer lines that configuration states."""
    given = [line for text in footer_lines for line in text.splitlines() if line.strip()]
    if not given:
        return frozenset()
    return frozenset(pl.select(line_key(pl.lit(pl.Series(given)))).to_series().to_list())


def _with_footers(
    profile: Profile, lines: pl.DataFrame, footers: list[Footer], pinned: frozenset[str]
) -> Profile:
    keys = pinned or frozenset(key for footer in footers for key in footer.keys)
    if not keys:
        return profile
    return replace(
        profile,
        footers=keys,
        footer_content=frozenset(k for footer in footers for k in footer.content_keys),
        footer_score=1.0 if pinned else min(f.score for f in footers),
        is_linked=bool(pinned) or all(f.is_linked for f in footers),
        is_pinned=bool(pinned),
        handle=handle_of(lines, keys),
    )


def handle_of(lines: pl.DataFrame, keys: frozenset[str]) -> str | None:
    """The handle in the footer lines as it is mostly written, None when they hold none or several."""
    text = lines.filter(pl.col("key").is_in(list(keys)))["text"]
    handles = pl.concat(
        [text.str.extract_all(p).explode().drop_nulls().str.extract(p, 1) for p in (MENTION, TELEGRAM_LINK)]
    ).drop_nulls()
    handles = handles.filter(~handles.str.to_lowercase().is_in(["joinchat", "addstickers", "share", "proxy"]))
    if handles.str.to_lowercase().n_unique() != 1:
        return None
    return str(handles.value_counts(sort=True).sort("count", handles.name, descending=[True, False])[0, 0])


def _mode_without_footer(views: list[View]) -> str:
    if any(sum(v.is_divider) >= 2 for v in views):
        return "divider"
    weight = sum(v.total(0, len(v)) for v in views)
    if weight and sum(_tandem_weight(v) for v in views) >= MIN_TANDEM_SHARE * weight:
        return "tandem"
    return "blank" if any(sum(v.follows_blank[1:]) for v in views) else "whole"


def _tandem_weight(view: View) -> int:
    """Characters of a text that belong to stretches which stand twice in a row."""
    finder, position, weight = TandemFinder(view), 0, 0
    while tandem := finder.find(position, len(view)):
        weight += view.total(tandem.start, tandem.end)
        position = tandem.end
    return weight
