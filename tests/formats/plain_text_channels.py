"""Makes plain-text dumps of invented channels, with the truth about where their posts are."""

import random
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import polars as pl

from assets.formats.base import Adapter, BatchBuilder, Member, ParseOptions, Source
from assets.formats.plain_text import ADAPTER

FA = [
    "باغچه",
    "کتابخانه",
    "رودخانه",
    "پنجره",
    "همسایه",
    "دوچرخه",
    "معلم",
    "نقشه",
    "قطار",
    "بازار",
    "زمستان",
    "چراغ",
    "نانوایی",
    "ایستگاه",
    "کوچه",
    "درخت",
    "کلاس",
    "گفتگو",
    "تجربه",
    "برنامه",
    "سفر",
    "نامه",
    "روستا",
    "جاده",
    "آفتاب",
    "باران",
    "صندلی",
    "مهمان",
    "داستان",
    "آشپزخانه",
    "موسیقی",
    "می\u200cرویم",
    "نوشته\u200cایم",
    "دیده\u200cاند",
    "گفت",
    "خواند",
    "ساخت",
    "رفت",
    "آمد",
    "که",
    "از",
    "به",
    "با",
    "تا",
    "برای",
    "ولی",
    "چون",
    "هنوز",
    "امروز",
    "فردا",
    "سال\u200cها",
    "خانه\u200cهای",
    "بزرگ",
    "کوچک",
    "روشن",
    "آرام",
    "تازه",
    "قدیمی",
    "مشترک",
    "عمومی",
    "ساده",
]
EN = [
    "garden",
    "library",
    "river",
    "window",
    "neighbour",
    "bicycle",
    "teacher",
    "map",
    "train",
    "market",
    "winter",
    "lamp",
    "bakery",
    "station",
    "street",
    "tree",
    "class",
    "talk",
    "lesson",
    "plan",
    "journey",
    "letter",
    "village",
    "road",
    "sunshine",
    "rain",
    "chair",
    "guest",
    "story",
    "kitchen",
]


@dataclass(frozen=True)
class Style:
    """How a channel writes and how its dump was made."""

    footer: tuple[str, ...] = ("▫️ @BaghcheNotes",)
    title_marker: str = "🔆"
    titled: float = 1.0
    doubled: float = 1.0
    footer_missing: float = 0.0
    card: float = 0.3
    card_sites: tuple[str, ...] = ("Telegram", "YouTube")
    unknown_cards: bool = False
    series: float = 0.1
    hashtags: float = 0.5
    line_end: str = "\n"
    blank_between: bool = False
    blank_within: bool = False
    dirty_copy: bool = False
    tagline: str = ""
    english: bool = False
    final_newline: bool = False


@dataclass
class Dump:
    """A dump and its truth: posts as (start, end, title), other records as (start, end)."""

    data: bytes = b""
    posts: list[tuple[int, int, str | None]] = field(default_factory=list)
    cards: list[tuple[int, int]] = field(default_factory=list)


STYLES = {
    "seedlike": Style(),
    "english": Style(english=True, footer=("@garden_notes",), title_marker="■"),
    "plain_titles": Style(title_marker=""),
    "twoline": Style(footer=("به ما بپیوندید:", "https://t.me/BaghcheNotes")),
    "unlinked": Style(footer=("〰️ یادداشت‌های باغچه 〰️",)),
    "dirty": Style(dirty_copy=True),
    "single": Style(doubled=0.0),
    "notitle": Style(titled=0.4),
    "missing": Style(footer_missing=0.1),
    "crlf": Style(line_end="\r\n"),
    "cr": Style(line_end="\r"),
    "blank": Style(blank_between=True),
    "blank_within": Style(blank_between=True, blank_within=True),
    "tagline": Style(tagline="🌿 هر روز یک برگ تازه"),
    "nofooter": Style(footer=()),
    "single_unknown_cards": Style(doubled=0.0, unknown_cards=True),
    "unknown_cards": Style(unknown_cards=True),
    "single_missing": Style(doubled=0.0, footer_missing=0.1),
    "half_doubled": Style(doubled=0.5),
    "plain_titles_unknown_cards": Style(title_marker="", unknown_cards=True, titled=0.6),
    "plain_titles_missing": Style(title_marker="", footer_missing=0.15),
    "final_newline": Style(final_newline=True),
}

