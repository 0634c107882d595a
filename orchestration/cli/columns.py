"""How the tables of a run were read: which column was taken for what, one line per dump."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import duckdb

from orchestration.cli.render import cell
from warehouse.setting_types import COLUMN_TARGETS

SHOWN_DUMPS = 10
_SHOWN_NAMES = 8
_SHOWN_CHARACTERS = 40


class _Finding(NamedTuple):
    file_name: str
    dump_key: int
    finding: str
    subject: str
    example: str | None
    is_zone_assumed: bool


def lines(con: duckdb.DuckDBPyConnection, dump_ids: Iterable[str]) -> Iterator[str]:
    """One line per table among the dumps, in the words that a mapping of ``anbar.toml`` uses.

    Of more than ``SHOWN_DUMPS`` the others are counted: their findings are in the release.
    """
    parameters = {"dump_ids": sorted(dump_ids), "count": SHOWN_DUMPS}
    found = [_Finding(*row) for row in con.execute(_FINDINGS, parameters).fetchall()]
    for _, group in groupby(found, key=lambda f: f.dump_key):
        yield _line(list(group))
    [(total,)] = con.execute(_TOTAL, {"dump_ids": parameters["dump_ids"]}).fetchall()
    if total > SHOWN_DUMPS:
        yield f"and {total - SHOWN_DUMPS} more tables: see dq.finding"


def _line(found: list[_Finding]) -> str:
    parts = {
        "columns read as": [_read_as(f) for f in sorted(found, key=_rank) if _role(f)],
        "left alone:": _subjects(found, "unknown_field"),
        "tables left alone:": _subjects(found, "unread_table"),
        "mapped to columns that are not there:": _subjects(found, "field_mapping_unused"),
    }
    words = [f"{head} {', '.join(names)}" for head, names in parts.items() if names]
    return f"{_shown(found[0].file_name)}: {'; '.join(words)}"


def _subjects(found: list[_Finding], finding: str) -> list[str]:
    """Subjects of a kind of finding: the first ones, and how many more there are."""
    names = [_shown(f.subject) for f in found if f.finding == finding]
    return [*names[:_SHOWN_NAMES], *([f"{len(names) - _SHOWN_NAMES} more"] if names[_SHOWN_NAMES:] else [])]


def _role(found: _Finding) -> str:
    """What a column was taken for; empty for findings about something else."""
    return found.subject.rpartition(" → ")[2] if found.finding.startswith("column_") else ""


def _read_as(found: _Finding) -> str:
    notes = [found.example] if found.example else []
    notes += ["zone assumed"] if "local time" in notes and found.is_zone_assumed else []
    notes += ["as configured"] if found.finding == "column_mapped" else []
    words = f" ({', '.join(notes)})" if notes else ""
    return f"{_role(found)} = {_shown(found.subject.rpartition(' → ')[0])}{words}"


def _rank(found: _Finding) -> tuple[int, str]:
    role = _role(found)
    return (COLUMN_TARGETS.index(role) if role in COLUMN_TARGETS else len(COLUMN_TARGETS), found.subject)


def _shown(name: str) -> str:
    """A name on one line, cut, and set apart where it is written from right to left."""
    plain = " ".join(name.split())
    return cell(plain if len(plain) <= _SHOWN_CHARACTERS else plain[: _SHOWN_CHARACTERS - 1] + "…").plain


_TOTAL = """
SELECT count(*) FROM core.dim_dump
WHERE dump_format = 'table' AND dump_id IN (SELECT unnest($dump_ids::VARCHAR[]))
"""
_FINDINGS = """
WITH shown AS (
    SELECT dump_key, file_name FROM core.dim_dump
    WHERE dump_format = 'table' AND dump_id IN (SELECT unnest($dump_ids::VARCHAR[]))
    ORDER BY file_name, dump_key LIMIT $count
), assumed AS (
    SELECT seen.dump_key, bool_or(post.is_zone_assumed) AS is_zone_assumed
    FROM core.fact_post_observation AS seen
    SEMI JOIN shown USING (dump_key)
    JOIN core.fact_post AS post USING (post_key)
    GROUP BY seen.dump_key
)
SELECT shown.file_name, dump_key, finding.finding, finding.subject, finding.example_value,
       coalesce(assumed.is_zone_assumed, FALSE)
FROM shown
JOIN dq.finding AS finding USING (dump_key)
LEFT JOIN assumed USING (dump_key)
WHERE finding.finding IN ('column_guess', 'column_mapped', 'unknown_field', 'unread_table', 'field_mapping_unused')
ORDER BY shown.file_name, dump_key, finding.subject
"""
