"""Links of t.me pages: where they lead, and what entity of a text they are."""

import re
from urllib.parse import unquote

from assets.formats.telegram import bare_id
from assets.transforms.channels import reference_of

HANDLE = r"[A-Za-z0-9_]{3,40}"

_HOST = r"//(?:www\.)?(?:t|telegram)\.(?:me|dog)/(?:s/)?"
_POST = re.compile(rf"{_HOST}({HANDLE})/(?:\d+/)?(\d{{1,18}})(?![\w])")
_PRIVATE_POST = re.compile(rf"{_HOST}c/(\d{{1,13}})(?:/(?:\d+/)?(\d{{1,18}}))?(?![\w])")
_PEER = re.compile(rf"{_HOST}({HANDLE})(?=[/?#]|\Z)")
_NO_PEER = {"joinchat", "addstickers", "addemoji", "addlist", "addtheme", "share", "proxy", "socks", "iv", "bg",
            "setlanguage", "login", "confirmphone", "invoice", "contact", "boost", "giftcode", "nft"}  # fmt: skip
_ARCHIVED = re.compile(r"\A(?:https?:)?(?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:|//)")
_SEARCH = re.compile(r"[?&]q=(?:%23|#)")
_CASH_SEARCH = re.compile(r"[?&]q=(?:%24|\$)")
_SCHEME = re.compile(r"\A[a-z][a-z0-9+.-]*:(?://)?", re.IGNORECASE)
_SELDOM = {"javascript:", "data:", "tg://user"}


def post_of(href: str | None) -> tuple[str, int] | None:
    """Handle and message id of a link to a post of a public channel; None for other links."""
    found = _POST.search(href or "")
    if found is None or found[1].lower() in _NO_PEER:
        return None
    return found[1].lower(), int(found[2])


def reference_in(href: str | None) -> str | None:
    """Channel reference of a link to a channel, user or post: `handle:<lower case>`, or `id:` of private ones."""
    private = _PRIVATE_POST.search(href or "")
    if private is not None:
        return reference_of(bare_id(private[1]), None, None)
    found = _PEER.search(href or "")
    if found is None or found[1].lower() in _NO_PEER:
        return None
    return reference_of(None, found[1], None)


def target(href: str, *, is_confirmed: bool) -> str:
    """Address behind a link, absolute.

    ``is_confirmed``: the link asks before it opens; since 2024 t.me escapes ``&`` of these twice.
    """
    plain = _ARCHIVED.sub("", href.strip())
    if is_confirmed:
        plain = plain.replace("&amp;", "&")
    if plain.startswith("//"):
        return f"https:{plain}"
    return f"https://t.me{plain}" if plain.startswith("/") else plain


def entity(shown: str, href: str, *, is_confirmed: bool) -> tuple[str, str] | None:
    """Kind and value of the entity that a link in a text is; None where it leads nowhere.

    A link that shows its own address is an entity as it is written, any other one its address, as in
    Telegram's own exports.
    """
    if shown.startswith("#") and _SEARCH.search(href):
        return "hashtag", shown[1:]
    if shown.startswith("$") and _CASH_SEARCH.search(href):
        return "cashtag", shown[1:]
    address = target(href, is_confirmed=is_confirmed)
    if not address or address.startswith(("?", "#")) or address.lower().startswith(tuple(_SELDOM)):
        return None
    if shown.startswith("@") and _PEER.search(address):
        return "mention", shown[1:]
    for scheme, kind in (("mailto:", "email"), ("tel:", "phone")):
        if address.lower().startswith(scheme):
            return kind, shown or address[len(scheme) :]
    return "url", shown if _is_same(shown, address) else address


def _is_same(shown: str, address: str) -> bool:
    bare = _SCHEME.sub("", address).rstrip("/")
    seen = _SCHEME.sub("", shown).rstrip("/")
    return bool(seen) and seen.lower() in (bare.lower(), unquote(bare).lower())
