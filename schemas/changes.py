"""The contract as one flat list, and the record of how it changed.

``contract.json`` holds the contract as it was recorded last; ``CONTRACT.md`` tells how it came to be, newest change
first. What changed is written by ``make docs``, why is written by people.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.contract import Contract

RECORD = Path(__file__).parent / "contract.json"
HISTORY = Path(__file__).parent / "CONTRACT.md"

Promises = dict[str, str]
"""Name of a table, column, rule or check → what is promised of it."""

_WHY = "Why: "
_TO_DO = f"{_WHY}?"
_HEAD = (
    "# Changes of the contract\n\nNewest first. What changed is written by `make docs`; say why, "
    "for those whose queries it touches.\n"
)


@dataclass(frozen=True)
class Change:
    """One entry of the record."""

    number: int
    why: str
    lines: tuple[str, ...]
    """What was added, changed and removed."""


def promises(contracts: Iterable[Contract]) -> Promises:
    """What contracts promise: tables with their keys, columns with type and meaning, rules."""
    return dict(found for contract in contracts for found in _promises(contract))


def _promises(contract: Contract) -> Iterator[tuple[str, str]]:
    yield contract.name, f"{contract.comment} Key: {', '.join(contract.primary_key)}."
    for c in contract.columns:
        target = f", refers to {c.references}" if c.references else ""
        null = "NULL possible" if c.nullable else "never NULL"
        yield f"{contract.name}.{c.name}", f"{c.duckdb_type}, {null}{target}. {c.description}"
    for rule, words in contract.rules.items():
        if not rule.endswith(":not_nullable"):  # stands with the column
            yield f"{contract.name}:{rule}", words


def difference(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What changed, in words: removed, added, changed; a table's columns do not follow it one by one."""
    gone, new = before.keys() - now.keys(), now.keys() - before.keys()
    changed = sorted(n for n in before.keys() & now.keys() if before[n] != now[n])
    lines = [f"removed `{n}`" for n in _topmost(gone)]
    lines += [f"added `{n}`: {now[n]}" for n in _topmost(new)]
    return lines + [f"changed `{n}`: {now[n]} (before: {before[n]})" for n in changed]


def _topmost(names: Iterable[str]) -> Iterator[str]:
    """Names without those of columns and rules whose table is among them."""
    tables = {n for n in names if n.count(".") == 1 and ":" not in n}
    return (
        n for n in sorted(names) if n in tables or not any(n.startswith((f"{t}.", f"{t}:")) for t in tables)
    )


def written(now: Promises) -> str:
    """The record of the contract as a file."""
    return json.dumps(now, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def recorded() -> Promises:
    """The contract as it was recorded last; empty where it never was."""
    return dict(json.loads(RECORD.read_text(encoding="utf-8"))) if RECORD.exists() else {}


def with_change(history: str, lines: list[str]) -> str:
    """The history with one more change, whose reason is still to be written."""
    number = max((c.number for c in read(history)), default=0) + 1
    entry = "\n".join([f"\n## {number}\n", f"{_TO_DO}\n", *(f"- {line}" for line in lines), ""])
    earlier = history.partition("\n## ")
    return _HEAD + entry + "".join(earlier[1:])


def read(history: str) -> tuple[Change, ...]:
    """Read the changes of a history, newest first."""
    return tuple(_change(part) for part in history.split("\n## ")[1:])


def _change(part: str) -> Change:
    number, *rest = [line for line in part.splitlines() if line]
    why = next((line.removeprefix(_WHY) for line in rest if line.startswith(_WHY)), "")
    return Change(int(number), why, tuple(line[2:] for line in rest if line.startswith("- ")))


def unexplained(history: str) -> list[int]:
    """Numbers of the changes that nobody has given a reason for."""
    return [c.number for c in read(history) if c.why.strip() in ("", "?")]


@cache
def changes() -> tuple[Change, ...]:
    """How the contract came to be, newest change first."""
    return read(HISTORY.read_text(encoding="utf-8"))
