"""Which field of a dump each staged column is read from: what the adapters say of themselves.

Beside each adapter lies ``lineage.toml``: staged table → column → a sentence. What stands between backquotes is a
field of the format; a table's columns have many names, and ``{role}`` stands for those of ``table.names``.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from assets.formats.table.names import ALIASES, PRESENCE

_HERE = Path(__file__).parent
_FIELD = re.compile(r"`([^`]+)`")
_ROLE = re.compile(r"\{(\w+)\}")
_NAMES_SHOWN = 3

Sentences = dict[str, dict[str, str]]
"""Staged table without its schema → column → where it is read from."""


@cache
def raw_lineage(dump_format: str) -> Sentences:
    """The sentences of a format.

    Args:
        dump_format: name of an adapter, which is that of its package.

    Raises:
        OSError: the package has no ``lineage.toml``.
    """
    stated = tomllib.loads((_HERE / dump_format / "lineage.toml").read_text(encoding="utf-8"))
    like = stated.pop("like", None)
    base = raw_lineage(like) if like else {}
    return {
        table: base.get(table, {})
        | {c: _ROLE.sub(_names, words) for c, words in stated.get(table, {}).items()}
        for table in base | stated
    }


def fields_of(sentence: str) -> list[str]:
    """The fields that a sentence names, in its order."""
    return list(dict.fromkeys(_FIELD.findall(sentence)))


def _names(role: re.Match[str]) -> str:
    """The likeliest names of the columns that have a role."""
    names = (ALIASES | PRESENCE)[role[1]].split()
    shown = "`, `".join(names[:_NAMES_SHOWN])
    return f"`{shown}`" + (" …" if len(names) > _NAMES_SHOWN else "")
