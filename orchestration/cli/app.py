"""The command `anbar`: options that all commands share, error messages, exit codes."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from warehouse.errors import AnbarError, UsageError

PUBLISHED, NOT_PUBLISHED, WRONG_USAGE = 0, 1, 2
"""Exit codes."""

out = Console()
err = Console(stderr=True)

app = typer.Typer(
    name="anbar",
    help="Anbar turns raw dumps of Telegram channels into a DuckDB warehouse that one can trust.\n\n"
    'Start with `anbar run DUMP`, then ask with `anbar sql "select * from mart.post_frequency_daily"`.',
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    add_completion=False,
)

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="ANBAR_HOME",
        help="Home folder of the warehouse; made if it does not exist.",
        show_default="./data",
        file_okay=False,
    ),
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]

Command = TypeVar("Command", bound=Callable[..., Any])


def explained(command: Command) -> Command:
    """Turn an error that a person can act on into one message and the right exit code."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:  # `anbar sql … | head` has read enough
            raise typer.Exit(PUBLISHED) from None
        except AnbarError as error:
            if kwargs.get("debug"):
                raise
            say_error(str(error))
            raise typer.Exit(WRONG_USAGE if isinstance(error, UsageError) else NOT_PUBLISHED) from None

    return run  # type: ignore[return-value]


def say_error(message: str) -> None:
    """Print one error message."""
    err.print("[bold red]error:[/]", end=" ")
    err.print(message, markup=False, highlight=False, soft_wrap=True)


def say_warning(message: str) -> None:
    """Print one warning, beside what the command prints."""
    err.print("[yellow]warning:[/]", end=" ")
    err.print(message, markup=False, highlight=False, soft_wrap=True)
