"""The entry point of the command `anbar`: all commands together, and how the process ends."""

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

# They register their commands.
from orchestration.cli import dev, doctor, explain, quarantine, query, releases, run  # noqa: F401
from orchestration.cli.app import app

_COLLECTED_AFTER = 500_000
"""Objects after which Python looks for cycles. Importing alone makes 300,000 that stay, and looking at them again
and again after every 700, as is usual, takes a tenth of the time of a small run. A run looks more often, when it
has imported all that it needs."""


def main() -> NoReturn:
    """Entry point of the command `anbar`."""
    gc.set_threshold(_COLLECTED_AFTER, 20, 20)
    try:
        app()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        _leave(end.code)
    _leave(0)


def _leave(code: int) -> NoReturn:
    """End the process as usual, but leave its memory to the system.

    Python would free 300,000 objects one by one, which takes longer than most commands.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(code)
