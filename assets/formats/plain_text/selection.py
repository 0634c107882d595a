"""Which of the possible footers really end the posts."""

from assets.formats.plain_text.footers import MAX_CANDIDATES, Footer
from assets.formats.plain_text.pairs import match
from assets.formats.plain_text.segments import Segment, footer_segments
from assets.formats.plain_text.view import View

MOSTLY_DOUBLED = 0.5
"""Share of doubled posts from which doubling is the habit of a dump."""

_MIN_UNLINKED_COUNT = 3
_MIN_DOMINANCE = 2
_MIN_BLANK_SHARE = 0.8


def neighbour_pairs(view: View, segments: list[Segment]) -> list[tuple[Segment, Segment, int]]:
    """Copies that stand one after the other, taken from the top: first, second, lines in common."""
    found, i = [], 0
    while i + 1 < len(segments):
        pair = match(view, segments[i].body, segments[i + 1].body)
        if pair is None:
            i += 1
        else:
            found.append((segments[i], segments[i + 1], pair.line_count))
            i += 2
    return found


class Trials:
    """What comes of cutting a dump after some footers; each choice is tried once."""

    def __init__(self, views: list[View]) -> None:
        self.views = views
        self._counts: dict[frozenset[str], tuple[int, int]] = {}

    def doubled_share(self, footers: frozenset[str]) -> float:
        """Share of the posts that stand twice in a row when cut after these footers."""
        paired, single = self.paired_and_single(footers)
        return paired / max(paired + single, 1)

    def paired_and_single(self, footers: frozenset[str]) -> tuple[int, int]:
        """Number of posts that stand twice in a row and of those that do not."""
        if footers not in self._counts:
            self._counts[footers] = self._count(footers)
        return self._counts[footers]

    def _count(self, footers: frozenset[str]) -> tuple[int, int]:
        paired = total = 0
        for view in self.views:
            segments = footer_segments(view, footers)
            paired += 2 * len(neighbour_pairs(view, segments))
            total += len(segments)
        return paired, total - paired


def choose_footers(candidates: list[Footer], trials: Trials) -> list[Footer]:
    """Choose the footers of a dump.

    In a doubled dump the right ones are those that make copies meet: a line that merely recurs within
    bodies would tear them apart. Elsewhere a signature (a mention or a link) is believed; a bare line only
    if it outnumbers any other and, where there are blank lines, stands before them.
    """
    tried = [(trials.doubled_share(frozenset(c.keys)), c) for c in candidates[:MAX_CANDIDATES]]
    linked = [c for c in candidates if c.is_linked]
    if linked and linked[0] not in candidates[:MAX_CANDIDATES]:
        tried.append((trials.doubled_share(frozenset(linked[0].keys)), linked[0]))
    doubled = [c for share, c in tried if share >= MOSTLY_DOUBLED]
    if doubled:
        best = min(doubled, key=lambda c: (not c.is_linked, -c.line_count, c.keys))
        return _with_others_that_pair(best, [c for _, c in tried if c is not best], trials)
    if linked:
        return [linked[0], *(c for c in linked[1:] if _is_variant(c, linked[0]))]
    return [c for c in candidates[:1] if _is_plausible_alone(candidates, trials.views)]


def _with_others_that_pair(best: Footer, others: list[Footer], trials: Trials) -> list[Footer]:
    """Add each candidate that makes more posts pair and leaves no more of them alone."""
    chosen = [best]
    paired, single = trials.paired_and_single(_keys(chosen))
    for other in others:
        new_paired, new_single = trials.paired_and_single(_keys([*chosen, other]))
        if new_paired > paired and new_single <= single:
            chosen.append(other)
            paired, single = new_paired, new_single
    return chosen


def _is_variant(footer: Footer, main: Footer) -> bool:
    """Whether a footer's last line contains that of the main one, such as `@channel` in `join @channel`."""
    return main.keys[-1] in footer.keys[-1] or footer.keys[-1] in main.keys[-1]


def _is_plausible_alone(candidates: list[Footer], views: list[View]) -> bool:
    """Whether the most frequent line without a mention may end posts that stand once."""
    main = candidates[0]
    runner_up = candidates[1].line_count if len(candidates) > 1 else 0
    has_blanks = any(any(v.follows_blank[1:]) for v in views)
    return (
        main.line_count >= max(_MIN_UNLINKED_COUNT, _MIN_DOMINANCE * runner_up)
        and (main.blank_share >= _MIN_BLANK_SHARE or not has_blanks)
    )  # fmt: skip


def _keys(footers: list[Footer]) -> frozenset[str]:
    return frozenset(key for footer in footers for key in footer.keys)
