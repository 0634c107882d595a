"""`anbar run` and `anbar rebuild`: the job `refresh` in this process, and its summary."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.app import (
    NOT_PUBLISHED,
    PUBLISHED,
    WRONG_USAGE,
    DebugOption,
    HomeOption,
    app,
    explained,
    out,
    say_error,
    say_warning,
)
from warehouse.errors import UsageError
from warehouse.home import QUALITY, Home
from warehouse.settings import load_settings

if TYPE_CHECKING:
    import dagster as dg

_INSTANCE_BEFORE = "telemetry:\n  enabled: false\n"
"""``dagster.yaml`` as earlier versions wrote it; one that somebody changed stays."""
_COLLECTED_AFTER = 50_000
"""Objects after which Python looks for cycles while a run works."""


@app.command()
@explained
def run(
    dumps: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files or folders to load, besides what is new in the drop folder.", show_default=False
        ),
    ] = None,
    home: HomeOption = None,
    debug: DebugOption = False,
) -> None:
    """Load dumps, check them and publish a release.

    Stages the named files and folders and whatever is new in `incoming/`, runs the Dagster job
    `refresh` in this process and prints what came of it. Where the current release holds all of it
    already, nothing is run. Whom `[alerts]` of anbar.toml names is told of a failed run and of checks that
    newly fail; runs of the daemon are told by its sensors, each run once. Exit code 0: published, warnings
    and quarantined records included; 1: not published, the release before stays current; 2: wrong usage.
    """
    named = [d.absolute() for d in dumps or []]
    missing = [d for d in named if not d.exists()]
    if missing and len(missing) == len(named):
        raise UsageError(f"{missing[0]} does not exist.", "Check the path; nothing was run.")
    code = execute(Home.locate(home), named, again=[], debug=debug)
    if missing:
        for path in missing:
            say_error(f"{path} does not exist. Check the path; the other dumps were loaded.")
        code = code or WRONG_USAGE
    raise typer.Exit(code)


@app.command()
@explained
def rebuild(home: HomeOption = None, debug: DebugOption = False) -> None:
    """Parse all raw copies anew and publish; the result equals the incremental one."""
    raise typer.Exit(execute(Home.locate(home), [], again=["*"], debug=debug))


def execute(home: Home, dumps: list[Path], again: list[str], *, debug: bool) -> int:
    """Run the job `refresh` in this process and print its summary; gives the exit code."""
    load_settings(home.config)  # a mistake in anbar.toml is found before anything starts
    home.create()
    if not again and (release := _release_of_all(home, dumps)):
        from orchestration.cli.summary import print_unchanged

        print_unchanged(home, release)
        return PUBLISHED
    prepare_dagster(home)
    import dagster as dg

    from orchestration.alerts import announce
    from orchestration.cli.render import ProgressDisplay
    from orchestration.cli.summary import print_summary
    from orchestration.definitions import defs
    from warehouse import progress

    job = defs.resolve_job_def("refresh")
    display = ProgressDisplay()
    config: dict[str, Any] = {
        "ops": {
            "raw_dumps": {"config": {"dumps": [str(d) for d in dumps]}},
            "staged_tables": {"config": {"again": again}},
        },
        "loggers": {"console": {"config": {"log_level": "DEBUG" if debug else "CRITICAL"}}},
    }
    parses = set(home.parsed.glob("*/*"))
    with _without_looking_back(), dg.DagsterInstance.get() as instance, progress.listening(display):
        try:
            result = job.execute_in_process(config, instance=instance, raise_on_error=debug)
        finally:
            display.close()
    announce(home, result.run_id, say_warning)
    if not result.success:
        say_error(failure_message(home, result))
        out.print("Nothing was published; the release before, if any, stays current.")
        if (quality := home.held_back / QUALITY / "index.html").exists():
            out.print(f"  quality   {quality}", soft_wrap=True, highlight=False)
        return WRONG_USAGE if is_mistake_of_usage(result) else NOT_PUBLISHED
    parsed = {path.parent.name for path in set(home.parsed.glob("*/*")) - parses}
    print_summary(home, result.run_id, parsed)
    return PUBLISHED


@contextmanager
def _without_looking_back() -> Iterator[None]:
    """Let Python look for cycles among what is made from now on alone: what was imported stays."""
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER, 20, 20)
    try:
        yield
    finally:
        gc.unfreeze()


def _release_of_all(home: Home, dumps: list[Path]) -> str | None:
    from assets.steps.idle import release_of_all
    from assets.steps.workspace import Workspace

    return release_of_all(Workspace(home, ""), dumps)


def prepare_dagster(home: Home) -> None:
    """Give Dagster a home of its own, without telemetry, where none is set."""
    os.environ["ANBAR_HOME"] = str(home.root)
    os.environ.setdefault("DAGSTER_HOME", str(home.dagster))
    own = home.dagster / "dagster.yaml"
    if os.environ["DAGSTER_HOME"] != str(home.dagster):
        return
    if not own.exists() or own.read_text(encoding="utf-8") == _INSTANCE_BEFORE:
        from orchestration.event_log import INSTANCE

        own.write_text(INSTANCE, encoding="utf-8")


def is_mistake_of_usage(result: "dg.ExecuteInProcessResult") -> bool:
    """Whether what stopped a run is wrong usage or configuration that only a step could find, as in a sidecar."""
    for event in result.all_events:
        error_info = getattr(event.event_specific_data, "error", None)
        while error_info is not None:
            if error_info.cls_name == UsageError.__name__:
                return True
            error_info = error_info.cause
    return False


def failure_message(home: Home, result: "dg.ExecuteInProcessResult") -> str:
    """What stopped a run: as its books say, else as the first error outside its steps says."""
    from assets.steps.lifecycle import run_error
    from assets.steps.workspace import Workspace

    if error := run_error(Workspace(home, result.run_id)):
        return error
    for event in result.all_events:
        error_info = getattr(event.event_specific_data, "error", None)
        if event.is_failure and error_info:
            while error_info.cause is not None:
                error_info = error_info.cause
            return str(error_info.message).strip().partition(": ")[2] or str(error_info.message)
    return "The run failed; see --debug."
