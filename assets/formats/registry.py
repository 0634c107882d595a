"""All adapters, and the choice of the one that fits a dump."""

import codecs
import logging
from importlib import import_module
from pkgutil import iter_modules

from assets import formats
from assets.formats.base import Adapter, Member
from assets.formats.table import ADAPTER as TABLE

log = logging.getLogger(__name__)


def _adapters() -> dict[str, Adapter]:
    """Every ``ADAPTER`` that a module beside this one offers, by name: a new format is one new module."""
    modules = [import_module(f"{formats.__name__}.{m.name}") for m in iter_modules(formats.__path__)]
    found: list[Adapter] = [m.ADAPTER for m in modules if hasattr(m, "ADAPTER")]
    return {adapter.name: adapter for adapter in sorted(found, key=lambda a: a.name)}


ADAPTERS: dict[str, Adapter] = _adapters()

_ENOUGH = 0.2
"""Below this no adapter is sure enough to try."""


def detect(members: tuple[Member, ...], mapping: tuple[tuple[str, str], ...] = ()) -> Adapter | None:
    """The adapter that is surest of a dump, by content; None when no one is.

    Columns that configuration names (``ParseOptions.field_mapping``) make a table of posts of what would
    be none.

    Raises:
        OSError: the dump cannot be read.
    """
    scores = {name: _sureness(adapter, members) for name, adapter in ADAPTERS.items()}
    if mapping:
        scores[TABLE.name] = TABLE.sniff_mapped(members, mapping)
    best = max(scores, key=lambda name: scores[name])
    return ADAPTERS[best] if scores[best] >= _ENOUGH else None


def _sureness(adapter: Adapter, members: tuple[Member, ...]) -> float:
    """How sure an adapter is; not at all where it fails, so that one odd file does not end a run."""
    try:
        return adapter.sniff(members)
    except OSError:
        raise
    except Exception:
        log.exception("the adapter %s failed to look at %s", adapter.name, members[0].name)
        return 0.0


def why_refused(members: tuple[Member, ...]) -> str:
    """Say what a file looks like that no adapter reads, and what to do."""
    head = b"".join(m.head(4096) for m in members[:1])
    if not any(m.byte_count for m in members):
        return "it is empty. Check how it was made, and hand it over again."
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (
            "it is written in UTF-16, as PowerShell's `>` does. Convert it to UTF-8, and hand it over again."
        )
    if b"\x00" in head:
        return "it is binary, not text. Hand over the export itself, not its media."
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    kind = {b"{": "JSON", b"[": "JSON", b"<": "HTML or XML"}.get(start)
    if kind:
        return f"it is {kind} of a kind that Anbar does not know. See the table of formats in the README."
    return (
        "it is of no format that Anbar knows. See the table of formats in the README; "
        "if it is a table of posts, name its columns in a [[mapping]] of anbar.toml."
    )
