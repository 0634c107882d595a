"""The ledger: what became of every record and byte, dump by dump."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import duckdb
from markupsafe import Markup

from dashboard import svg
from dashboard.ask import Row, ask
from dashboard.pages.quarantine import Quarantine
from dashboard.paging import packed
from dashboard.render import Page, Section

_STRETCHES = 90
_MAX_ON_PAGE, _PAGE_BYTES = 40, 260_000
_DETAIL_BYTES = {"kinds": 260, "excluded": 800, "copies": 700, "findings": 400, "quarantined": 300}
"""What a row of each kind takes on a page, about; raw text is cut to 240 characters there."""

Totals = dict[str, Row]


def totals(con: duckdb.DuckDBPyConnection) -> Totals:
    """The books of all dumps together, by stage; zeros where no run kept books."""
    found = {row["stage"]: row for row in ask(con, "ledger_total")}
    columns = ("dump_count", "byte_count", "accounted_byte_count", "record_count", "observation_count",
               "service_count", "artifact_count", "quarantined_count", "waived_count", "post_count", "residual",
               "byte_residual")  # fmt: skip
    return {stage: found.get(stage, dict.fromkeys(columns, 0)) for stage in ("parsed", "core")}


def funnel(total: Totals, post_count: int) -> Markup:
    """From records to posts."""
    parsed, core = total["parsed"], total["core"]
    return svg.hbars(
        "From raw records to posts",
        [
            ("records found in dumps", parsed["record_count"] or 0, "c1"),
            ("service records", parsed["service_count"] or 0, "c2"),
            ("artifacts", parsed["artifact_count"] or 0, "c2"),
            ("in quarantine", (parsed["quarantined_count"] or 0) + (core["quarantined_count"] or 0), "bad"),
            ("appearances of posts", core["observation_count"] or 0, "c1"),
            ("posts", post_count, "c1"),
        ],
    )


def section(
    con: duckdb.DuckDBPyConnection, total: Totals, post_count: int, quarantine: Quarantine
) -> Section:
    """The ledger and the pages of dumps."""
    details = list(_dump_pages(con, quarantine))
    page_of = {dump["dump_key"]: page.name for page in details for dump in page.data["dumps"]}
    data: dict[str, Any] = {
        "total": total,
        "funnel": funnel(total, post_count),
        "books": ask(con, "ledger"),
        "refused": ask(con, "refused"),
    }
    return Section([Page("ledger.html", "Conservation ledger", "ledger.html", data), *details], page_of)


def _dump_pages(con: duckdb.DuckDBPyConnection, quarantine: Quarantine) -> Iterator[Page]:
    dumps = ask(con, "dump")
    parts = {
        "kinds": _by_dump(ask(con, "dump_kind")),
        "excluded": _by_dump(ask(con, "dump_excluded")),
        "copies": _by_dump(ask(con, "dump_copy")),
        "findings": _by_dump(ask(con, "dump_finding")),
        "quarantined": quarantine.of_dump,
    }
    stretches = _by_dump(ask(con, "dump_byte"))
    for dump in dumps:
        dump |= {name: rows.get(dump["dump_key"], []) for name, rows in parts.items()}
        dump["has_bytes"] = any(k["byte_count"] is not None for k in dump["kinds"])
        dump["map"] = _map(stretches.get(dump["dump_key"], []))
    weighed = [
        (d, 3000 + 90 * 80 * bool(d["map"]) + sum(b * len(d[name]) for name, b in _DETAIL_BYTES.items()))
        for d in dumps
    ]
    for n, part in enumerate(packed(weighed, count=_MAX_ON_PAGE, weight=_PAGE_BYTES), 1):
        yield Page(f"dumps-{n}.html", f"Dumps, page {n}", "dumps.html", {"dumps": part}, "ledger.html")


def _by_dump(rows: list[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["dump_key"]].append(row)
    return dict(grouped)


def _map(stretches: list[Row]) -> Markup | None:
    """Kinds by stretch; a record that reaches over several stretches is drawn over all of them."""
    if not stretches:
        return None
    kinds: list[str | None] = [None] * _STRETCHES
    for row in stretches:
        kinds[min(row["stretch"], _STRETCHES - 1)] = row["record_kind"]
    for n in range(1, _STRETCHES):
        kinds[n] = kinds[n] or kinds[n - 1]
    return svg.byte_map("What the bytes of the dump became", kinds)
