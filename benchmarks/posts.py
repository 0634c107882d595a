"""What a dump holds: a channel, its posts, and invented ones of any number from a seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_WORDS = {
    "fa": "شهر کتاب راه باران درخت بازار نان آب خانه دیوار پنجره آموزش نمایش سفر نامه کار دست باغ مردم روز "
    "همسایه مدرسه کوچه میدان چراغ پل رودخانه آفتاب برنامه گزارش هفته ماه سال خبر نشست پرسش پاسخ هزینه بودجه".split(),
    "ar": "مدينة كتاب طريق مطر شجرة سوق خبز ماء بيت جدار نافذة تعليم سفر رسالة عمل يد حديقة ناس يوم جار".split(),
    "en": "city book road rain tree market bread water house wall window school travel letter work garden".split(),
}
_START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as dumps name it."""

    name: str
    handle: str
    telegram_id: int
    is_plain: bool = field(default=False, kw_only=True)
    """Whether posts have nothing beside their text and views; else formats add pictures, links, reactions."""


@dataclass(frozen=True, slots=True)
class Post:
    """An invented post."""

    message_id: int
    posted_at: datetime
    text: str
    view_count: int


BENCHMARK = Channel("Benchmark", "benchmark", 1_234_567_890)


def posts(count: int, seed: int = 1) -> Iterator[Post]:
    """Posts of one channel: three scripts, hashtags, links, some long, some empty."""
    dice = random.Random(seed)
    for n in range(count):
        words = _WORDS[dice.choices(["fa", "ar", "en"], [6, 2, 2])[0]]
        lines = [" ".join(dice.choices(words, k=dice.randint(4, 25))) for _ in range(dice.randint(1, 4))]
        if dice.random() < 0.4:
            lines.append(f"#{dice.choice(words)}_{dice.choice(words)}")
        text = "" if dice.random() < 0.05 else "\n".join(lines)
        yield Post(n + 1, _START + timedelta(minutes=7 * n), text, dice.randint(10, 90_000))
