"""Quarantine: every reason with its records, each under an address that stays."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb

from dashboard.ask import Row, ask
from dashboard.paging import packed
from dashboard.render import Page
from dashboard.text import slug, visible

MAX_RECORDS, MAX_OF_REASON = 10_000, 5_000
_MAX_ON_PAGE, _PAGE_BYTES = 500, 320_000
_MARKUP_BYTES = 620
"""What a record takes on a page besides its raw text."""
_SHOWN_PER_DUMP = 10


@dataclass
class Quarantine:
    """Records in quarantine by reason, in pages."""

    reasons: list[Row]
    """With ``href`` of the first page and ``shown_count``."""
    places: list[Row]
    pages: list[Page]
    of_dump: dict[int, list[Row]] = field(default_factory=dict)
    """The first records of each dump, each with ``href``."""


def read_quarantine(con: duckdb.DuckDBPyConnection) -> Quarantine:
    """Ask for the records and lay them out."""
    reasons = ask(con, "quarantine_reason")
    total = sum(r["record_count"] for r in reasons)
    length = 4000 if total <= 1000 else 300 if total <= 5000 else 200
    pages: list[Page] = []
    of_dump: dict[int, list[Row]] = defaultdict(list)
    room = MAX_RECORDS
    for reason in reasons:
        count = min(MAX_OF_REASON, room)
        rows = ask(con, "quarantine", reason=reason["reason"], length=length, count=count) if count else []
        room -= len(rows)
        reason["shown_count"] = len(rows)
        reason["href"] = f"quarantine-{slug(reason['reason'])}-1.html"
        pages += _pages(reason, rows or [], of_dump)
    return Quarantine(reasons, ask(con, "quarantine_place"), pages, dict(of_dump))


def link_records(quarantine: Quarantine, checks: list[Row]) -> None:
    """Give checks whose offenders are in quarantine the address of their ``records``.

    Rules of the parsed boundary are called like the reasons of what they reject.
    """
    pages = {f"stg.observation:{r['reason']}": r["href"] for r in quarantine.reasons}
    for check in checks:
        general = "quarantine.html" if check["table_name"] == "dq.quarantine" else None
        check["records"] = pages.get(check["check_id"], general)


def overview(quarantine: Quarantine) -> Iterator[Page]:
    """The page of reasons, and the pages of their records."""
    data = {"reasons": quarantine.reasons, "places": quarantine.places}
    yield Page("quarantine.html", "Quarantine", "quarantine.html", data)
    yield from quarantine.pages


def _pages(reason: Row, rows: list[Row], of_dump: dict[int, list[Row]]) -> Iterator[Page]:
    weighed = []
    for row in rows:
        row["raw"] = visible(row["raw_text"])
        weighed.append((row, _MARKUP_BYTES + len(row["raw"].encode())))
    parts = list(packed(weighed, count=_MAX_ON_PAGE, weight=_PAGE_BYTES)) or [[]]
    stem = f"quarantine-{slug(reason['reason'])}"
    for n, part in enumerate(parts, 1):
        name = f"{stem}-{n}.html"
        for row in part:
            row["href"] = f"{name}#q{row['quarantine_id']}"
            if row["status"] == "open" and len(of_dump[row["dump_key"]]) < _SHOWN_PER_DUMP:
                of_dump[row["dump_key"]].append(row)
        data = {
            "reason": reason,
            "records": part,
            "number_of_page": n,
            "neighbours": [f"{stem}-{m}.html" for m in (n - 1, n + 1)],
            "is_last": n == len(parts),
        }
        yield Page(name, f"Quarantine: {reason['reason']}", "records.html", data, "quarantine.html")
