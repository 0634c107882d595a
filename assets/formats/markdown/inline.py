"""Markdown as it is displayed: marks are dropped, links become entities, images media."""

import re
from html import unescape
from typing import NamedTuple

from assets.formats.telegram import media_kind
from assets.formats.tme_web.links import entity

_GUARDED = {c: 0xF0000 + c for c in range(0x21, 0x7F) if not chr(c).isalnum()}
"""Punctuation that is no mark, moved out of the way to a plane of private use."""

_UNGUARDED = {there: here for here, there in _GUARDED.items()}

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`]+)\1(?!`)")
_FENCE = re.compile(r" {0,3}```[\w+-]{0,20}\s*")
_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\(\s{0,3}([^\s()]{0,2000})(?:[ \t][^()\n]{0,200})?\)")
_LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){0,4096})\]\(\s{0,3}<?([^\s<>()]{1,2000}(?:\([^\s<>()]{0,200}\)"
    r"[^\s<>()]{0,2000})?)>?(?:\s{1,3}\"[^\"\n]{0,500}\")?\s{0,3}\)"
)
_AUTOLINK = re.compile(r"<((?:https?|tg)://[^\s<>]{1,2000})>")
_BREAK = re.compile(r"<br\s{0,3}/?>\n?", re.IGNORECASE)
_IMAGE_TAG = re.compile(r"<(img|video|audio)(?=[\s/>])[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|del|ins|code|pre|p|div|span|sub|sup|small|center|details|summary|blockquote|img"
    r"|video|audio|source|tg-spoiler)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_ADDRESS_TAG = re.compile(r"<a\s[^<>]{0,500}?href=[\"']([^\"'<>]{1,2000})[\"']", re.IGNORECASE)
_MARK = re.compile(r"\*\*\*|\*\*|\*|___|__|_|~~|\|\|")
_QUOTE = re.compile(r"^ {0,3}(?:> ?)+", re.MULTILINE)
_NOTE = re.compile(
    r"^[ \t]{0,3}(?:> ?)?[*_`]{0,3}(?:[📷🖼🎬🎥📹📎📄🎵🎧🎤🎙📊📍🗺🎞💿📁👤]\ufe0f?\s?[*_`\[(]{0,3}|[\[(])"
    r"([A-Za-z][A-Za-z ]{2,20})[\])]?[*_`]{0,3}[ \t]*$\n?",
    re.MULTILINE,
)
_VIDEO_FILE = re.compile(r"\.(?:mp4|webm|mov|mkv)(?:[?#]|\Z)", re.IGNORECASE)


class Shown(NamedTuple):
    """What a piece of Markdown shows."""

    text: str
    entities: list[tuple[str, str]]
    """Kind and value of links whose address the text does not show."""
    media_kind: str | None


def render(markdown: str) -> Shown:
    """Text as it is displayed; lines stay lines."""
    media: list[str] = []
    entities: list[tuple[str, str]] = []
    text = _without_fences(markdown) if "```" in markdown else markdown
    text = _NOTE.sub(lambda m: _note(m, media), text)
    text = _ESCAPE.sub(lambda m: _guarded(m[1]), _CODE.sub(lambda m: _guarded(m[2]), text))
    if "](" in text:
        text = _LINK.sub(lambda m: _link(m, entities), _IMAGE.sub(lambda m: _image(m[2], media), text))
    if "<" in text:
        text = _AUTOLINK.sub(lambda m: _guarded(m[1]), _BREAK.sub("\n", text))
        entities += [("url", unescape(href)) for href in _ADDRESS_TAG.findall(text)]
        media += ["photo" if m[1].lower() == "img" else m[1].lower() for m in _IMAGE_TAG.finditer(text)]
        text = _TAG.sub("", text)
    lines = _QUOTE.sub("", _without_marks(text)).split("\n")
    text = "\n".join(line.rstrip(" \t").removesuffix("\\") for line in lines)
    return Shown(unescape(text.translate(_UNGUARDED)).strip(), entities, media[0] if media else None)


def _guarded(text: str) -> str:
    """Text whose characters are no marks any more."""
    return text.translate(_GUARDED)


def _without_fences(markdown: str) -> str:
    """Code blocks as they are, without the lines around them."""
    kept, is_inside = list[str](), False
    for line in markdown.split("\n"):
        if _FENCE.fullmatch(line):
            is_inside = not is_inside
        else:
            kept.append(_guarded(line) if is_inside else line)
    return "\n".join(kept)


def _note(found: re.Match[str], media: list[str]) -> str:
    kind = media_kind(found[1])
    if kind is None:
        return found[0]
    media.append(kind)
    return ""


def _image(address: str, media: list[str]) -> str:
    media.append("video" if _VIDEO_FILE.search(address) else "photo")
    return ""


def _link(found: re.Match[str], entities: list[tuple[str, str]]) -> str:
    shown, address = found[1], found[2].translate(_UNGUARDED)
    stated = entity(shown.translate(_UNGUARDED).strip("*_~`"), unescape(address), is_confirmed=False)
    if stated is not None and stated[0] == "url" and stated[1] not in shown:
        entities.append(stated)
    return _guarded(shown) if address == shown else shown


def _without_marks(text: str) -> str:
    """Text without the marks that come in pairs, in one pass."""
    opened: dict[str, tuple[int, int]] = {}
    dropped: list[tuple[int, int]] = []
    for mark in _MARK.finditer(text):
        name, (start, end) = mark[0], mark.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        is_word = name[0] == "_" and before.isalnum() and after.isalnum()
        if name in opened and before and not before.isspace() and not (name[0] == "_" and after.isalnum()):
            dropped += [opened.pop(name), (start, end)]
        elif after and not after.isspace() and not is_word and not (name[0] == "_" and before.isalnum()):
            opened[name] = (start, end)
    pieces, position = [], 0
    for start, end in sorted(dropped):
        pieces.append(text[position:start])
        position = end
    return "".join([*pieces, text[position:]])
