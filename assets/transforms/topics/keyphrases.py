"""Phrases that emerge from texts: what a channel or a month says more than all others do.

A phrase is one to three words next to each other, none of which is a stop word, a number or a single letter. How far
it stands out is the z-score of its log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn
2008): for a group with y of n, all others with y' of n', and a = ``_PRIOR`` times the share of
the phrase in all texts,

    d = ln((y + a) / (n + A - y - a)) - ln((y' + a) / (n' + A - y' - a)),  z = d / sqrt(1 / (y + a) + 1 / (y' + a))

where y counts texts that hold the phrase, n sums y over all phrases, and A is ``_PRIOR``. All counts
are of a set of texts, so that no order matters; z is rounded before it is compared, and ties go by the phrase.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from assets.transforms.folding import Flags, Places, distinct
from assets.transforms.near.words import Hashes64
from assets.transforms.text import match_key, token_key
from assets.transforms.topics.lookup import Known
from assets.transforms.topics.stop_words import stop_words
from assets.transforms.topics.tokens import Tokens, phrase_hashes, tokens_of

KEYPHRASE_VERSION = "keyphrase-1"
"""Version of the rule that finds keyphrases."""

MAX_WORDS = 3
_PRIOR = 100.0
_MIN_SCORE = 1.96
"""The least z that tells a phrase from chance, at 5 %."""
_MANNER_SHARE, _MANNER_TEXTS = 0.5, 10
"""A phrase in more than this share of a channel's texts, of at least so many, is the channel's manner."""
_SAME = 0.7
"""Share of a phrase's texts that a longer one must be in to stand for it."""
_MIN_LETTERS = 3
"""Letters of a phrase of one word."""
_SPARE = 5
"""Candidates looked at for each phrase that is wanted: some are parts of others."""

LEARNED = {"topic_name": pl.String, "topic_label": pl.String}


def keyphrases(texts: pl.DataFrame, limit: int, min_texts: int) -> pl.DataFrame:
    """Phrases that stand out.

    Args:
        texts: ``text`` String, ``channel_key`` Int64, ``month_key`` Int64 (0 unknown); texts that differ.
        limit: most phrases.
        min_texts: texts of a channel or month that must hold a phrase.

    Returns:
        ``topic_name`` (folded words), ``topic_label`` (most common writing, the smallest of several).
    """
    if texts.is_empty():
        return pl.DataFrame(schema=LEARNED)
    found = _scored(_groups(_occurrences(texts["text"], min_texts), texts), min_texts)
    named = _named(texts["text"], found.head(limit * _SPARE))
    kept = named.filter(pl.Series(_stand_alone(named), dtype=pl.Boolean))
    return _in_turn(kept).head(limit).select(list(LEARNED))


def _occurrences(texts: pl.Series, min_texts: int) -> pl.DataFrame:
    """Which texts hold which phrases: ``text``, ``phrase`` (hash), ``words``; phrases of too few texts left out."""
    stops = Known(distinct(phrase_hashes(stop_words())[0]))
    parts = list(_words(tokens_of(texts), stops))
    frequent = _frequent(parts, min_texts)
    for part in parts:
        part.usable &= frequent.holds(part.hashes)
    return pl.concat([_phrases(parts, size, min_texts) for size in range(1, MAX_WORDS + 1)])


@dataclass
class _Part:
    """What is kept of the words of a chunk."""

    tokens: Tokens
    usable: Flags
    texts: Places

    @property
    def hashes(self) -> Hashes64:
        return self.tokens.hashes


def _words(chunks: Iterable[Tokens], stops: Known) -> Iterable[_Part]:
    first = 0
    for tokens in chunks:
        usable = (tokens.sizes > 1) & ~tokens.have_digits & ~stops.holds(tokens.hashes)
        sizes = np.diff(tokens.starts)
        yield _Part(tokens.slim(), usable, np.repeat(np.arange(len(sizes)) + first, sizes))
        first += len(sizes)


def _frequent(parts: Iterable[_Part], min_texts: int) -> Known:
    """Words in enough texts: any phrase in enough texts is made of them."""
    pairs = [_pairs(p.texts[p.usable], p.hashes[p.usable]) for p in parts]
    return Known(_in_enough(pl.concat(pairs), min_texts)["phrase"].unique().sort().to_numpy())


def _phrases(parts: Iterable[_Part], size: int, min_texts: int) -> pl.DataFrame:
    pairs = []
    for part in parts:
        words = np.flatnonzero(part.usable)
        if size == 1:
            words = words[part.tokens.sizes[words] >= _MIN_LETTERS]
        for step in range(1, size):
            words = words[words + step < len(part.usable)]
            words = words[part.usable[words + step]]
        first, hashes = part.tokens.phrases(words, size)
        pairs.append(_pairs(part.texts[first], hashes))
    return _in_enough(pl.concat(pairs), min_texts).with_columns(words=pl.lit(size, pl.Int64))


def _pairs(texts: Places, hashes: Hashes64) -> pl.DataFrame:
    return pl.DataFrame(
        {"text": texts, "phrase": hashes}, schema={"text": pl.Int64, "phrase": pl.UInt64}
    ).unique()


def _in_enough(pairs: pl.DataFrame, min_texts: int) -> pl.DataFrame:
    counts = pairs.group_by("phrase").agg(count=pl.len()).filter(pl.col("count") >= min_texts)
    return pairs.join(counts.select("phrase"), on="phrase", how="semi")


