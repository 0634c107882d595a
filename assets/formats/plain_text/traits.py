"""What a line looks like: the marks by which footers, titles and preview cards are told apart.

Nothing here knows a channel. The site names are those that Telegram prints on top of a link preview.
"""

from functools import cache

import polars as pl

from assets.transforms.text import match_key, word_count

MAX_SHORT_WORDS = 14
MAX_SHORT_CHARACTERS = 160

MENTION = r"(?:^|[^\p{L}\p{N}_.@/])@([A-Za-z][A-Za-z0-9_]{3,31})"
TELEGRAM_LINK = r"(?i)(?:t|telegram)\.(?:me|dog)/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})(?:[^A-Za-z0-9_]|$)"
_LINK = r"(?i)https?://|www\.|(?:t|telegram)\.me/"
_HASHTAGS = r"^[\s\p{P}\p{S}\p{M}\p{Cf}]*(?:#[\p{L}\p{N}\p{M}_\x{200c}·]+[\s\p{P}\p{S}\p{M}\p{Cf}]*)+$"
_LIST_ITEM = r"^\s*(?:[-–—•*·‣]|[\p{Nd}]{1,2}\x{fe0f}?\x{20e3}|[\p{Nd}]{1,2}\s*[.)\-–:،])"
_POSTSCRIPT_KEY = r"^(?:پن|پینوشت|ps)(?:\p{N}{1,2})?$|^(?:پینوشت|پن:)"
_ORDINALS = "اول|نخست|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم|دهم|پایانی|اخر|آخر"
_SERIES_KEY = rf"^(?:پست|قسمت|بخش|پاره|part|episode)(?:\d+(?:(?:از|of)\d+)?|{_ORDINALS})$"
_SERIES_RAW = r"^[\s\p{P}\p{S}]*\p{Nd}{1,3}\s*(?:/|از|of)\s*\p{Nd}{1,3}[\s\p{P}\p{S}]*$"
_MARKER = r"^\s*([^\p{L}\p{N}\p{M}\p{Cf}\p{Z}\p{Cc}«»\"'“”‘’()\[\]{}#@_/\\.,،؛:;!?؟\-–—•*])"
_DIVIDER = (
    "^\\s*(?:"
    + "|".join(rf"{c}{{3,}}" for c in ("-", "=", "_", r"\*", "~", "#", "─", "━", "═", "—"))
    + ")\\s*$"
)

SITE_NAMES = (
    "Telegram", "تلگرام", "YouTube", "یوتیوب", "آپارات", "Aparat", "آپارات - سرویس اشتراک ویدیو",
    "Instagram", "اینستاگرام", "Twitter", "X (formerly Twitter)", "Facebook", "LinkedIn", "Medium",
    "ویرگول", "Virgool", "Wikipedia", "ویکی‌پدیا", "Google Docs", "Google Drive", "Google Podcasts",
    "SoundCloud", "Spotify", "Apple Podcasts", "Castbox", "Vimeo", "GitHub", "Reddit", "TikTok", "Pinterest",
    "Telegraph", "Clubhouse", "WhatsApp.com", "BBC News فارسی", "BBC News", "The Guardian", "the Guardian",
    "Reuters", "Al Jazeera", "الجزيرة نت", "ایسنا", "ایرنا", "خبرگزاری فارس", "خبرگزاری تسنیم", "Rubika",
    "Eitaa", "Goodreads", "Amazon.com", "ResearchGate", "SSRN",
)  # fmt: skip


@cache
def site_keys() -> list[str]:
    """Match keys of the site names."""
    return pl.select(match_key(pl.lit(pl.Series(SITE_NAMES))).unique().sort()).to_series().to_list()


def line_keys(text: pl.Series) -> pl.Series:
    """Identities of lines: match keys, behind a NUL the bare line where it has no letters and digits."""
    frame = text.to_frame("text")
    keys = frame.select(match_key(pl.col("text")).alias("key"))["key"]
    empty = (keys == "").arg_true()
    if empty.is_empty():
        return keys
    bare = pl.concat_str(pl.lit("\x00"), pl.col("text").str.replace_all(r"[\s\x{fe0f}]+", ""))
    return keys.scatter(empty, frame[empty].select(bare).to_series())


def with_traits(lines: pl.DataFrame) -> pl.DataFrame:
    """Add what segmentation asks of a line to a frame with ``text``.

    Adds ``key`` (String), ``weight`` (characters of the key), ``word_count``, and the booleans
    ``is_blank``, ``is_short``, ``is_linked`` (mention or link), ``is_hashtags``, ``is_series`` (`part 1 of
    2`), ``is_site``, ``is_list`` (list item or postscript) and ``is_divider`` (a rule of dashes or the
    like); ``marker`` is the symbol that leads the line, NULL if a letter or common punctuation does.
    """
    text, key = pl.col("text"), pl.col("key")
    return lines.with_columns(
        line_keys(lines["text"]).alias("key"),
        word_count(text).alias("word_count"),
        (~text.str.contains(r"[^\s\p{Cf}]")).alias("is_blank"),
        (text.str.contains(MENTION) | text.str.contains(_LINK)).alias("is_linked"),
        (text.str.contains("#", literal=True) & text.str.contains(_HASHTAGS)).alias("is_hashtags"),
        text.str.extract(_MARKER, 1).alias("marker"),
        text.str.contains(_DIVIDER).alias("is_divider"),
        (text.str.len_chars() <= MAX_SHORT_CHARACTERS).alias("is_short"),
    ).with_columns(
        key.str.len_chars().cast(pl.Int64).alias("weight"),
        (pl.col("is_short") & (pl.col("word_count") <= MAX_SHORT_WORDS)).alias("is_short"),
        (key.str.contains(_SERIES_KEY) | text.str.contains(_SERIES_RAW)).alias("is_series"),
        key.is_in(site_keys()).alias("is_site"),
        (text.str.contains(_LIST_ITEM) | key.str.contains(_POSTSCRIPT_KEY)).alias("is_list"),
    )
