"""Who posts what: originals, copies of earlier posts, and traps for those who look for copies."""

import random
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from benchmarks.channels import TruthChannel, channels_for, signature
from benchmarks.posts import Post
from benchmarks.templates import Series
from benchmarks.texts import Draft, draft_of, edited, half_rewritten, new_draft, reordered, restyled
from benchmarks.vocabulary import VOCABULARIES, Vocabulary, zipf_odds

COPIES = {"repost": 0.06, "titleless": 0.05, "edited": 0.08, "footer": 0.03, "daily": 0.01}
TRAPS = {"template": 0.04, "near_miss": 0.01}
_ORIGINALS = 1 - sum(COPIES.values()) - sum(TRAPS.values())
_START = datetime(2023, 3, 1, tzinfo=UTC)
_SPAN = 400 * 24 * 3600
_TRIES = 40
_MOST_EDITS = 5
_WORDS_PER_EDIT = 6
"""A copy keeps so many words for each that was edited, along a whole chain of copies."""
_SHORT = 40
"""Characters below which two inventions may happen to be the same."""


@dataclass(frozen=True, slots=True)
class TruthPost(Post):
    """A post of the ground truth; posts that say the same thing share their cluster."""

    channel: int
    cluster: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a post is going to say, where, and how many edits its copies may still get."""

    channel: int
    draft: Draft
    cluster: int
    room: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A post that can be copied; its draft is cut from the text, which would else be held twice."""

    post: TruthPost
    has_title: bool
    has_footer: bool
    room: int

    @property
    def draft(self) -> Draft:
        return draft_of(self.post.text, self.has_title, self.has_footer)


@dataclass(slots=True)
class _Ad:
    """An advertisement that a channel repeats for some days."""

    plan: _Plan
    repeats: int
    last_day: date