def _groups(occurrences: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """How many texts of each group hold each phrase: ``family``, ``group``, ``phrase``, ``words``, ``count``.

    Where a phrase is a channel's manner (a signature, a heading), its texts do not count.
    """
    places = texts.select("channel_key", "month_key", text=pl.int_range(pl.len(), dtype=pl.Int64))
    placed = occurrences.join(places, on="text")
    sizes = places.group_by("channel_key").agg(size=pl.len())
    in_channels = placed.group_by("channel_key", "phrase").agg(count=pl.len()).join(sizes, on="channel_key")
    manner = in_channels.filter(
        pl.col("size") >= _MANNER_TEXTS, pl.col("count") > _MANNER_SHARE * pl.col("size")
    ).select("channel_key", "phrase")
    told = placed.join(manner, on=["channel_key", "phrase"], how="anti")
    families = {"channel": told, "month": told.filter(pl.col("month_key") > 0)}
    counted = [
        rows.group_by(pl.col(f"{name}_key").alias("group"), "phrase", "words")
        .agg(count=pl.len().cast(pl.Int64))
        .with_columns(family=pl.lit(name))
        for name, rows in families.items()
    ]
    return pl.concat(counted)


def _scored(counts: pl.DataFrame, min_texts: int) -> pl.DataFrame:
    """The group in which each phrase stands out most, by turns of groups: ``phrase``, ``words``, ``z`` and counts."""
    family, n = pl.col("count").sum(), pl.col("n")
    y, others = pl.col("count"), pl.col("total") - pl.col("count")
    a = _PRIOR * pl.col("total") / pl.col("n_total")
    rest = pl.col("n_total") - n
    odds = ((y + a) / (n + _PRIOR - y - a)).log() - ((others + a) / (rest + _PRIOR - others - a)).log()
    scored = (
        counts.with_columns(
            total=family.over("family", "phrase"),
            n=family.over("family", "group"),
            n_total=family.over("family"),
        )
        .filter(pl.col("count") >= min_texts)
        .with_columns(z=(odds / (1 / (y + a) + 1 / (others + a)).sqrt()).round(3))
        .filter(pl.col("z") >= _MIN_SCORE)
        .sort(["z", "family", "group"], descending=[True, False, False])
        .unique("phrase", keep="first", maintain_order=True)
    )
    return _in_turn(scored.with_columns(topic_name=pl.col("phrase")))


def _in_turn(scored: pl.DataFrame) -> pl.DataFrame:
    """The best phrase of each group, then the second best of each: no group drowns the others."""
    best = scored.sort(["z", "words", "topic_name"], descending=[True, True, False])
    turn = best.with_columns(turn=pl.int_range(pl.len()).over("family", "group"))
    return turn.sort(["turn", "z", "words", "topic_name"], descending=[False, True, True, False])


def _named(texts: pl.Series, found: pl.DataFrame) -> pl.DataFrame:
    """Phrases with their words and how they are written most, in their order."""
    wanted = {size: Known(np.sort(f["phrase"].to_numpy())) for (size,), f in found.group_by("words")}
    writings = [pl.DataFrame(schema={"phrase": pl.UInt64, "topic_label": pl.String})]
    for tokens in tokens_of(texts):
        for size, known in wanted.items():
            first, hashes = tokens.phrases(np.arange(len(tokens.hashes)), size)
            which, _ = known.find(hashes)
            first = first[which]
            written = tokens.written(first, np.full(len(first), size))
            writings.append(pl.DataFrame({"phrase": hashes[which], "topic_label": written}))
    labels = (
        pl.concat(writings)
        .group_by("phrase", "topic_label")
        .agg(uses=pl.len())
        .sort(["phrase", "uses", "topic_label"], descending=[False, True, False])
        .unique("phrase", keep="first", maintain_order=True)
        .select("phrase", "topic_label", topic_name=token_key(pl.col("topic_label")))
    )
    return found.drop("topic_name").join(labels, on="phrase", how="inner", maintain_order="left")


def _stand_alone(named: pl.DataFrame) -> list[bool]:
    """Which phrases are not told by another: a longer one, one before that overlaps, or one spaced otherwise."""
    keyed = named.with_columns(key=match_key(pl.col("topic_name")), parts=pl.col("topic_name").str.split(" "))
    rows = [(tuple(p), k, t) for p, k, t in keyed.select("parts", "key", "total").iter_rows()]
    longer: dict[tuple[str, ...], int] = {}
    for words, _, total in rows:
        for part in _parts(words):
            longer[part] = max(longer.get(part, 0), total)
    kept, keys, ends = [], set[str](), dict[tuple[str, ...], int]()
    for words, key, total in rows:
        edges = [words[:-1], words[1:]] if len(words) == MAX_WORDS else []
        overlaps = any(_SAME * total <= ends.get(e, 0) <= total / _SAME for e in edges)
        is_kept = longer.get(words, 0) < _SAME * total and not overlaps and key not in keys
        kept.append(is_kept)
        if is_kept:
            keys.add(key)
            ends |= dict.fromkeys(edges, total)
    return kept


def _parts(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Shorter phrases in a phrase."""
    sizes = range(1, len(words))
    return [words[first : first + size] for size in sizes for first in range(len(words) - size + 1)]
