"""`anbar quarantine`: records that were rejected, why, loading them after a fix, accepting them for a while."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import duckdb
import typer

from orchestration.cli.app import PUBLISHED, DebugOption, HomeOption, app, explained, out
from orchestration.cli.query import current_database
from orchestration.cli.render import cell, table
from warehouse.connect import open_release, scratch
from warehouse.ddl import literal
from warehouse.errors import UsageError
from warehouse.home import Home
from warehouse.waivers import Waiver, add_waivers

quarantine = typer.Typer(help="See rejected records and load them after a fix.", no_args_is_help=True)
app.add_typer(quarantine, name="quarantine")


@quarantine.command("list")
@explained
def list_records(
    home: HomeOption = None,
    all_statuses: Annotated[
        bool, typer.Option("--all", help="Show replayed and waived records, too.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """List quarantined records with their reasons and places."""
    with _records(Home.locate(home)) as con:
        rows = con.execute(_LIST, [all_statuses]).fetchall()
    if not rows:
        out.print("No record is in quarantine.")
        return
    out.print(
        table(None, ("id", "status", "file", "place", "reason", "rule", "first seen", "waived until"), rows)
    )


@quarantine.command()
@explained
def show(
    quarantine_id: Annotated[
        int, typer.Argument(help="Id from `anbar quarantine list`.", show_default=False)
    ],
    home: HomeOption = None,
    debug: DebugOption = False,
) -> None:
    """Show one record: every reason, its place in the dump, and the raw text."""
    with _records(Home.locate(home)) as con:
        cursor = con.execute("SELECT * FROM dq.quarantine WHERE quarantine_id = ?", [quarantine_id])
        columns = [d[0] for d in cursor.description or []]
        rows = cursor.fetchall()
    if not rows:
        raise UsageError(
            f"There is no quarantined record {quarantine_id}.", "See `anbar quarantine list --all`."
        )
    record = dict(zip(columns, rows[0], strict=True))
    raw_text = record.pop("raw_text")
    out.print(table(None, ("", str(quarantine_id)), list(record.items())))
    out.print("raw text:", style="bold")
    out.print(cell(raw_text), soft_wrap=True)


@quarantine.command()
@explained
def replay(
    ids: Annotated[
        list[int] | None,
        typer.Argument(
            help="Ids from `anbar quarantine list`; all open ones when none is named.", show_default=False
        ),
    ] = None,
    home: HomeOption = None,
    debug: DebugOption = False,
) -> None:
    """Parse the dumps of open records again, from their raw copies, and publish.

    Do this after a fix of the configuration or an update of Anbar. Records that are accepted now become
    posts and stay in the quarantine as `replayed`.
    """
    from orchestration.cli.run import execute

    place = Home.locate(home)
    with open_release(current_database(place)) as con:
        _refuse_unknown(con, ids or [])
        dump_ids = [row[0] for row in con.execute(_DUMPS, [ids or None]).fetchall()]
        open_ids = [row[0] for row in con.execute(_OPEN, [ids or None]).fetchall()]
    if not dump_ids:
        out.print("No record is in quarantine; there is nothing to replay.")
        return
    code = execute(place, [], again=dump_ids, debug=debug)
    if code == PUBLISHED:
        with open_release(current_database(place)) as con:
            counts = con.execute(_NOW, [open_ids]).fetchall()
        told = ", ".join(f"{count} {status}" for status, count in counts)
        out.print(f"Of {len(open_ids)} open records in {len(dump_ids)} dumps: {told}.", highlight=False)
    raise typer.Exit(code)


@quarantine.command()
@explained
def waive(
    ids: Annotated[list[int], typer.Argument(help="Ids from `anbar quarantine list`.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why the records may stay out.", show_default=False)],
    until: Annotated[
        datetime,
        typer.Option(
            help="Last day of the waiver; the records are open again afterwards.",
            formats=["%Y-%m-%d"],
            show_default=False,
        ),
    ],
    later: Annotated[
        bool, typer.Option("--later", help="Only note it; the next run that publishes shows it.")
    ] = False,
    home: HomeOption = None,
    debug: DebugOption = False,
) -> None:
    """Accept rejected records until a day, and publish.

    They stay in quarantine as `waived` and trip no check. Waivers stand in `waivers.toml` in the home folder,
    which may be edited, and outlive rebuilds; after their day the records are open again.
    """  # fmt: skip
    from assets.steps.workspace import now
    from orchestration.cli.run import execute

    place = Home.locate(home)
    if until.date() < now().date():
        raise UsageError(f"{until.date()} is past.", "Name a day to come.")
    if not reason.strip():
        raise UsageError("A waiver needs a reason.", "Say with --reason why the records may stay out.")
    with _records(place) as con:
        _refuse_unknown(con, ids)
    by = _user()
    added = [Waiver(quarantine_id=i, reason=reason.strip(), until=until.date(), waived_by=by) for i in ids]
    add_waivers(place.waivers, added)
    out.print(
        f"{len(added)} records are waived until {until.date()}, noted in {place.waivers}.", soft_wrap=True
    )
    if not later:
        raise typer.Exit(execute(place, [], again=[], debug=debug))


@contextmanager
def _records(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what has ``dq.quarantine``: the newest run if checks held it back, else the current release."""
    from assets.steps import history
    from assets.steps.workspace import Workspace

    newest = history.recall(Workspace(home, ""), "dq.run").sort("started_at").tail(1)
    built = home.build / "dq.quarantine.parquet"
    if newest["status"].to_list() == ["held_back"] and built.exists():
        with scratch() as con:
            con.execute("CREATE SCHEMA dq").fetchall()
            con.execute(f"CREATE VIEW dq.quarantine AS FROM read_parquet({literal(str(built))})").fetchall()
            yield con
    else:
        with open_release(current_database(home)) as con:
            yield con


def _refuse_unknown(con: duckdb.DuckDBPyConnection, ids: Sequence[int]) -> None:
    known = {row[0] for row in con.execute(_KNOWN, [list(ids)]).fetchall()}
    if missing := sorted(set(ids) - known):
        raise UsageError(
            f"There is no quarantined record {missing[0]}.",
            "See `anbar quarantine list --all`; nothing was done.",
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run a user that has no name
        return "unknown"


_LIST = """
SELECT quarantine_id, status, file_name,
       record_locator || coalesce(' (bytes ' || byte_start || ' to ' || byte_end || ')', ''), reason, rule_in_words,
       strftime(first_seen_at, '%Y-%m-%d'), strftime(waived_until, '%Y-%m-%d')
FROM dq.quarantine WHERE status = 'open' OR ? ORDER BY file_name, record_index, reason
"""
_KNOWN = "SELECT quarantine_id FROM dq.quarantine WHERE list_contains(?, quarantine_id)"
_OPEN = """
SELECT quarantine_id FROM dq.quarantine WHERE status = 'open' AND coalesce(list_contains($1, quarantine_id), TRUE)
"""
_DUMPS = """
SELECT DISTINCT d.dump_id FROM dq.quarantine AS q JOIN core.dim_dump AS d USING (dump_key)
WHERE q.status = 'open' AND coalesce(list_contains($1, q.quarantine_id), TRUE)
"""
_NOW = """
SELECT status, count(*) FROM dq.quarantine WHERE list_contains(?, quarantine_id) GROUP BY status ORDER BY status
"""
