"""Pages from templates: everything inline, and a policy that lets nothing else in."""

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard import text

_HERE = Path(__file__).parent

NAVIGATION = (
    ("index.html", "Verdict"),
    ("checks.html", "Checks"),
    ("ledger.html", "Ledger"),
    ("quarantine.html", "Quarantine"),
    ("channels.html", "Channels"),
    ("duplicates.html", "Duplicates"),
    ("formats.html", "Formats"),
    ("activity.html", "Activity"),
    ("runs.html", "Runs"),
    ("dictionary.html", "Dictionary"),
)


@dataclass(frozen=True)
class Page:
    """One file of the site before it is rendered."""

    name: str
    """File name; ``section-2.html`` belongs to the section ``section.html``."""
    title: str
    template: str
    data: dict[str, Any] = field(default_factory=dict)
    section: str = ""
    """File name of the section where the name does not tell."""


@dataclass(frozen=True)
class Section:
    """Pages about channels or dumps, too many things for one page."""

    pages: list[Page]
    page_of: dict[int, str]
    """Key of a channel or dump → name of the page that tells of it."""


def render(page: Page, **common: Any) -> str:
    """Write a page as HTML.

    Args:
        page: what to write.
        **common: what all pages of the site know.
    """
    values = common | page.data | {"page": page, "section": page.section or page.name}
    return _environment().get_template(page.template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": text.number,
        "share": lambda part, whole: text.share(part, whole),
        "size": text.size,
        "moment": text.moment,
        "slug": text.slug,
        "coded": text.coded,
        "visible": text.visible,
    }
    style, script = _style(), (_HERE / "static" / "site.js").read_text(encoding="utf-8")
    environment.globals |= {
        "style": Markup(style),  # files of this package
        "script": Markup(script),  # files of this package
        "policy": _policy(style, script),
        "navigation": NAVIGATION,
    }
    return environment


def _shown(value: object) -> object:
    """What stands between braces: text of strangers with its hidden characters spelled out, NULL as a dash."""
    if value is None:
        return "–"
    return text.plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _style() -> str:
    """The style sheet with its fonts inside.

    They are Vazirmatn 33.003 (SIL Open Font License 1.1, beside them) without Latin, cut down by
    ``pyftsubset --layout-features='*' --no-hinting`` to the letters, digits and marks of Persian and Arabic.
    """
    style = (_HERE / "static" / "style.css").read_text(encoding="utf-8")
    for weight in ("regular", "semibold"):
        font = (_HERE / "static" / f"vazirmatn-{weight}.woff2").read_bytes()
        style = style.replace(f"FONT_{weight.upper()}", base64.b64encode(font).decode())
    return style


def _policy(style: str, script: str) -> str:
    """The content security policy: one style, one script, the fonts inside, and no request to anywhere."""
    allowed = {
        "default-src": "'none'",
        "style-src": _hash(style),
        "script-src": _hash(script),
        "font-src": "data:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{what} {source}" for what, source in allowed.items())


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
