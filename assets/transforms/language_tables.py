"""Tables by which ``transforms.language`` reads texts: letters, words and their weights as numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
import numpy.typing as npt
import polars as pl

from assets.transforms.folding import POINTS, TABLE_SIZE, characters
from assets.transforms.language_words import LETTERS, PREFIXES, SCRIPTS, SUFFIXES, WORDS
from assets.transforms.text import token_key

Classes = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]
Weights = npt.NDArray[np.int32]

LANGUAGES = tuple(chain.from_iterable(SCRIPTS.values()))
LATIN = list(SCRIPTS).index("Latin")

SPACE, JOINER, END, LETTER = range(4)
"""Classes of code points: ends a word, may join the parts of an address, ends a text; from ``LETTER`` on letters."""
DROPPED = 0xFF
KEY_LENGTH = 8
"""Letters of a word that count: a byte each of one number."""
MAX_WEIGHT = 2
"""The most that a word, beginning or ending is worth."""
PREFIX, SUFFIX = np.uint64(0xFE << 56), np.uint64(0xFD << 56)
"""What tells the key of a beginning or an ending from that of a word."""

_WIDTH = max(len(names) for names in SCRIPTS.values())
_PLACES = {name: (s, p) for s, names in enumerate(SCRIPTS.values()) for p, name in enumerate(names)}
"""Script of each language and its place in it."""
_SLOT_BITS = 21

_JOINERS = "@/\\.=&?_~%-:0123456789"
_DROPPED = r"[\p{Mn}\p{Me}\p{Cf}\x{ac}\x{640}]"
_KEPT = "آئؤй"
"""Letters that ``token_key`` folds or that would decompose, but that tell languages apart."""


@dataclass(frozen=True)
class Tables:
    """What is known of code points, classes and words."""

    points: npt.NDArray[np.uint16]
    """Of each code point its class, and above that byte its row in ``mark_weights``, if any."""
    scripts: npt.NDArray[np.intp]
    """Script of each class of letters: its position in ``SCRIPTS``, one beyond for all others."""
    keys: Keys
    """Keys of words, beginnings and endings; the first is of none."""
    slots: npt.NDArray[np.int16]
    """Place in ``keys`` by slot; 0 in free slots."""
    factor: np.uint64
    """By which keys are spread over slots so that no two share one."""
    packed: Keys
    """What a key is worth for each language of its script, in the order of ``SCRIPTS``: a byte each, eight to a number,
    so that few numbers are added."""
    mark_scripts: npt.NDArray[np.intp]
    mark_weights: Weights
    """The same of letters that few languages have; row 0 is of all other letters."""
    positions: npt.NDArray[np.intp]
    """Position in ``LANGUAGES`` of each language by script and place in it."""


@cache
def tables() -> Tables:
    """Build the tables, once."""
    rows = _letters()
    texts = chain.from_iterable(m.values() for m in (WORDS, PREFIXES, SUFFIXES))
    is_listed = pl.col("point").is_in(sorted(set(chain.from_iterable(texts))))
    alphabet = rows.filter(is_listed).select("script", "folded").unique().sort("script", "folded")
    others = len(SCRIPTS) + 1
    classes = {letter: LETTER + others + place for place, letter in enumerate(alphabet["folded"])}
    class_scripts = [0] * LETTER + list(range(others)) + alphabet["script"].to_list()
    rows = rows.with_columns(
        letter=pl.col("folded").replace_strict(classes, default=LETTER + pl.col("script"))
    )
    keys, weights = _weighed(_keyed(dict(rows.filter(is_listed).select("point", "letter").iter_rows())))
    places, factor = _spread(keys)
    marks, mark_scripts, mark_weights = _marks()
    starts = np.cumsum([0, *(len(v) for v in SCRIPTS.values())])
    return Tables(
        points=_points(rows, marks),
        scripts=np.array(class_scripts + [len(SCRIPTS)] * (256 - len(class_scripts))),
        keys=keys,
        slots=places,
        factor=factor,
        packed=_packed(weights),
        mark_scripts=mark_scripts,
        mark_weights=mark_weights,
        positions=starts[:, None] + np.arange(_WIDTH),
    )


def _letters() -> pl.DataFrame:
    """All letters: ``point`` String, ``code`` UInt32, ``folded`` (one code point), ``script`` Int32 (position)."""
    point, folded = pl.col("point"), pl.col("folded")
    lower = point.str.to_lowercase()
    script = pl.lit(len(SCRIPTS))
    for place, name in enumerate(SCRIPTS):
        script = pl.when(folded.str.contains(rf"\p{{{name}}}")).then(place).otherwise(script)
    base = token_key(point).str.normalize("NFD").str.slice(0, 1).str.replace("ı", "i", literal=True)
    # Modifier letters are apostrophes and the like; signs such as the information sign only look like letters.
    is_letter = point.str.contains(r"[\p{L}\p{Mc}--\x{2b0}-\x{2ff}\x{2100}-\x{214f}]")
    return (
        characters(POINTS)
        .with_columns(code=pl.Series(POINTS))
        .filter(is_letter & ~point.str.contains(_DROPPED))
        .with_columns(folded=pl.when(lower.is_in(list(_KEPT))).then(lower).otherwise(base))
        .filter(folded != "")
        .with_columns(script=script)
    )


def _points(letters: pl.DataFrame, marks: Mapping[str, int]) -> npt.NDArray[np.uint16]:
    table = np.zeros(TABLE_SIZE, np.uint16)
    points = characters(POINTS)["point"]
    table[POINTS[points.str.contains(_DROPPED).to_numpy()]] = DROPPED
    table[[ord(c) for c in _JOINERS]] = JOINER
    table[letters["code"].to_numpy()] = letters["letter"].to_numpy()
    table[[ord(c) for c in marks]] |= np.array([row << 8 for row in marks.values()], np.uint16)
    return table


def _marks() -> tuple[dict[str, int], npt.NDArray[np.intp], Weights]:
    """Row of each telling letter, and of each row script and weights."""
    counts = {name: Counter(_both_cases(letters)) for name, letters in LETTERS.items()}
    rows = {mark: row for row, mark in enumerate(sorted(set().union(*counts.values())), 1)}
    scripts = np.zeros(len(rows) + 1, np.intp)
    weights = np.zeros((len(rows) + 1, _WIDTH), np.int32)
    for name, marks in counts.items():
        for mark, weight in marks.items():
            scripts[rows[mark]], place = _PLACES[name]
            weights[rows[mark], place] = weight
    return rows, scripts, weights


def _both_cases(letters: str) -> str:
    """Letters and their capitals, but for a capital that is another letter's too, such as that of the dotless i."""
    return letters + "".join(c.upper() for c in letters if c.upper() != c == c.upper().lower())


