"""Which texts speak of which topics, and by which words."""

import numpy as np
import polars as pl

from assets.transforms.folding import Flags, Places, distinct
from assets.transforms.topics.lookup import Known
from assets.transforms.topics.patterns import EXCLUDED, HASHTAG, Patterns
from assets.transforms.topics.tokens import Tokens, tokens_of

MAX_EVIDENCE = 5
"""Different writings of a topic's words that the evidence names, the first ones of the text."""

ASSIGNED = {
    "text": pl.Int64,
    "topic_key": pl.Int64,
    "assignment": pl.String,
    "evidence": pl.String,
    "weight": pl.Float64,
}


class Matcher:
    """Finds the forms of patterns in texts, all in one pass."""

    def __init__(self, patterns: Patterns) -> None:
        self.patterns = patterns
        kinds = {(bool(p), int(s)) for p, s in zip(patterns.is_prefix, patterns.sizes, strict=True)}
        self._lookups = [(*kind, _Lookup(patterns, *kind)) for kind in sorted(kinds)]

    def assigned(self, texts: pl.Series) -> pl.DataFrame:
        """Topics of texts.

        Args:
            texts: String, NULL for none.

        Returns:
            ``text`` (position), ``topic_key``, ``assignment``, ``evidence`` (words as written, at most
            ``MAX_EVIDENCE``; those that count through a topic below stand behind its id), ``weight``:
            1 − 2^−n for n places that speak of the topic, so that the first says most and none says all.
        """
        parts, first = [], 0
        for tokens in tokens_of(texts):
            found = self._assigned(tokens).with_columns(pl.col("text") + first)
            parts.append(found)
            first += len(tokens.starts) - 1
        return pl.concat(parts) if parts else pl.DataFrame(schema=ASSIGNED)

    def places(self, tokens: Tokens) -> pl.DataFrame:
        """Places that speak of a topic: ``text``, ``word`` (the first), ``size`` (words), ``topic``, ``role``."""
        found = [self._found(tokens, *lookup) for lookup in self._lookups] or [_found_nothing()]
        hits = pl.concat(found).join(self.patterns.rules, on="form")
        return hits.with_columns(text=pl.Series(tokens.text_of(hits["word"].to_numpy()), dtype=pl.Int64))

    def _found(self, tokens: Tokens, is_prefix: bool, size: int, lookup: "_Lookup") -> pl.DataFrame:
        if is_prefix:
            words, hashes = tokens.begins_of_words(size, lookup.letters)
        else:
            words, hashes = tokens.phrases(lookup.begins.may_hold(tokens.hashes), size)
        which, place = lookup.known.find(hashes)
        return pl.DataFrame(
            {"word": words[which], "form": lookup.forms[place]},
            schema={"word": pl.Int64, "form": pl.UInt32},
        ).with_columns(size=pl.lit(1 if is_prefix else size, pl.Int64))

    def _assigned(self, tokens: Tokens) -> pl.DataFrame:
        counted = _counted(self.places(tokens), tokens).join(self.patterns.topics, on="topic")
        if counted.is_empty():
            return pl.DataFrame(schema=ASSIGNED)
        place = ["text", "topic_key", "via"]
        written = tokens.written(counted["word"].to_numpy(), counted["size"].to_numpy())
        by_writing = counted.with_columns(written=written).sort("text", "topic_key", "via", "word")
        weights = counted.group_by("text", "topic_key", "assignment").agg(count=pl.col("word").n_unique())
        named = (
            by_writing.unique([*place, "written"], keep="first", maintain_order=True)
            .group_by(place, maintain_order=True)
            .agg(words=pl.col("written").head(MAX_EVIDENCE).str.join(", "))
            .with_columns(
                pl.when(pl.col("via").is_null())
                .then("words")
                .otherwise(pl.format("{}: {}", "via", "words"))
                .alias("words")
            )
            .group_by("text", "topic_key", maintain_order=True)
            .agg(evidence=pl.col("words").str.join("; "))
        )
        return weights.join(named, on=["text", "topic_key"]).select(
            "text",
            "topic_key",
            "assignment",
            "evidence",
            weight=1 - 0.5 ** pl.col("count").cast(pl.Float64),
        )


class _Lookup:
    """Forms of one size."""

    def __init__(self, patterns: Patterns, is_prefix: bool, size: int) -> None:
        mine = np.flatnonzero((patterns.is_prefix == is_prefix) & (patterns.sizes == size))
        self.forms = mine.astype(np.uint32)
        self.known = Known(patterns.hashes[mine])
        self.begins = Known(distinct(patterns.first_words[mine]))
        self.letters = patterns.first_letters[mine]


def _counted(hits: pl.DataFrame, tokens: Tokens) -> pl.DataFrame:
    """Places that count: ``text``, ``topic``, ``word``, ``size``; the longest of those that begin at one word.

    A hashtag's form counts where it is the whole of a hashtag, and none counts inside a phrase that is excluded.
    """
    is_tag = pl.Series(_are_tags(tokens, hits["word"].to_numpy(), hits["size"].to_numpy()), dtype=pl.Boolean)
    hits = hits.filter((pl.col("role") != HASHTAG) | is_tag)
    excluded = hits.filter(pl.col("role") == EXCLUDED)
    hits = hits.filter(pl.col("role") != EXCLUDED)
    if len(excluded):
        end = pl.col("word") + pl.col("size")
        other = excluded.select("text", "topic", first="word", last=end)
        inside = (
            hits.join(other, on=["text", "topic"])
            .filter((pl.col("first") <= pl.col("word")) & (end <= pl.col("last")))
            .select("topic", "word", "size")
        )
        hits = hits.join(inside, on=["topic", "word", "size"], how="anti")
    return hits.group_by("text", "topic", "word").agg(pl.col("size").max())


def _are_tags(tokens: Tokens, words: Places, sizes: Places) -> Flags:
    before, after = tokens.begins[words] - 1, tokens.ends[words + sizes - 1]
    has_mark = (before >= 0) & (tokens.raw[np.maximum(before, 0)] == ord("#"))
    ends = np.minimum(after, len(tokens.raw) - 1)
    goes_on = (after < len(tokens.raw)) & (tokens.raw[ends] == ord("_"))
    is_tag: Flags = has_mark & ~goes_on
    return is_tag


def _found_nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={"word": pl.Int64, "form": pl.UInt32, "size": pl.Int64})
