"""Patterns of topics as the folded phrases that they match.

A pattern is its words between spaces and half-spaces. Where two of them meet, writers join them or not
(`رشته‌های`, `رشتههای`, `رشته های`), so both are forms of the pattern. Each form begins where a word begins, and ends
where one ends or where one of a closed list of Persian endings does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from assets.transforms.folding import Codes, Flags, Places
from assets.transforms.hashes import Hashes64
from assets.transforms.text import surrogate_key, token_key
from assets.transforms.topics.tokens import Phrases
from warehouse.taxonomy import Taxonomy, Topic, pattern_words

WORD, HASHTAG, EXCLUDED, PREFIX = range(4)
"""What a hit of a form means."""

_PLURALS = "ها های هایی هایم هایش هایمان هایتان هایشان"
_ENDINGS = {
    2: f"ی {_PLURALS}".split(),
    4: "ای ایی یی ان انه اند مان تان شان تر ترین".split(),
    5: "ش م ند ست".split(),
}
"""Letters that a word must have → endings that may follow it. On short words the others make other words:
`ارز` is currency and `ارزش` value, `ارزان` cheap."""

_MIN_JOINED = 6
"""Letters that a joined word must have; shorter ones are words of their own (`به نام`, `بهنام`)."""

PHRASES = {"topic_name": pl.String, "topic_key": pl.Int64}
"""Keyphrases as patterns: the folded phrase and its topic."""

_TOPICS = {"topic": pl.UInt32, "topic_key": pl.Int64, "via": pl.String, "assignment": pl.String}


@dataclass(frozen=True)
class Patterns:
    """Forms that are looked for, and what they speak of."""

    hashes: Hashes64
    """Hash of each form, ascending, each once."""
    sizes: Places
    """Words of each form; for the begin of a word its letters."""
    is_prefix: Flags
    """Whether a form is the begin of a word."""
    first_words: Hashes64
    """Hash of the first word of each form."""
    pairs: Hashes64
    """Hash of its first two words, where it has more than one."""
    first_letters: Codes
    """First code point of each form."""
    rules: pl.DataFrame
    """``form`` (position of a form), ``topic`` (number), ``role``: UInt32 each, distinct."""
    topics: pl.DataFrame
    """``topic`` UInt32 → ``topic_key`` Int64, ``via`` String, ``assignment`` String: what a hit counts for.

    A topic counts for itself (``via`` NULL), and for the topics above it (``via`` is its id)."""


def topic_key(kind: str, name: pl.Expr) -> pl.Expr:
    """Surrogate key of a topic: String → Int64."""
    return surrogate_key(pl.lit("topic"), pl.lit(kind), name)


def compile_patterns(taxonomy: Taxonomy, phrases: pl.DataFrame) -> Patterns:
    """Forms of a taxonomy's patterns and of keyphrases.

    Args:
        taxonomy: topics by rule.
        phrases: columns of ``PHRASES``; found as they stand.
    """
    folded = _folded_words(taxonomy)
    rows = [
        (form, number, role) for number, t in enumerate(taxonomy.topic) for form, role in _forms(t, folded)
    ]
    forms = pl.DataFrame(
        rows, schema={"text": pl.String, "topic": pl.UInt32, "role": pl.UInt32}, orient="row"
    )
    first = len(taxonomy.topic)
    learned = phrases.select(
        text="topic_name",
        topic=pl.int_range(first, first + pl.len(), dtype=pl.UInt32),
        role=pl.lit(WORD, pl.UInt32),
    )
    phrase_topics = phrases.select(
        topic=pl.int_range(first, first + pl.len(), dtype=pl.UInt32),
        topic_key="topic_key",
        via=pl.lit(None, pl.String),
        assignment=pl.lit("model"),
    )
    topics = pl.concat([_rolled_up(taxonomy), phrase_topics])
    return _patterns(pl.concat([forms, learned]), topics)


def _patterns(forms: pl.DataFrame, topics: pl.DataFrame) -> Patterns:
    if forms.is_empty():
        none = np.empty(0, np.int64)
        rules = pl.DataFrame(schema={"form": pl.UInt32, "topic": pl.UInt32, "role": pl.UInt32})
        hashes = none.astype(np.uint64)
        letters = none.astype(np.uint32)
        return Patterns(hashes, none, none.astype(np.bool_), hashes, hashes, letters, rules, topics)
    read = Phrases.of(forms["text"])
    is_prefix = pl.col("role") == PREFIX
    size = pl.when(is_prefix).then(pl.col("text").str.len_chars()).otherwise(pl.Series(read.sizes))
    known = forms.with_columns(
        hash=pl.Series(read.hashes),
        first=pl.Series(read.first_words),
        pair=pl.Series(read.pairs),
        size=size.cast(pl.Int64),
    )
    # A form and the begin of a word may have one hash, and mean different places.
    key = ["hash", "size", "is_prefix"]
    numbered = known.with_columns(is_prefix=is_prefix)
    distinct = numbered.unique(key).select(*key, "first", "pair", "text").sort(key).with_row_index("form")
    rules = (
        numbered.join(distinct, on=key).select("form", "topic", "role").unique().sort("form", "topic", "role")
    )
    return Patterns(
        distinct["hash"].to_numpy(),
        distinct["size"].cast(pl.Int64).to_numpy(),
        distinct["is_prefix"].to_numpy(),
        distinct["first"].to_numpy(),
        distinct["pair"].to_numpy(),
        np.array([ord(text[0]) for text in distinct["text"]], np.uint32),
        rules,
        topics,
    )


def _rolled_up(taxonomy: Taxonomy) -> pl.DataFrame:
    number = {t.id: n for n, t in enumerate(taxonomy.topic)}
    own = [(number[t.id], t.id, None, "rule") for t in taxonomy.topic]
    above = [(number[t.id], name, t.id, "rule") for t in taxonomy.topic for name in taxonomy.ancestors(t.id)]
    schema = {"topic": pl.UInt32, "name": pl.String, "via": pl.String, "assignment": pl.String}
    frame = pl.DataFrame([*own, *above], schema=schema, orient="row")
    return frame.with_columns(topic_key=topic_key("taxonomy", pl.col("name"))).select(list(_TOPICS))


def _forms(topic: Topic, folded: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Folded forms of a topic's patterns."""
    for patterns, role, has_endings in (
        (topic.words, WORD, True),
        (topic.exact, WORD, False),
        (topic.hashtags, HASHTAG, False),
        (topic.exclude, EXCLUDED, True),
    ):
        for pattern in patterns:
            parts = [folded[word] for word in pattern_words(pattern)]
            yield from ((form, role) for form in _variants(parts, role, has_endings))
    for prefix in topic.prefixes:
        yield "".join(folded[word] for word in pattern_words(prefix)), PREFIX


