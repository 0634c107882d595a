"""Forms and keys of text, as polars expressions.

All text that is compared anywhere is normalised here and nowhere else: DuckDB's and Spark's string
functions treat Unicode differently. Change a rule, raise ``NORM_VERSION``: dumps are then parsed anew.
"""

from functools import lru_cache

import polars as pl
import polars_hash as plh

NORM_VERSION = 2

_LETTER = "\u0621-\u063a\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff"
_BIDI_CONTROLS = r"[\x{202a}-\x{202e}\x{2066}-\x{2069}\x{061c}]+"
_PSEUDO_ZWNJ = (
    rf"([{_LETTER}])[\x{{ac}}\x{{ad}}\x{{200b}}\x{{200c}}\x{{200d}}\x{{200e}}\x{{200f}}\x{{feff}}\x{{2060}}]+"
    rf"([{_LETTER}])"
)
_FOLDS = {
    "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ے": "ی", "ئ": "ی",
    "ك": "ک", "ڪ": "ک",
    "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
    "أ": "ا", "إ": "ا", "ٱ": "ا",
    "ؤ": "و",
    **{chr(zero + i): str(i) for zero in (0x660, 0x6F0, 0x966, 0x9E6) for i in range(10)},
}  # fmt: skip
"""Letters that writers and keyboards interchange. آ and a final ء stay: folding them merges words."""

MIN_BODY_KEY_LENGTH = 20
"""Shortest match key of a body that may identify a post without its title line."""

MAX_TITLE_WORDS = 14
"""Longest first line, in words, that may be a title."""

WORD_CHARACTER = r"[\p{L}\p{N}\p{M}\x{200c}_]"

_ADDRESS = r"(?:@[A-Za-z][A-Za-z0-9_]{2,31}|(?i:https?://)?(?i:t|telegram)\.me/[^\s<>\"«»]+)"
_SIGNATURE = rf"(?:\s*\n[^\p{{L}}\p{{N}}\n@]*{_ADDRESS}[^\p{{L}}\p{{N}}\n@]*)+\s*\z"
_MAX_SIGNATURE_LENGTH = 200


def token_key(text: pl.Expr) -> pl.Expr:
    """Fold a text to words that compare equal however they were typed.

    String → String: NFKC, lower case, letter forms and digits folded, half-spaces and their look-alikes,
    marks and tatweel deleted, everything else one space.
    """
    folded = text.str.replace_all(_BIDI_CONTROLS, "")
    for _ in range(2):  # Rust's regex has no look-around: neighbours that share a letter need two passes
        folded = folded.str.replace_all(_PSEUDO_ZWNJ, "${1}${2}")
    return (
        folded.str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_many(list(_FOLDS), list(_FOLDS.values()))
        .str.replace_all(r"[\p{Mn}\p{Me}\p{Cf}\x{0640}]+", "")
        .str.replace_all(r"[^\p{L}\p{N}\p{Mc}]+", " ")
        .str.strip_chars(" ")
    )


def match_key(text: pl.Expr) -> pl.Expr:
    """Token key without spaces: String → String. Equal for copies that differ in spacing and forms only."""
    return token_key(text).str.replace_all(" ", "", literal=True)


def content_id(text: pl.Expr) -> pl.Expr:
    """128-bit hex identity of a text: String → String, NULL for an empty text.

    The first 32 hex digits of the SHA-256 of the match key in UTF-8, so that any system can recompute
    it. A text without letters and digits (emoji only) is identified by its raw form, behind a NUL that
    no match key contains.
    """
    return digest(match_key(text), text)


def digest(key: pl.Expr, text: pl.Expr) -> pl.Expr:
    """``content_id`` of a text whose match key is known: Strings → String."""
    identity = pl.when(key == "").then(pl.lit("\x00") + text).otherwise(key)
    hashed = plh.concat_str([identity]).chash.sha2_256().str.slice(0, 32)
    return pl.when(text == "").then(None).otherwise(hashed)