EXACT = ("seedlike", "english", "twoline", "dirty", "crlf", "cr", "blank", "blank_within", "tagline",
         "plain_titles", "unlinked", "final_newline")  # fmt: skip
"""Styles that every dump must be cut exactly in."""


def make(style: Style, seed: int, posts: int = 12) -> Dump:
    """Make the dump of a channel with so many posts."""
    return _Maker(style, random.Random(seed)).dump(posts)


class _Maker:
    def __init__(self, style: Style, chance: random.Random) -> None:
        self.style = style
        self.chance = chance
        self.lines: list[tuple[str, list[str], str | None]] = []

    def dump(self, posts: int) -> Dump:
        for number in range(posts):
            self.post(number)
        return self.render()

    def words(self, low: int, high: int) -> str:
        vocabulary = EN if self.style.english else FA
        return " ".join(self.chance.choice(vocabulary) for _ in range(self.chance.randint(low, high)))

    def post(self, number: int) -> None:
        style, chance = self.style, self.chance
        bullet = chance.choice(["🔸", "🔹", ""])
        body = [bullet + self.words(8, 60) + "." for _ in range(chance.randint(1, 6))]
        if chance.random() < style.series:
            body.insert(0, f"➕پست {chance.choice('۱۲')} از ۲")
        if chance.random() < style.hashtags:
            body.append("#" + chance.choice(["باغچه", "سفر", "کتاب_خوانی"]))
        if style.tagline:
            body.append(style.tagline)
        title = f"{self.words(2, 6)} {number}" if chance.random() < style.titled else None
        head = [style.title_marker + title] if title else []
        self.add("post", head + body + self.footer(), title)
        if chance.random() < style.doubled:
            self.add("post", self.copy(body) + self.footer(), None)
        if chance.random() < style.card:
            self.add("card", self.card(), None)

    def footer(self) -> list[str]:
        return [] if self.chance.random() < self.style.footer_missing else list(self.style.footer)

    def card(self) -> list[str]:
        if self.style.unknown_cards:
            return [self.words(1, 2), self.words(2, 6)]
        return [self.chance.choice(self.style.card_sites), self.words(1, 5)]

    def copy(self, body: list[str]) -> list[str]:
        if not self.style.dirty_copy:
            return body
        return [line.replace("\u200c", "").replace("ی", "ي").replace("ک", "ك") for line in body]

    def add(self, kind: str, lines: list[str], title: str | None) -> None:
        self.lines.append((kind, lines, title))

    def render(self) -> Dump:
        dump = Dump()
        end = self.style.line_end
        for position, (kind, lines, title) in enumerate(self.lines):
            is_last = position == len(self.lines) - 1
            joint = end * 2 if self.style.blank_within and kind == "post" else end
            text = joint.join(lines) + end
            if self.style.blank_between and not is_last:
                text += end
            if is_last and not self.style.final_newline:
                text = text.removesuffix(end)
            start = len(dump.data)
            dump.data += text.encode()
            if kind == "post":
                dump.posts.append((start, len(dump.data), title))
            else:
                dump.cards.append((start, len(dump.data)))
        return dump


@dataclass(frozen=True)
class Parsed:
    """All records of a dump: frames of observations, excluded records, rejections, channels, findings."""

    observations: pl.DataFrame
    excluded: pl.DataFrame
    rejections: pl.DataFrame
    channels: pl.DataFrame
    findings: pl.DataFrame

    def spans(self) -> list[tuple[int, int]]:
        """Byte spans of all records, in order."""
        frames = (self.observations, self.excluded)
        return sorted(row for f in frames for row in f.select("byte_start", "byte_end").rows())


def parse_bytes(
    folder: Path, data: bytes | dict[str, bytes], adapter: Adapter = ADAPTER, **options: Any
) -> Parsed:
    """Parse a file, or a folder given as names and contents."""
    files = data if isinstance(data, dict) else {"dump.txt": data}
    members = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        members.append(Member(name, path, len(content)))
    source = Source("0" * 64, tuple(members), ParseOptions(**options))
    batches = list(adapter.parse(source)) or [BatchBuilder().flush()]
    return Parsed(*(
        pl.concat([getattr(batch, field.name) for batch in batches]) for field in fields(Parsed)
    ))  # fmt: skip
