"""`anbar doctor`: what is wrong with a home folder, and the remedy."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.app import NOT_PUBLISHED, DebugOption, HomeOption, app, explained, out
from warehouse.errors import AnbarError
from warehouse.home import Home

if TYPE_CHECKING:
    import dagster as dg


@app.command()
@explained
def doctor(
    home: HomeOption = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Hash every raw copy, too; reads the whole lake.")
    ] = False,
    heal: Annotated[
        bool, typer.Option("--heal", help="End runs in Dagster's books whose process is gone.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Say what is stuck, orphaned, damaged or full, and what to do about it.

    Looks at raw copies and manifests, parses, the current release, locks, killed runs, leftovers of
    crashes, Dagster's books, disk space and permissions. Exit code 1 when something is wrong.
    """
    from assets.steps.doctor import Ailment, busy_with, examine
    from assets.steps.workspace import Workspace

    place = Home.locate(home)
    if not place.root.is_dir():
        raise AnbarError(f"{place.root} does not exist.", "Run `anbar run DUMP` first, or name the home.")
    workspace = Workspace(place, "")
    holder = busy_with(workspace)
    if holder:
        out.print(f"a run is writing now: {holder}", highlight=False, soft_wrap=True)
    found = list(examine(workspace, is_deep=deep))
    if holder is None:
        for zombie in _zombies(place, heal=heal):
            remedy = "Ended now." if heal else "`anbar doctor --heal` ends it in the books."
            found.append(
                Ailment("stuck", f"Dagster counts run {zombie} as running; its process is gone.", remedy)
            )
    for ailment in found:
        out.print(f"[bold red]{ailment.kind}[/]", end=" ")
        out.print(f"{ailment.subject} {ailment.remedy}", markup=False, highlight=False, soft_wrap=True)
    if not found:
        out.print("Nothing is stuck, orphaned, damaged or full.")
    raise typer.Exit(NOT_PUBLISHED if found else 0)


def _zombies(place: Home, *, heal: bool) -> list[str]:
    """Runs of this home that Dagster counts as running although nobody writes here.

    A killed run never says that it ended. Dagster would wait for it for ever where it holds a slot.
    """
    if not (place.dagster / "history").exists():
        return []
    from orchestration.cli.run import prepare_dagster

    prepare_dagster(place)
    import dagster as dg

    active = dg.RunsFilter(
        job_name="refresh", statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING]
    )
    with dg.DagsterInstance.get() as instance:
        runs = instance.get_runs(filters=active)
        if heal:
            for run in runs:
                _end(instance, run)
        return [run.run_id for run in runs]


def _end(instance: "dg.DagsterInstance", run: "dg.DagsterRun") -> None:
    instance.report_run_failed(run, "Its process was gone; ended by `anbar doctor --heal`.")
    instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
