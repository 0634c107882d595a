"""Which texts hold all words of a phrase, by the sets of words that near-duplicates are compared by.

No text is read for it. A text that says a phrase holds its words, so that none is lost; one that holds them need not
say it. The sets are those of ``near.words.matter``, which leaves out whole lines that topics are looked for in: in a
text that ``pieces.KEPT_ADVERT`` matches.
"""

import numpy as np
import polars as pl

from assets.transforms.folding import Flags, distinct
from assets.transforms.hashes import Hashes64
from assets.transforms.lookup import Known
from assets.transforms.near.nodes import NUMBER, Nodes
from assets.transforms.topics.tokens import tokens_of

_TEXTS_AT_ONCE = 1 << 14


def hold_words(nodes: Nodes, phrases: pl.Series) -> Flags:
    """Which texts hold all words of at least one phrase.

    Args:
        nodes: texts.
        phrases: String, folded.
    """
    said = [
        _comparable(tokens.hashes[first:end])
        for tokens in tokens_of(phrases)
        for first, end in zip(tokens.starts[:-1], tokens.starts[1:], strict=True)
    ]
    known = Known(distinct(np.empty(0, np.uint64), *said))
    numbers = [np.searchsorted(known.hashes, words) for words in said]
    count = len(nodes.starts) - 1
    found = np.zeros(count, np.bool_)
    for begin in range(0, count, _TEXTS_AT_ONCE):
        starts = nodes.starts[begin : begin + _TEXTS_AT_ONCE + 1]
        words = nodes.sets[starts[0] : starts[-1]].astype(np.uint64) << np.uint64(32)
        which, number = known.find(_comparable(words))
        text = np.searchsorted(starts, which + starts[0], side="right") - 1
        holds = np.zeros((len(known.hashes), len(starts) - 1), np.bool_)
        holds[number, text] = True
        for wanted in numbers:
            found[begin : begin + _TEXTS_AT_ONCE] |= holds[wanted].all(axis=0)
    return found


def _comparable(words: Hashes64) -> Hashes64:
    """What the sets keep of hashes of words, without the bit that says whether a word is a number."""
    return words >> np.uint64(32) << np.uint64(32) | np.uint64(NUMBER) << np.uint64(32)
