"""What a plain-text dump is like: where its posts end, what its titles and preview cards look like."""

from dataclasses import dataclass, field, replace

import polars as pl

from assets.formats.base import ParseOptions
from assets.formats.plain_text.dated import day_order, header_name
from assets.formats.plain_text.footers import Footer, footer_candidates
from assets.formats.plain_text.heads import Heads, infer_heads
from assets.formats.plain_text.mirrors import head_key, mirror_name
from assets.formats.plain_text.pairs import TandemFinder
from assets.formats.plain_text.printed import is_printed, printed_name
from assets.formats.plain_text.segments import stretches
from assets.formats.plain_text.selection import Trials, choose_footers
from assets.formats.plain_text.stamped import day_order as order_of_stamps
from assets.formats.plain_text.stamped import is_stamped
from assets.formats.plain_text.traits import MENTION, TELEGRAM_LINK, line_keys
from assets.formats.plain_text.view import View, views_of

MAX_MESSAGE_CHARACTERS = 4096
"""Telegram's limit: what is longer holds more than one post."""

_MOST = 0.5
_MIN_SPREAD = 1.5
_MIN_LEMMAS = 3

MIN_TANDEM_SHARE = 0.5
"""Part of a text that must stand twice in a row for the repetition to be its structure."""


@dataclass(frozen=True)
class Profile:
    """How a dump is cut into posts, with the evidence that confidence is computed from."""

    mode: str
    """What ends posts: ``dated`` headers, ``stamped`` times, ``footer``, ``divider``, ``tandem``, ``blank``, ``lines``
    or ``whole``; ``mirror`` for pages of a mirror, ``printed`` for what was copied off a page of t.me."""
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
    is_day_first: bool | None = None
    """Order of day and month in headers and times with slashes, where one of them decides it."""
    page_name: str | None = None
    """Key of the channel's name as a page prints it."""
    channel_name: str | None = None
    """The same as it is written, or the name in all headers."""
    is_lemmatised: bool = False
    """True for the output of a lemmatiser, `{word}`: not what was published."""

    @property
    def is_structured(self) -> bool:
        """False when nothing but blank lines could be gone by."""
        return self.mode not in ("blank", "lines", "whole")


def infer_profile(lines: pl.DataFrame, options: ParseOptions) -> Profile:
    """Infer how a dump is built from its lines (frame of ``read_lines`` with a column ``file``)."""
    views = [view for _, view in views_of(lines)]
    pinned = pinned_keys(options.footer_lines) & set(lines["key"])  # else a dump of another make
    trials = Trials(views)
    footers = [] if pinned else choose_footers(footer_candidates(lines), trials)
    profile = _with_footers(Profile(mode="", is_lemmatised=_is_lemmatised(lines)), lines, footers, pinned)
    solid = [v for v in views if len(v)]
    if solid and all(v.is_header[0] for v in solid):
        headers = [v.text(i) for v in solid for i, is_header in enumerate(v.is_header) if is_header]
        return replace(
            profile, mode="dated", is_day_first=_day_order(headers), channel_name=header_name(headers)
        )
    if solid and is_stamped(solid):
        return replace(profile, mode="stamped", is_day_first=order_of_stamps(solid))
    if solid and all(v.key[0] == head_key() for v in solid):
        return replace(profile, mode="mirror", page_name=mirror_name(solid, head_key()))
    if is_printed(lines, solid):
        name = printed_name(solid) or (None, None)
        return replace(profile, mode="printed", page_name=name[0], channel_name=name[1])
    profile = replace(profile, mode="footer" if profile.footers else _mode_without_footer(views))
    share = trials.doubled_share(profile.footers) if profile.footers else 0.0
    heads = infer_heads(views, profile.footers, share, options.title_markers)
    return replace(profile, doubled_share=share, heads=heads)


def pinned_keys(footer_lines: tuple[str, ...]) -> frozenset[str]:
    """Keys of the footer lines that configuration states."""
    given = [line for text in footer_lines for line in text.splitlines() if line.strip()]
    if not given:
        return frozenset()
    return frozenset(line_keys(pl.Series(given)).to_list())


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
    if _is_post_per_line(views):
        return "lines"
    return "blank" if any(sum(v.follows_blank[1:]) for v in views) else "whole"


def _is_post_per_line(views: list[View]) -> bool:
    """Whether lines are posts: what stands between blank lines is too long for one, lines of all lengths.

    Lines of prose that was wrapped are nearly all as long as the longest.
    """
    too_long = weight = 0
    for view in views:
        for start, end in stretches(view, [i for i, blank in enumerate(view.follows_blank) if blank and i]):
            size = view.total(start, end)
            weight += size
            too_long += size if size > MAX_MESSAGE_CHARACTERS and end - start > 1 else 0
    if too_long <= _MOST * weight:
        return False
    sizes = sorted(v.total(i, i + 1) for v in views for i in range(len(v)))
    return sizes[len(sizes) * 9 // 10] >= _MIN_SPREAD * sizes[len(sizes) // 2]


def _day_order(headers: list[str]) -> bool | None:
    """Order of day and month in dated headers: the first header that decides it."""
    return next((order for line in headers if (order := day_order(line)) is not None), None)


def _is_lemmatised(lines: pl.DataFrame) -> bool:
    """Whether most lines hold words in braces, and most of their words do."""
    solid = lines.filter(~pl.col("is_blank"))["text"]
    lemmas = solid.str.count_matches(r"\{[^\s{}]{1,80}\}").sum()
    words = solid.str.count_matches(r"[\p{L}\p{M}]+").sum()
    return bool(lemmas >= _MIN_LEMMAS and 3 * lemmas >= words)


def _tandem_weight(view: View) -> int:
    """Characters of a text that belong to stretches which stand twice in a row."""
    finder, position, weight = TandemFinder(view), 0, 0
    while tandem := finder.find(position, len(view)):
        weight += view.total(tandem.start, tandem.end)
        position = tandem.end
    return weight
