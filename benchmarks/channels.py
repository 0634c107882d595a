"""Invented channels of very different sizes, each with a language and its way to sign posts."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.posts import Channel
from benchmarks.vocabulary import VOCABULARIES, zipf_odds

_LANGUAGES = {"fa": 0.5, "ru": 0.2, "ar": 0.15, "en": 0.15}
_HABITS = {"handle": 0.35, "worded": 0.25, "link": 0.2, "none": 0.2}
_POSTS_PER_CHANNEL = 2_000
_FEWEST = 6
_SYLLABLES = "ba rin ko sha mel dar tu vi nor sa pel zi gan lo fer mi tak ra hom ju".split()
_SIGNATURES = {
    "fa": "عضو شوید 👈 @{}|به جمع ما بپیوندید @{}|همراه ما باشید: @{}|کانال ما را دنبال کنید ✅ @{}",
    "ar": "اشترك معنا 👈 @{}|تابعونا على @{}|انضموا إلى قناتنا: @{}|كل جديد هنا ✅ @{}",
    "en": "Join us 👉 @{}|Follow our channel @{}|More of this at @{}|Stay with us ✅ @{}",
    "ru": "Подписывайтесь 👉 @{}|Наш канал: @{}|Будьте с нами @{}|Больше новостей здесь ✅ @{}",
}


@dataclass(frozen=True, slots=True)
class TruthChannel(Channel):
    """A channel of the ground truth."""

    language: str
    habit: str
    """How it signs: `handle`, `worded`, `link` or `none`."""
    footer: str
    """Its last line, empty for `none`."""


def channels_for(count: int, dice: random.Random) -> tuple[list[TruthChannel], tuple[float, ...]]:
    """Channels for a number of posts, and running sums of the odds that a post is theirs."""
    total = max(_FEWEST, count // _POSTS_PER_CHANNEL)
    odds = zipf_odds(total, shift=0.5)
    weights = [odds[0], *(after - before for before, after in zip(odds, odds[1:], strict=False))]
    numbers = dice.sample(range(1_000_000_000, 2_000_000_000), total)
    traits = zip(numbers, _spread(weights, _LANGUAGES), _spread(weights, _HABITS), strict=True)
    return [_channel(n, *trait, dice) for n, trait in enumerate(traits)], odds


def signature(language: str, handle: str, dice: random.Random) -> str:
    """A worded line that calls to join."""
    return dice.choice(_SIGNATURES[language].split("|")).format(handle)


def _spread(weights: Iterable[float], shares: dict[str, float]) -> list[str]:
    """A trait for each weight, so that the weights of a trait add up to about its share."""
    given, total, traits = dict.fromkeys(shares, 0.0), 0.0, list[str]()
    for weight in weights:
        total += weight
        traits.append(max(shares, key=lambda trait: shares[trait] * total - given[trait]))
        given[traits[-1]] += weight
    return traits


def _channel(index: int, number: int, language: str, habit: str, dice: random.Random) -> TruthChannel:
    handle = "".join(dice.choices(_SYLLABLES, k=3)) + f"_{index}"
    name = " ".join(dice.sample(VOCABULARIES[language].plain, 2)).title()
    footers = {
        "handle": f"🆔 @{handle}",
        "worded": signature(language, handle, dice),
        "link": f"https://t.me/{handle}",
        "none": "",
    }
    return TruthChannel(name, handle, number, language, habit, footers[habit], is_plain=True)
