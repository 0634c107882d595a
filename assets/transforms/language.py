"""Language of texts by script, frequent words, beginnings and endings of words, and letters.

Posts are short, mixed with addresses and emoji, and typed on many keyboards. So the words count that stand in
nearly every sentence, and what several languages share counts for each: a text is of the language with the most
evidence, if that is enough and clearly more than the next language has; else it stays ``und``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from assets.transforms.folding import Flags, Places, code_points
from assets.transforms.language_tables import (
    DROPPED,
    END,
    JOINER,
    KEY_LENGTH,
    LANGUAGES,
    LATIN,
    LETTER,
    PREFIX,
    SUFFIX,
    Classes,
    Keys,
    Weights,
    slots,
    tables,
)
from assets.transforms.language_words import RIVALS, SCRIPTS

UNDETERMINED = "und"

MIN_LETTERS = 12
"""A text with fewer letters needs ``SHORT_EVIDENCE``."""

MIN_SHARE = 0.6
"""Least share of the letters that the main script must have."""

MIN_EVIDENCE, SHORT_EVIDENCE = 3, 5
MIN_LEAD, MIN_LEAD_SHARE = 2, 0.33
"""Least lead over the next language: absolute, and as a share of the evidence."""

MIN_DENSITY = 0.45
"""Least evidence per word looked at: in sentences, more than a quarter of the words are frequent ones, which count
double."""

SAMPLE = 24
"""Words of a text that are looked at, at least, where it has them; they lie evenly in it."""

_CHUNK = 200_000
"""Characters looked at at once, so that the arrays of a step stay in the processor's cache."""


def languages(texts: pl.Series) -> pl.Series:
    """Language of each text.

    Args:
        texts: String; NULL counts as empty.

    Returns:
        String, in order: ISO 639 code (of two letters where there is one; ``azb`` is Azerbaijani in Arabic
        script, ``ckb`` Sorani Kurdish), ``und`` where unsure. Addresses, emoji and marks play no part.
    """
    names = pl.Series([UNDETERMINED if name in RIVALS else name for name in (*LANGUAGES, UNDETERMINED)])
    frame = texts.fill_null("").alias("text").to_frame()
    known = frame.unique(maintain_order=True)
    parts = [_decided(part) for part in _chunks(known["text"])]
    decided = names.gather(np.concatenate([np.zeros(0, np.intp), *parts]))
    rows = frame.join(known.with_columns(language=decided), on="text", how="left", maintain_order="left")
    return rows["language"].alias(texts.name)


def _chunks(texts: pl.Series) -> Iterator[pl.Series]:
    ends = np.cumsum(texts.str.len_chars().to_numpy(), dtype=np.int64)
    first = 0
    while first < len(texts):
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + _CHUNK, side="right")))
        yield texts[first:last]
        first = last


