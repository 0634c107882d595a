"""`anbar quarantine`: records that were rejected, why, and loading them after a fix."""

from typing import Annotated

import typer

from orchestration.cli.app import DebugOption, HomeOption, app, explained, out
from orchestration.cli.query import current_database
from orchestration.cli.render import cell, table
from warehouse.connect import open_release
from warehouse.errors import UsageError
from warehouse.home import Home

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
    with open_release(current_database(Home.locate(home))) as con:
        rows = con.execute(_LIST, [all_statuses]).fetchall()
    if not rows:
        out.print("No record is in quarantine.")
        return
    out.print(table(None, ("id", "status", "file", "place", "reason", "rule"), rows))


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
    with open_release(current_database(Home.locate(home))) as con:
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
def replay(home: HomeOption = None, debug: DebugOption = False) -> None:
    """Parse the dumps of open records again, from their raw copies, and publish.

    Do this after a fix of the configuration or an update of Anbar. Records that are accepted now become
    posts and stay in the quarantine as `replayed`.
    """
    from orchestration.cli.run import execute

    place = Home.locate(home)
    with open_release(current_database(place)) as con:
        dump_ids = [row[0] for row in con.execute(_OPEN_DUMPS).fetchall()]
    if not dump_ids:
        out.print("No record is in quarantine; there is nothing to replay.")
        return
    raise typer.Exit(execute(place, [], again=dump_ids, debug=debug))


_LIST = """
SELECT quarantine_id, status, file_name,
       record_locator || coalesce(' (bytes ' || byte_start || ' to ' || byte_end || ')', ''), reason, rule_in_words
FROM dq.quarantine WHERE status = 'open' OR ? ORDER BY file_name, record_index, reason
"""
_OPEN_DUMPS = """
SELECT DISTINCT d.dump_id FROM dq.quarantine AS q JOIN core.dim_dump AS d USING (dump_key) WHERE q.status = 'open'
"""