def without_signature(text: pl.Expr) -> pl.Expr:
    """Text without the signature at its end: String → String.

    What remains must have a match key of ``MIN_BODY_KEY_LENGTH`` characters, else nothing is cut off: a post may
    be nothing but an address.
    """
    cut = text.str.slice(0, text.map_batches(unsigned_length, return_dtype=pl.UInt32))
    is_enough = match_key(cut).str.len_chars() >= MIN_BODY_KEY_LENGTH
    return pl.when(is_enough).then(cut).otherwise(text)


def unsigned_length(texts: pl.Series) -> pl.Series:
    """Characters of each text before its signature: String → UInt32; all of them where there is none.

    A signature is what channels put below each post: lines at the end that hold nothing but one address (`@channel`
    or a t.me link) and decoration. Addresses of several channels are a list that somebody made, and no signature.
    """
    tail = texts.str.tail(_MAX_SIGNATURE_LENGTH)
    may_be = tail.str.contains_any(["@", ".me/"], ascii_case_insensitive=True)
    found = tail.filter(may_be).str.extract(f"({_SIGNATURE})", 1)
    names = found.str.extract_all(r"(?:@|\.(?i:me)/(?:s/)?)[A-Za-z0-9_+]+").list
    names = names.eval(pl.element().str.to_lowercase().str.extract("([a-z0-9_+]+)$", 1)).list
    signed = found.str.len_chars().set(names.n_unique() != 1, None).fill_null(0)
    length = texts.str.len_chars()
    return length.scatter(may_be.arg_true(), length.filter(may_be) - signed)


def surrogate_key(*parts: pl.Expr) -> pl.Expr:
    """Surrogate key of a natural key: Strings → Int64, positive, below 2^52.

    The first 52 bits of the SHA-256 of the parts, joined by U+001F. NULL when a part is NULL. Collisions
    are detected by the uniqueness checks of the dimensions and facts.
    """
    digest = plh.concat_str(list(parts), separator="\x1f").chash.sha2_256()
    return digest.str.slice(0, 13).str.to_integer(base=16, dtype=pl.Int64)


@lru_cache(maxsize=65_536)
def dump_key(dump_id: str) -> int:
    """Surrogate key of a dump by its SHA-256."""
    return int(pl.select(surrogate_key(pl.lit("dump"), pl.lit(dump_id))).item())


def first_line(text: pl.Expr) -> pl.Expr:
    """First line of a text: String → String."""
    return text.str.extract(r"\A([^\n]*)", 1)


def headless_body(text: pl.Expr) -> pl.Expr:
    r"""Text without its first line, where that line could be a title, else NULL: String → String.

    Could be: the line has 1 to ``MAX_TITLE_WORDS`` words and the rest's match key has at least
    ``MIN_BODY_KEY_LENGTH`` characters.
    """
    rest = text.str.extract(r"(?s)\A[^\n]*\n(.*)\z", 1)
    head_words = word_count(first_line(text))
    is_candidate = (
        head_words.is_between(1, MAX_TITLE_WORDS)
        & (match_key(rest).str.len_chars() >= MIN_BODY_KEY_LENGTH)
    )  # fmt: skip
    return pl.when(is_candidate).then(rest).otherwise(None)


def word_count(text: pl.Expr) -> pl.Expr:
    """Number of words: String → Int64. A word is a run of letters, digits and marks; ZWNJ joins."""
    return text.str.count_matches(f"{WORD_CHARACTER}+").cast(pl.Int64)


def with_visible_controls(text: pl.Expr) -> pl.Expr:
    """Text that spreadsheets and HTML tables show as it is: String → String.

    ``< > &`` become their full-width look-alikes, direction and zero-width controls their code point in
    brackets (a ZWNJ stays: it is spelling), and a leading ``= + - @``, tab or CR gets an apostrophe.
    """
    visible = text.str.replace_many(["<", ">", "&"], ["\uff1c", "\uff1e", "\uff06"])
    controls = {
        chr(c): f"[U+{c:04X}]"
        for c in (*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x61C, 0x200B, 0x200E, 0x200F,
                  *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
    }  # fmt: skip
    visible = visible.str.replace_many(list(controls), list(controls.values()))
    return visible.str.replace(r"\A([=+\-@\t\r\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}])", "'${1}")