def _variants(parts: Sequence[str], role: int, has_endings: bool) -> Iterator[str]:
    for gaps in product(("", " "), repeat=len(parts) - 1):
        form = "".join(part + gap for part, gap in zip(parts, (*gaps, ""), strict=True))
        words = form.split(" ")
        # A hashtag is one word however short: there nothing else can be meant.
        if role != HASHTAG and not _is_safe(words, parts):
            continue
        yield form
        if has_endings:
            yield from (form + ending for ending in _endings(words[-1]))


def _is_safe(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether each word is one of the pattern's own, or long enough to be nothing but a joined one."""
    return all(word in parts or len(word) >= _MIN_JOINED for word in words)


def _endings(word: str) -> list[str]:
    if not "\u0621" <= word[-1] <= "\u06ff":
        return []
    return [ending for least, endings in _ENDINGS.items() if len(word) >= least for ending in endings]


def _folded_words(taxonomy: Taxonomy) -> dict[str, str]:
    """What the words of all patterns are folded to."""
    patterns = (p for t in taxonomy.topic for p in (*t.words, *t.exact, *t.prefixes, *t.hashtags, *t.exclude))
    written = pl.DataFrame({"w": [w for p in patterns for w in pattern_words(p)]}, schema={"w": pl.String})
    return dict(written.unique().select("w", key=token_key(pl.col("w"))).iter_rows())