def _keyed(classes: Mapping[str, int]) -> Iterable[tuple[str, int, int]]:
    """Language, key and weight of each word, beginning and ending."""
    for language, words in WORDS.items():
        text = "".join(c if c in classes else " " for c in words)
        for word in set(text.split()):
            yield language, _key(word, classes), min(len(word), MAX_WEIGHT)
    for mark, affixes in ((PREFIX, PREFIXES), (SUFFIX, SUFFIXES)):
        for language, parts in affixes.items():
            for part in set(parts.split()):
                yield language, _key(part, classes) | int(mark), 1


def _key(word: str, classes: Mapping[str, int]) -> int:
    return int.from_bytes(bytes(classes[c] for c in word[:KEY_LENGTH]), "little")


def _weighed(keyed: Iterable[tuple[str, int, int]]) -> tuple[Keys, Weights]:
    """Keys and their weights, behind a row of none; forms that fold to the same key count once."""
    weighed = {(key, name): weight for name, key, weight in keyed}
    rows = {key: row for row, key in enumerate(sorted({0, *(key for key, _ in weighed)}))}
    weights = np.zeros((len(rows), _WIDTH), np.int32)
    for (key, name), weight in weighed.items():
        weights[rows[key], _PLACES[name][1]] = weight
    return np.array(list(rows), np.uint64), weights


def _packed(weights: Weights) -> Keys:
    padded = np.zeros((len(weights), -(-_WIDTH // 8) * 8), np.uint8)
    padded[:, :_WIDTH] = weights
    return padded.view(np.uint64)


def slots(keys: Keys, factor: np.uint64) -> Keys:
    """Slot of each key: the highest bits of a product (Knuth, The Art of Computer Programming 3, 6.4)."""
    return keys * factor >> np.uint64(64 - _SLOT_BITS)


def _spread(keys: Keys) -> tuple[npt.NDArray[np.int16], np.uint64]:
    """Place of each key's slot, and the first factor that gives each key its own."""
    for odd in range(1, 100_000, 2):
        factor = np.uint64(odd * 0x9E3779B97F4A7C15 % (1 << 64))
        taken = slots(keys[1:], factor)
        table = np.zeros(1 << _SLOT_BITS, np.int16)
        table[taken] = np.arange(1, len(keys))
        if (table[taken] == np.arange(1, len(keys))).all():
            return table, factor
    raise ValueError("too many words for the slots")
