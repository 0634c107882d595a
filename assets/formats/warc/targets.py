"""What the address of a record leads to: pages of t.me, copies of them, or anything else."""

import re
from dataclasses import dataclass
from datetime import datetime

from assets.formats.warc.times import moment_of

TELEGRAM = "telegram"
MIRROR = "mirror"
"""Pages of others that show posts of Telegram channels under their own ids."""
OTHER_NETWORK = "other_network"
"""Eitaa has t.me's looks, but its own channels and posts: a channel of the same name is another one."""

_ADDRESS = re.compile(
    r"(?:https?:)?//(?:[^/?#@\s]*@)?([\w.-]+)\.?(?::\d+)?(/[^?#\s]*)?(?:[?#].*)?", re.IGNORECASE | re.DOTALL
)
_ARCHIVED = re.compile(r"\Ahttps?://web\.archive\.org(?::\d+)?/web/(\d{4,14})(?:[a-z]{2}_)?/", re.IGNORECASE)
_TELEGRAM_HOST = re.compile(r"(?:(\w+)\.)?(?:t|telegram)\.(?:me|dog)", re.ASCII | re.IGNORECASE)
_POSTS = re.compile(r"/s/(\w{3,40})(?:/(\d{1,18}))?/?", re.ASCII)
_POST = re.compile(r"/(\w{3,40})/(?:\d{1,18}/)?(\d{1,18})/?", re.ASCII)
_CHANNEL = re.compile(r"/(\w{3,40})/?", re.ASCII)
_NO_CHANNELS = {"joinchat", "addstickers", "addemoji", "addlist", "addtheme", "share", "proxy", "socks", "login",
                "setlanguage", "confirmphone", "invoice", "contact", "boost", "giftcode", "nft"}  # fmt: skip
_MIRRORED = re.compile(r"(?:/[a-z]{2,3})?/(\w{3,40})\.com/(\d{1,18})/?", re.ASCII)


@dataclass(frozen=True)
class Target:
    """Where an address leads to."""

    kind: str
    handle: str | None = None
    """Lower case."""
    message_id: int | None = None
    """Of a page of one post."""
    is_list: bool = False
    """True for a page of many posts."""
    captured_at: datetime | None = None
    """When the Internet Archive fetched the page, where the address is one of its copies."""


def target_of(address: str) -> Target | None:
    """What an address leads to; None where it is neither Telegram nor like it."""
    archived = _ARCHIVED.match(address)
    bare = address[archived.end() :] if archived else address
    if archived and "//" not in bare[:8]:
        bare = f"//{bare}"
    found = _ADDRESS.fullmatch(bare)
    if found is None:
        return None
    host, path = found[1].lower().removeprefix("www."), found[2] or "/"
    captured_at = moment_of(archived[1]) if archived else None
    telegram = _TELEGRAM_HOST.fullmatch(host)
    if telegram is not None:
        return _telegram(f"/{telegram[1]}{path}" if telegram[1] else path, captured_at)
    if host == "group-telegram.com" or host.endswith(".group-telegram.com"):
        return _post(MIRROR, _MIRRORED.fullmatch(path), captured_at)
    if host == "eitaa.com" or host.endswith(".eitaa.com"):
        return Target(OTHER_NETWORK)
    return None


def _telegram(path: str, captured_at: datetime | None) -> Target:
    posts = _POSTS.fullmatch(path)
    if posts is not None:
        return Target(TELEGRAM, posts[1].lower(), is_list=True, captured_at=captured_at)
    found = _POST.fullmatch(path) or _CHANNEL.fullmatch(path)
    if found is None or found[1].lower() in _NO_CHANNELS:
        return Target(TELEGRAM, captured_at=captured_at)
    if found.re is _POST:
        return _post(TELEGRAM, found, captured_at)
    return Target(TELEGRAM, found[1].lower(), captured_at=captured_at)


def _post(kind: str, found: re.Match[str] | None, captured_at: datetime | None) -> Target:
    if found is None:
        return Target(kind, captured_at=captured_at)
    return Target(kind, found[1].lower(), int(found[2]) or None, captured_at=captured_at)
