"""Invented texts of posts, and what becomes of a text when it is copied."""

import random
from dataclasses import dataclass

from benchmarks.vocabulary import EMOJI, HALF_SPACE, Vocabulary

_BULLETS = "🔹🔸🔻"
_DIGITS = "0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"
_ARABIC_LETTERS = str.maketrans("یک", "يك")
_NO_HALF_SPACE = {ord(HALF_SPACE): None}
_OTHER_EMOJI = str.maketrans(_BULLETS + "".join(EMOJI), "▪•▫" + "".join(EMOJI[1:] + EMOJI[:1]))
_OTHER_DIGITS = [str.maketrans("".join(_DIGITS), digits * len(_DIGITS)) for digits in _DIGITS]


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a post's text; title and footer are a line each and may be empty."""

    title: str
    body: str
    footer: str

    @property
    def text(self) -> str:
        """The text as posted."""
        return "\n".join([part for part in (self.title, self.body, self.footer) if part])


def draft_of(text: str, has_title: bool, has_footer: bool) -> Draft:
    """The parts of a text again."""
    title, text = text.split("\n", 1) if has_title else ("", text)
    body, footer = text.rsplit("\n", 1) if has_footer else (text, "")
    return Draft(title, body, footer)


def new_draft(dice: random.Random, vocabulary: Vocabulary, footer: str) -> Draft:
    """A text that nobody has written before, most of them with a title."""
    titled = dice.random() < 0.6
    title = f"{dice.choice(EMOJI)} {' '.join(vocabulary.some(dice, dice.randint(3, 10)))}" if titled else ""
    return Draft(title, _body(dice, vocabulary), footer)


def _body(dice: random.Random, vocabulary: Vocabulary) -> str:
    """Lines of words, some with numbers, then hashtags and a link; few words or hundreds."""
    count = min(max(int(dice.lognormvariate(3.55, 0.8)), 3), 400)
    words = vocabulary.some(dice, count)
    if count > 8 and dice.random() < 0.4:
        for place in dice.sample(range(count), dice.randint(1, 3)):
            words[place] = vocabulary.number(dice.randint(2, 50_000))
    width = dice.randint(8, 25)
    lines = [" ".join(words[start : start + width]) for start in range(0, count, width)]
    end, bullet = (
        dice.choice(["", "", ".", " ✨"]),
        dice.choice(_BULLETS) + " " if dice.random() < 0.2 else "",
    )
    lines = [f"{bullet}{line}{end}" for line in lines]
    if dice.random() < 0.35:
        lines.append(" ".join(f"#{dice.choice(vocabulary.plain)}" for _ in range(dice.randint(1, 3))))
    if dice.random() < 0.15:
        lines.append(f"https://example.org/{dice.choice(_SECTIONS)}/{dice.randint(1, 999_999)}")
    return "\n".join(lines)


_SECTIONS = "news culture sport market".split()


def restyled(text: str, dice: random.Random) -> str:
    """The same words as another keyboard or another channel's taste has them."""
    table: dict[int, int | None] = {}
    if dice.random() < 0.4:
        table |= _ARABIC_LETTERS
    if dice.random() < 0.4:
        table |= _NO_HALF_SPACE
    if dice.random() < 0.4:
        table |= dice.choice(_OTHER_DIGITS)
    if dice.random() < 0.4:
        table |= _OTHER_EMOJI
    return text.translate(table)


def edited(text: str, count: int, dice: random.Random, vocabulary: Vocabulary) -> str:
    """Replace, drop or insert words; only ones of letters, since other numbers would be other news."""
    words = text.split(" ")
    places = [n for n, word in enumerate(words) if word.isalpha()]
    for place in sorted(dice.sample(places, min(count, len(places))), reverse=True):
        change = dice.random()
        if change < 0.6:
            words[place] = _other(words[place], dice, vocabulary)
        elif change < 0.8:
            words.insert(place, _other(words[place], dice, vocabulary))
        else:
            del words[place]
    return " ".join(words)


def _other(word: str, dice: random.Random, vocabulary: Vocabulary) -> str:
    found = word
    while found == word:
        found = dice.choice(vocabulary.plain)
    return found


def reordered(text: str, dice: random.Random) -> str:
    """Swap neighbouring words at up to three places."""
    words = text.split(" ")
    pairs = [n for n in range(len(words) - 1) if words[n].isalpha() and words[n + 1].isalpha()]
    for n in dice.sample(pairs, min(dice.randint(1, 3), len(pairs))):
        words[n], words[n + 1] = words[n + 1], words[n]
    return " ".join(words)


def half_rewritten(text: str, dice: random.Random, vocabulary: Vocabulary) -> str:
    """Another text on the same topic: every other word, taken by chance, is another one."""
    lines = [line.split(" ") for line in text.split("\n")]
    places = [(line, n) for line in lines for n in range(len(line))]
    chosen = dice.sample(places, (len(places) + 1) // 2)
    for (line, n), word in zip(chosen, dice.choices(vocabulary.plain, k=len(chosen)), strict=True):
        line[n] = word
    return "\n".join([" ".join(line) for line in lines])
