"""Which texts speak of which topics, and by which words.

All is decided by numbers: of a piece's words once for the piece, of phrases where one of their first words stands.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import polars as pl

from assets.transforms.folding import Places, distinct
from assets.transforms.hashes import Hashes64
from assets.transforms.lookup import Known
from assets.transforms.topics.evidence import ASSIGNED, assigned
from assets.transforms.topics.patterns import EXCLUDED, HASHTAG, Patterns
from assets.transforms.topics.pieces import pieces_of
from assets.transforms.topics.reading import Reading
from assets.transforms.topics.tokens import Tokens, continued
from assets.transforms.topics.vocabulary import Vocabulary


class Matcher:
    """Finds the forms of patterns in texts, all in one pass."""

    def __init__(self, patterns: Patterns) -> None:
        self.patterns = patterns
        kinds = {(bool(p), int(s)) for p, s in zip(patterns.is_prefix, patterns.sizes, strict=True)}
        self._prefixes = {size: _Lookup(patterns, True, size) for p, size in sorted(kinds) if p}
        self._phrases = {size: _Lookup(patterns, False, size) for p, size in sorted(kinds) if not p}
        self._words = self._phrases.pop(1, None)
        longer = ~patterns.is_prefix & (patterns.sizes > 1)
        self._first_words = Known(distinct(patterns.first_words[longer]))
        self._pairs = Known(distinct(patterns.pairs[longer]))

    def assigned(self, texts: pl.Series) -> pl.DataFrame:
        """Topics of texts.

        Args:
            texts: String, NULL for none.

        Returns:
            ``text`` (position), ``topic_key``, ``assignment``, ``evidence`` (words as written, at most
            ``MAX_EVIDENCE``; those that count through a topic below stand behind its id), ``weight``:
            1 − 2^−n for n places that speak of the topic, so that the first says most and none says all.
        """
        parts, first = [pl.DataFrame(schema=ASSIGNED)], 0
        for pieces in pieces_of(texts):
            told = _OneWord(self._words, self._prefixes)
            reading = Reading(pieces, Vocabulary.of(told.heard(pieces.tokens())))
            places = _counted(self._places(reading, told.forms()))
            written = reading.written(places["begin"].to_numpy(), places["end"].to_numpy())
            speaking = places.select("text", "topic", "begin", written=written)
            parts.append(assigned(speaking, self.patterns.topics).with_columns(pl.col("text") + first))
            first += len(pieces.starts) - 1
        return pl.concat(parts)

    def _places(self, reading: Reading, told: pl.DataFrame) -> pl.DataFrame:
        """Places that speak of a topic: ``text``, ``topic``, ``role``, ``begin``, ``end`` (first and last word).

        Args:
            reading: the texts.
            told: ``word``, ``form``: words of the vocabulary that are a form.
        """
        known = reading.vocabulary
        meant = told.join(self.patterns.rules, on="form").select("word", "topic", "role").unique()
        meant = meant.filter(_is_no_other_tag(meant["role"], known, meant["word"], meant["word"]))
        opens = self._first_words.holds(known.hashes)
        wanted = opens.copy()
        wanted[meant["word"]] = True
        begin = reading.places_of(wanted)
        word = reading.word_of(begin)
        single = (
            pl.DataFrame({"begin": begin, "end": begin, "word": word}).join(meant, on="word").drop("word")
        )
        hits = pl.concat([single, *self._phrases_at(reading, begin[opens[word]])])
        return hits.with_columns(text=pl.Series(reading.text_of(hits["begin"].to_numpy()), dtype=pl.Int64))

    def _phrases_at(self, reading: Reading, begin: Places) -> Iterator[pl.DataFrame]:
        """Forms of several words that begin at some places: ``begin``, ``end``, ``topic``, ``role``."""
        known, end = reading.vocabulary, begin
        sums = known.hashes[reading.word_of(begin)]
        for size in range(2, max(self._phrases, default=1) + 1):
            which, after = reading.following(end)
            sums, hashes = continued(sums[which], known.hashes[reading.word_of(after)], size)
            if size == 2:
                # Few of the words that come next do so in a form: what stands between is looked at for those.
                may_be = np.flatnonzero(self._pairs.holds(hashes))
                which, after, sums, hashes = which[may_be], after[may_be], sums[may_be], hashes[may_be]
            joined = np.flatnonzero(reading.are_joined(end[which], after))
            begin, end, sums, hashes = begin[which[joined]], after[joined], sums[joined], hashes[joined]
            if size in self._phrases:
                which, forms = self._phrases[size].find(hashes)
                found = pl.DataFrame({"begin": begin[which], "end": end[which], "form": forms})
                hits = found.join(self.patterns.rules, on="form").drop("form")
                words = (reading.word_of(hits[name].to_numpy()) for name in ("begin", "end"))
                yield hits.filter(_is_no_other_tag(hits["role"], known, *words))


class _OneWord:
    """Hears which words are a form of one word, while the vocabulary is made of them."""

    def __init__(self, whole: "_Lookup | None", prefixes: Mapping[int, "_Lookup"]) -> None:
        self._whole, self._prefixes = whole, prefixes
        self._found: list[pl.DataFrame] = [_forms(np.empty(0, np.int64), np.empty(0, np.uint32))]

    def heard(self, chunks: Iterable[Tokens]) -> Iterator[Tokens]:
        """Hand the words on."""
        first = 0
        for tokens in chunks:
            if self._whole:
                which, forms = self._whole.find(tokens.hashes)
                self._found.append(_forms(which + first, forms))
            for size, lookup in self._prefixes.items():
                words, hashes = tokens.begins_of_words(size, lookup.letters)
                which, forms = lookup.find(hashes)
                self._found.append(_forms(words[which] + first, forms))
            first += len(tokens.hashes)
            yield tokens

    def forms(self) -> pl.DataFrame:
        """What was found: ``word``, ``form``."""
        return pl.concat(self._found)


class _Lookup:
    """Forms of one size."""

    def __init__(self, patterns: Patterns, is_prefix: bool, size: int) -> None:
        mine = np.flatnonzero((patterns.is_prefix == is_prefix) & (patterns.sizes == size))
        self.forms = mine.astype(np.uint32)
        self.known = Known(patterns.hashes[mine])
        self.letters = patterns.first_letters[mine]

    def find(self, hashes: Hashes64) -> tuple[Places, Places]:
        """Positions of the hashes that are a form's, and which forms they are."""
        which, place = self.known.find(hashes)
        return which, self.forms[place]