class Inventor:
    """Invents posts one after another and remembers them as sources of later ones."""

    def __init__(self, count: int, dice: random.Random) -> None:
        self._count, self._dice = count, dice
        self.channels, self._odds = channels_for(count, dice)
        self._rivals = [self._rivals_of(channel) for channel in self.channels]
        self._last_ids = [0] * len(self.channels)
        self._sources: list[_Source] = []
        self._series: dict[int, Series] = {}
        self._ads: dict[int, _Ad] = {}
        self._short_bodies: set[str] = set()
        self._now, self._number = _START, 0

    def posts(self) -> Iterator[TruthPost]:
        """All posts in order of time."""
        makers: dict[str, Callable[[], _Plan | None]] = {
            "original": self._original, "repost": self._repost, "titleless": self._titleless,
            "edited": self._edited, "footer": self._footer_swapped, "daily": self._daily,
            "template": self._template, "near_miss": self._near_miss,
        }  # fmt: skip
        shares = {"original": _ORIGINALS} | COPIES | TRAPS
        kinds = self._dice.choices(list(shares), list(shares.values()), k=self._count)
        for self._number, kind in enumerate(kinds):
            self._now = _START + timedelta(seconds=_SPAN * self._number // self._count)
            plan = makers[kind]()
            yield self._post(plan, kind) if plan else self._post(self._original(), "original")

    def _post(self, plan: _Plan, kind: str) -> TruthPost:
        self._last_ids[plan.channel] += self._dice.randint(1, 3)
        views = int(self._dice.lognormvariate(7, 1.2)) + 1
        message_id, draft = self._last_ids[plan.channel], plan.draft
        post = TruthPost(message_id, self._now, draft.text, views, plan.channel, plan.cluster, kind)
        if kind != "template":
            self._sources.append(_Source(post, bool(draft.title), bool(draft.footer), plan.room))
        return post

    def _original(self) -> _Plan:
        channel = self._any_channel()
        draft = new_draft(self._dice, self._vocabulary(channel), self._footer(channel))
        if len(draft.body) < _SHORT:
            if draft.body in self._short_bodies:
                return self._original()
            self._short_bodies.add(draft.body)
        return self._new(channel, draft)

    def _repost(self) -> _Plan | None:
        """Other channels take over popular posts, in their own spelling."""
        source = self._find(lambda _: True, skew=3)
        if source is None:
            return None
        channel, draft = self._rival(source.post.channel), source.draft
        title, body = restyled(f"{draft.title}\n{draft.body}", self._dice).split("\n", 1)
        return self._copy(source, channel, Draft(title, body, self._footer(channel)))

    def _titleless(self) -> _Plan | None:
        source = self._find(lambda s: s.has_title)
        if source is None:
            return None
        channel = self._same_or_rival(source)
        return self._copy(source, channel, Draft("", source.draft.body, self._footer(channel)))

    def _edited(self) -> _Plan | None:
        """Words of the body change or move; the title stays, as in corrections."""
        source = self._find(lambda s: s.room > 0)
        if source is None:
            return None
        channel, draft = self._same_or_rival(source), source.draft
        edits = 0 if self._dice.random() < 0.15 else self._dice.randint(1, min(_MOST_EDITS, source.room))
        body = self._with_edits(draft.body, edits, channel) if edits else reordered(draft.body, self._dice)
        if body == draft.body:
            return None
        return self._copy(source, channel, Draft(draft.title, body, self._footer(channel)), edits)

    def _footer_swapped(self) -> _Plan | None:
        source = self._find(lambda s: s.has_footer and self.channels[s.post.channel].habit == "worded")
        if source is None:
            return None
        channel, draft = self._rival(source.post.channel), source.draft
        edits = min(self._dice.randint(0, 2), source.room)
        body = self._with_edits(draft.body, edits, channel)
        taker = self.channels[channel]
        footer = signature(taker.language, taker.handle, self._dice)
        return self._copy(source, channel, Draft(draft.title, body, footer), edits)

    def _near_miss(self) -> _Plan | None:
        source = self._find(lambda s: s.room > 1)
        if source is None:
            return None
        channel = self._same_or_rival(source)
        body = half_rewritten(source.draft.body, self._dice, self._vocabulary(channel))
        return self._new(channel, Draft("", body, self._footer(channel)))

    def _template(self) -> _Plan:
        channel = self._any_channel()
        if channel not in self._series:
            language = self.channels[channel].language
            self._series[channel] = Series(language, VOCABULARIES[language], self._dice)
        return self._new(channel, Draft("", self._series[channel].next(), self._footer(channel)))

    def _daily(self) -> _Plan:
        """The advertisement of a channel that has not posted it today, or a new one."""
        for _ in range(_TRIES):
            channel = self._any_channel()
            ad = self._ads.get(channel)
            if ad and ad.repeats and ad.last_day < self._now.date():
                ad.repeats -= 1
                ad.last_day = self._now.date()
                return ad.plan
            if ad is None or not ad.repeats:
                break
        draft = new_draft(self._dice, self._vocabulary(channel), self.channels[channel].footer)
        plan = self._new(channel, draft)
        self._ads[channel] = _Ad(plan, self._dice.randint(10, 40), self._now.date())
        return plan

    def _new(self, channel: int, draft: Draft) -> _Plan:
        return _Plan(channel, draft, self._number, draft.body.count(" ") // _WORDS_PER_EDIT)

    def _copy(self, source: _Source, channel: int, draft: Draft, edits: int = 0) -> _Plan:
        return _Plan(channel, draft, source.post.cluster, source.room - edits)

    def _find(self, suits: Callable[[_Source], bool], skew: int = 1) -> _Source | None:
        """An earlier post; with skew above 1 some are far more popular than others."""
        for _ in range(_TRIES if self._sources else 0):
            source = self._sources[int(len(self._sources) * self._dice.random() ** skew)]
            if suits(source):
                return source
        return None

    def _with_edits(self, body: str, count: int, channel: int) -> str:
        return edited(body, count, self._dice, self._vocabulary(channel))

    def _vocabulary(self, channel: int) -> Vocabulary:
        return VOCABULARIES[self.channels[channel].language]

    def _footer(self, channel: int) -> str:
        return self.channels[channel].footer if self._dice.random() < 0.9 else ""

    def _any_channel(self) -> int:
        return bisect(self._odds, self._dice.random() * self._odds[-1], 0, len(self._odds) - 1)

    def _same_or_rival(self, source: _Source) -> int:
        return source.post.channel if self._dice.random() < 0.3 else self._rival(source.post.channel)

    def _rival(self, channel: int) -> int:
        """Another channel, of the same language if there is one; the larger ones copy more."""
        rivals = self._rivals[channel]
        return self._dice.choices(rivals, cum_weights=zipf_odds(len(rivals)))[0]

    def _rivals_of(self, channel: TruthChannel) -> list[int]:
        others = [n for n, other in enumerate(self.channels) if other is not channel]
        return [n for n in others if self.channels[n].language == channel.language] or others
