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

import numpy as np
import polars as pl

from assets.transforms.folding import Places
from assets.transforms.lookup import Known
from assets.transforms.text import match_key, token_key
from assets.transforms.topics.occurrences import (
    MAX_WORDS,
    Each,
    Occurrences,
    Spoken,
    occurrences,
    run_lengths,
    spoken_words,
)

KEYPHRASE_VERSION = "keyphrase-2"
"""Version of the rule that finds keyphrases. Since 2, a mark that composes with the letter before it (as in `خانهٔ`) no
longer joins what signs between words part."""

_PRIOR = 100.0
_MIN_SCORE = 1.96
"""The least z that tells a phrase from chance, at 5 %."""
_MANNER_SHARE, _MANNER_TEXTS = 0.5, 10
"""A phrase in more than this share of a channel's texts, of at least so many, is the channel's manner."""
_SAME = 0.7
"""Share of a phrase's texts that a longer one must be in to stand for it."""
_SPARE = 5
"""Candidates looked at for each phrase that is wanted: some are parts of others."""

LEARNED = {"topic_name": pl.String, "topic_label": pl.String}


def keyphrases(texts: pl.DataFrame, limit: int, min_texts: int, each: Each = map) -> pl.DataFrame:
    """Phrases that stand out.

    Args:
        texts: ``text`` String, ``channel_key`` Int64, ``month_key`` Int64 (0 unknown); texts that differ.
        limit: most phrases.
        min_texts: texts of a channel or month that must hold a phrase.
        each: how work on parts of the texts is done, one after the other by default.

    Returns:
        ``topic_name`` (folded words), ``topic_label`` (most common writing, the smallest of several).
    """
    if texts.is_empty():
        return pl.DataFrame(schema=LEARNED)
    spoken = spoken_words(texts["text"], min_texts, each)
    found = _scored(_groups(occurrences(spoken, min_texts, each), texts), min_texts)
    named = _named(spoken, found.head(limit * _SPARE))
    kept = named.filter(pl.Series(_stand_alone(named), dtype=pl.Boolean))
    return _in_turn(kept).head(limit).select(list(LEARNED))


def _groups(found: Occurrences, texts: pl.DataFrame) -> pl.DataFrame:
    """How many texts of each group hold each phrase: ``family``, ``group``, ``phrase``, ``words``, ``count``.

    Where a phrase is a channel's manner (a signature, a heading), its texts do not count.
    """
    channels, channel = np.unique(texts["channel_key"].to_numpy(), return_inverse=True)
    months, month = np.unique(texts["month_key"].to_numpy(), return_inverse=True)
    phrase_count = len(found.hashes)
    keys = channel[found.texts] * phrase_count + found.phrases
    pairs, counts = run_lengths(np.sort(keys), 1)
    sizes = np.bincount(channel)[pairs // max(phrase_count, 1)]
    is_manner = (sizes >= _MANNER_TEXTS) & (counts > _MANNER_SHARE * sizes)
    may_be = np.zeros(phrase_count, np.bool_)
    may_be[pairs[is_manner] % max(phrase_count, 1)] = True
    told = ~may_be[found.phrases]
    doubtful = np.flatnonzero(~told)
    told[doubtful] = ~np.isin(keys[doubtful], pairs[is_manner])
    told &= (months > 0)[month][found.texts]
    month_keys = month[found.texts[told]] * phrase_count + found.phrases[told]
    return pl.concat(
        [
            _counted("channel", channels, found, pairs[~is_manner], counts[~is_manner]),
            _counted("month", months, found, *run_lengths(np.sort(month_keys), 1)),
        ]
    )


def _counted(family: str, groups: Places, found: Occurrences, pairs: Places, counts: Places) -> pl.DataFrame:
    group, phrase = np.divmod(pairs, max(len(found.hashes), 1))
    columns = {
        "group": groups[group],
        "phrase": found.hashes[phrase],
        "words": found.sizes[phrase],
        "count": counts,
    }
    return pl.DataFrame(columns).with_columns(family=pl.lit(family))


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


def _named(spoken: Iterable[Spoken], found: pl.DataFrame) -> pl.DataFrame:
    """Phrases with their words and how they are written most, in their order."""
    wanted = {size: Known(np.sort(f["phrase"].to_numpy())) for (size,), f in found.group_by("words")}
    writings = [pl.DataFrame(schema={"phrase": pl.UInt64, "topic_label": pl.String})]
    for part in spoken:
        for size, known in wanted.items():
            first, hashes = part.phrases(size)
            which, _ = known.find(hashes)
            first = first[which]
            written = part.reading.written(part.places[first], part.places[first + size - 1])
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
