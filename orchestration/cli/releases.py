"""`anbar releases`: what was published, whether it is whole, and going back."""

from typing import Annotated

import typer

from orchestration.cli.app import NOT_PUBLISHED, DebugOption, HomeOption, app, explained, out, say_error
from orchestration.cli.render import size, table
from warehouse.errors import AnbarError
from warehouse.home import Home
from warehouse.publish import Publisher

releases = typer.Typer(help="List, verify and roll back releases.", no_args_is_help=True)
app.add_typer(releases, name="releases")


@releases.command("list")
@explained
def list_releases(home: HomeOption = None, debug: DebugOption = False) -> None:
    """List the releases that are kept, newest first."""
    entries = Publisher(Home.locate(home).published).releases()
    rows = [
        (
            "current" if e.is_current else "",
            e.release_id,
            f"{e.built_at:%Y-%m-%d %H:%M:%S} UTC",
            size(e.byte_count),
        )
        for e in entries
    ]
    out.print(table(None, ("", "release", "built", "size"), rows))


@releases.command()
@explained
def verify(
    release_id: Annotated[
        str | None, typer.Argument(help="Release to verify; all by default.", show_default=False)
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild",
            help="Also build the release (the current one by default) again from the raw dumps and compare "
            "every table. Takes as long as a first load.",
        ),
    ] = False,
    home: HomeOption = None,
    debug: DebugOption = False,
) -> None:
    """Compare releases with their manifests: checksums, row counts, comments, and whether they open."""
    place = Home.locate(home)
    publisher = Publisher(place.published)
    chosen = [release_id] if release_id else [e.release_id for e in publisher.releases()]
    if not chosen:
        raise AnbarError("There is no release to verify.", "Run `anbar run` first.")
    damaged = 0
    for one in chosen:
        damaged += _told(one, publisher.verify(one), "whole", "damaged")
    if rebuild:
        one = release_id or publisher.current() or chosen[0]
        damaged += _told(one, _rebuilt(place, one), "equal to what its raw dumps give", "different")
    raise typer.Exit(NOT_PUBLISHED if damaged else 0)


def _rebuilt(home: Home, release_id: str) -> list[str]:
    from assets.steps.verify import rebuild_and_compare
    from assets.steps.workspace import Workspace
    from orchestration.cli.render import ProgressDisplay
    from warehouse import progress

    display = ProgressDisplay()
    try:
        with progress.listening(display):
            return rebuild_and_compare(Workspace(home, "verify"), release_id)
    finally:
        display.close()


def _told(release_id: str, problems: list[str], good: str, bad: str) -> bool:
    out.print(f"{release_id}: {bad if problems else good}", highlight=False)
    for problem in problems:
        say_error(f"  {problem}")
    return bool(problems)


@releases.command()
@explained
def rollback(
    release_id: Annotated[str, typer.Argument(help="Release to make current.", show_default=False)],
    home: HomeOption = None,
    debug: DebugOption = False,
) -> None:
    """Make an earlier release current; the next run publishes on top of the newest one."""
    publisher = Publisher(Home.locate(home).published)
    with publisher.lock(f"rollback to {release_id}"):
        publisher.rollback(release_id)
    out.print(f"{release_id} is current.", highlight=False)
