"""Hashtags, mentions, links and their like, found in text, vectorised."""

import polars as pl

from assets.transforms.text import match_key

_TAG = r"\p{L}\d_\x{200c}·\x{0d80}-\x{0dff}"
_MAX_TAG = 256
"""Characters of a hashtag; what follows them belongs to none."""
_TLD = "com|org|net|info|ir|me|io|tv|co|us|uk|de|fr|ru|edu|gov|app|dev|news|site|online|shop|xyz|af|tj|iq|tr"

_LINK = r"(?i:https?://|www\.)[^\s<>\"«»]+"

_PATTERNS: dict[str, tuple[str, str]] = {
    # Telegram's own rule (TDLib, match_hashtags): the character before `#` is no tag character, a tag
    # followed by another `#` is none, and a tag holds at least one letter.
    "hashtag": (rf"(?:\A|[^{_TAG}])#[{_TAG}]+#?", r"\A[^#]*#"),
    "mention": (r"(?:\A|[^\w@/.])@[A-Za-z][A-Za-z0-9_]{2,31}\b", r"\A[^@]*@"),
    "url": (
        rf"{_LINK}|(?i:(?:\A|[\s(\[«])(?:[a-z0-9-]+\.)+(?:{_TLD})\b(?:/[^\s<>\"«»]*|@)?)",
        r"\A[\s(\[«]+",
    ),
    "email": (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", r"\A\s+"),
    "cashtag": (r"(?:\A|[^\w$])\$[A-Z]{1,8}\b", r"\A[^$]*\$"),
    "bot_command": (r"(?:\A|\s)/[A-Za-z][A-Za-z0-9_]{0,63}(?:@[A-Za-z0-9_]{3,32})?\b[/<>]?", r"\A\s*/"),
    "phone": (r"\+\d(?:[\s()-]{0,2}\d){7,14}", r"\A\s+"),
}
"""Kind → (pattern with its neighbours, prefix to strip from a hit)."""

_NOT_FOLLOWED_BY = {
    "hashtag": r"#\z",
    "url": r"(?i)\A[a-z0-9.-]+@\z",  # the local part of an e-mail address
    "bot_command": r"[/<>]\z",  # a path or a tag
}
"""Kind → what a hit looks like whose right neighbour says that it is none: the regex has no look-ahead."""

_TRAILING = r"[.,;:!?،؛؟»…)\]'\"]+\z"
"""Punctuation that ends the sentence, not the link."""


def text_entities(observations: pl.DataFrame) -> pl.DataFrame:
    """Entities in ``text`` of rows without source entities.

    ``record_index`` Int64, ``text`` String, ``has_source_entities`` Boolean → ``record_index``,
    ``entity_kind``, ``entity_value`` as written without its marker; repeated values stay repeated.
    """
    texts = (
        observations.lazy()
        .filter(~pl.col("has_source_entities").fill_null(value=False))
        .select("record_index", "text")
    )
    # What stands in a link is the link's: Telegram sees no hashtag in `example.org/#section` either.
    outside = texts.with_columns(pl.col("text").str.replace_all(_LINK, " "))
    return pl.concat([_hits(texts if kind == "url" else outside, kind) for kind in _PATTERNS]).collect()


def _hits(texts: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    pattern, prefix = _PATTERNS[kind]
    value = pl.col("entity_value").str.replace(prefix, "")
    text = pl.col("text")
    if (
        kind == "hashtag"
    ):  # a hit takes its neighbours with it: two `#` side by side would be one's and the next's
        text = text.str.replace_all("##", "# #", literal=True).str.replace_all("##", "# #", literal=True)
    hits = (
        texts.select("record_index", entity_value=text.str.extract_all(pattern))
        .explode("entity_value", empty_as_null=False, keep_nulls=False)
        .select("record_index", entity_kind=pl.lit(kind), entity_value=value)
    )
    if kind in _NOT_FOLLOWED_BY:
        hits = hits.filter(~pl.col("entity_value").str.contains(_NOT_FOLLOWED_BY[kind]))
    if kind == "hashtag":
        hits = hits.with_columns(pl.col("entity_value").str.head(_MAX_TAG))
        hits = hits.filter(pl.col("entity_value").str.contains(r"\p{L}"))
    if kind == "url":
        hits = hits.with_columns(_without_sentence_end(pl.col("entity_value")))
    return hits.filter(pl.col("entity_value") != "")


def _without_sentence_end(url: pl.Expr) -> pl.Expr:
    """A link without the punctuation after it; a bracket that was opened in the link stays."""
    bare = url.str.replace(_TRAILING, "")
    closed = pl.concat_str([bare, pl.lit(")")])
    is_open = bare.str.count_matches(r"\(") > bare.str.count_matches(r"\)")
    return pl.when(is_open & url.str.starts_with(closed)).then(closed).otherwise(bare)


def finish_entities(entities: pl.DataFrame) -> pl.DataFrame:
    """Add match keys and domains and drop repeats.

    ``record_index``, ``entity_kind``, ``entity_value`` → the same plus ``entity_match_key`` (match key of
    a hashtag, lower case of the rest) and ``domain`` (host of a link, lower case, without ``www.``).
    """
    value = pl.col("entity_value")
    host = value.str.to_lowercase().str.extract(
        r"\A(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#@\s]*@)?(?:www\.)?([^/:?#\s]+)", 1
    )
    return entities.unique(["record_index", "entity_kind", "entity_value"], maintain_order=True).with_columns(
        entity_match_key=pl.when(pl.col("entity_kind") == "hashtag")
        .then(match_key(value))
        .otherwise(value.str.to_lowercase()),
        domain=pl.when(pl.col("entity_kind") == "url").then(host),
    )