def _forms(words: Places, forms: Places) -> pl.DataFrame:
    return pl.DataFrame({"word": words, "form": forms}, schema={"word": pl.Int64, "form": pl.UInt32})


def _is_no_other_tag(
    roles: pl.Series, known: Vocabulary, first: Places | pl.Series, last: Places | pl.Series
) -> pl.Series:
    """Whether phrases count as what their roles are: a hashtag's form where it is the whole of a hashtag."""
    is_tag = known.is_tag_begin[first] & known.is_tag_end[last]
    return (roles != HASHTAG) | pl.Series(is_tag, dtype=pl.Boolean)


def _counted(hits: pl.DataFrame) -> pl.DataFrame:
    """Places that count: ``text``, ``topic``, ``begin``, ``end``; the longest of those that begin at one word.

    None counts inside a phrase that is excluded.
    """
    excluded = hits.filter(pl.col("role") == EXCLUDED)
    hits = hits.filter(pl.col("role") != EXCLUDED)
    if len(excluded):
        other = excluded.select("text", "topic", first="begin", last="end")
        inside = (
            hits.join(other, on=["text", "topic"])
            .filter((pl.col("first") <= pl.col("begin")) & (pl.col("end") <= pl.col("last")))
            .select("topic", "begin", "end")
        )
        hits = hits.join(inside, on=["topic", "begin", "end"], how="anti")
    return hits.group_by("text", "topic", "begin").agg(pl.col("end").max())