def _decided(texts: pl.Series) -> Places:
    """Position in ``LANGUAGES`` of each text's language; one beyond the last where unsure."""
    read = _read(texts)
    shape = (len(texts), len(SCRIPTS) + 1)
    cells = read.texts * shape[1] + read.scripts
    letters = np.bincount(cells, read.ends - read.starts, shape[0] * shape[1]).astype(np.int64).reshape(shape)
    main = letters.argmax(axis=1)
    words = np.bincount(cells, minlength=letters.size).reshape(shape)[np.arange(len(texts)), main]
    strides = np.maximum(words // SAMPLE, 1)
    sample = _sample(read, main, strides)
    evidence = np.zeros((len(texts), tables().mark_weights.shape[1]), np.int32)
    _weigh_letters(evidence, read, main)
    evidence //= strides[:, None]  # as if only the letters of the sample were counted
    other = _weigh_words(evidence, sample)
    looked_at = np.bincount(sample.texts, minlength=len(texts))
    is_sure = _is_sure(evidence, letters, looked_at)
    _weigh_affixes(evidence, sample.some(other & ~is_sure[sample.texts]))
    is_sure |= _is_sure(evidence, letters, looked_at)
    return np.where(is_sure, tables().positions[main, evidence.argmax(axis=1)], len(LANGUAGES))


def _is_sure(evidence: Weights, letters: Places, words: Places) -> Flags:
    """Whether the best language of each text has evidence enough, and enough more than the next."""
    count = letters.max(axis=1)
    second, best = np.partition(evidence, -2, axis=1)[:, -2:].T
    enough = np.where(count < MIN_LETTERS, SHORT_EVIDENCE, MIN_EVIDENCE)
    is_sure: Flags = (
        (count >= MIN_SHARE * letters.sum(axis=1))
        & (best >= np.maximum(enough, MIN_DENSITY * words))
        & (best - second >= np.maximum(MIN_LEAD, MIN_LEAD_SHARE * best))
    )
    return is_sure


@dataclass(frozen=True)
class _Read:
    """Words and telling letters of some texts."""

    classes: Classes
    """Classes of the code points that are not dropped, with room for a key before and after."""
    starts: Places
    ends: Places
    """Where each word starts, and the place behind it."""
    texts: Places
    scripts: Places
    """Text and script of each word."""
    marks: Places
    mark_texts: Places
    """Row and text of each telling letter."""


def _read(texts: pl.Series) -> _Read:
    lengths = texts.str.len_chars().to_numpy().astype(np.int64)
    ends = np.cumsum(lengths + 1)
    points = tables().points.take(code_points(texts), mode="clip")
    points[ends[:-1] - 1] = END
    marks = np.flatnonzero(points > DROPPED)
    classes = points.astype(np.uint8)
    room = np.zeros(KEY_LENGTH, np.uint8)
    classes = np.concatenate([room, classes[classes != DROPPED], room])
    is_letter = classes >= LETTER
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    word_starts, word_ends = edges[::2], edges[1::2]
    scripts = tables().scripts[classes[word_starts]]
    in_text = np.diff(np.searchsorted(word_starts, np.flatnonzero(classes == END)), prepend=0, append=0)
    in_text[-1] = len(word_starts) - in_text[:-1].sum()
    text = np.repeat(np.arange(len(texts)), in_text)
    kept = ~_is_address(classes, word_starts, word_ends) | (scripts != LATIN)
    return _Read(
        classes, word_starts[kept], word_ends[kept], text[kept], scripts[kept],
        points[marks] >> 8, np.searchsorted(ends, marks, side="right"),
    )  # fmt: skip


def _is_address(classes: Classes, starts: Places, ends: Places) -> Flags:
    """Which words hang together with others by a sign: parts of links, mentions, numbers."""
    behind = classes[ends + 1]
    is_followed = (classes[ends] == JOINER) & ((behind == JOINER) | (behind >= LETTER))
    is_joined: Flags = is_followed | (classes[starts - 1] == JOINER)
    return is_joined


@dataclass(frozen=True)
class _Sample:
    """Text and length of some words, and their first and last letters with what stands beside them, as keys."""

    texts: Places
    lengths: Places
    heads: Keys
    tails: Keys

    def some(self, chosen: Flags) -> "_Sample":
        return _Sample(self.texts[chosen], self.lengths[chosen], self.heads[chosen], self.tails[chosen])


def _sample(read: _Read, main: Places, strides: Places) -> _Sample:
    """Of the words of each text's main script every so many-th."""
    apt = np.flatnonzero(read.scripts == main[read.texts])
    texts = read.texts[apt]
    counts = np.bincount(texts, minlength=len(main))
    rank = np.arange(len(apt)) - (np.cumsum(counts) - counts)[texts]
    chosen = apt[rank % strides[texts] == 0]
    starts, ends = read.starts[chosen], read.ends[chosen]
    by_place = np.ndarray((len(read.classes) - KEY_LENGTH + 1,), "<u8", read.classes, strides=(1,))
    return _Sample(read.texts[chosen], ends - starts, by_place[starts], by_place[ends - KEY_LENGTH])


def _weigh_letters(evidence: Weights, read: _Read, main: Places) -> None:
    known = tables()
    apt = known.mark_scripts[read.marks] == main[read.mark_texts]
    texts, weights = read.mark_texts[apt], known.mark_weights[read.marks[apt]]
    if len(texts):
        first = np.flatnonzero(np.diff(texts, prepend=-1))
        evidence[texts[first]] += np.add.reduceat(weights, first, axis=0)


def _weigh_words(evidence: Weights, words: _Sample) -> Flags:
    """Add what whole words are worth; tells which are not known."""
    return ~_look_up(evidence, words.texts, words.heads & _MASKS[np.minimum(words.lengths, KEY_LENGTH)])


def _weigh_affixes(evidence: Weights, words: _Sample) -> None:
    """Add what the beginnings and endings of words are worth, each two or three letters."""
    for size in (3, 2):
        longer = words.some(words.lengths >= size + 2)
        _look_up(evidence, longer.texts, longer.heads & _MASKS[size] | PREFIX)
        _look_up(evidence, longer.texts, longer.tails >> np.uint64(8 * (KEY_LENGTH - size)) | SUFFIX)


_MASKS: Keys = np.array([(1 << 8 * size) - 1 for size in range(KEY_LENGTH + 1)], np.uint64)


def _look_up(evidence: Weights, texts: Places, keys: Keys) -> Flags:
    """Add what keys are worth to their texts' evidence; tells which are known."""
    known = tables()
    rows = known.slots[slots(keys, known.factor)]
    is_known: Flags = known.keys[rows] == keys
    texts, weights = texts[is_known], known.packed[rows[is_known]]
    if len(texts):
        first = np.flatnonzero(np.diff(texts, prepend=-1))
        # Of fewer than 2 * SAMPLE words the weights, at most MAX_WEIGHT each, add up to what a byte holds.
        sums = np.add.reduceat(weights, first, axis=0).view(np.uint8)
        evidence[texts[first]] += sums[:, : evidence.shape[1]]
    return is_known
