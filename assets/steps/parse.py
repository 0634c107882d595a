"""Parse: one set of staged tables per dump and parser version, side by side where that pays."""

import atexit
import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from ctypes import c_longlong
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from multiprocessing.sharedctypes import Synchronized
from queue import Empty, SimpleQueue

from assets.steps.parse_dump import Advance, parse_dump
from assets.steps.parsed import is_whole
from assets.steps.workspace import Workspace
from warehouse import progress
from warehouse.connect import usable_threads
from warehouse.lake import Dump

_ENOUGH_BYTES = 16_000_000
"""Bytes a further process must have to parse before it is worth its start: about one second of work."""

_DUMP_BYTES = 300_000
"""What a dump costs besides its bytes, in bytes: there may be thousands of small ones."""

_LOOK_EVERY_SECONDS = 0.5


@dataclass(frozen=True)
class ParseReport:
    """What parsing did."""

    parsed: list[Dump]
    """Dumps parsed now."""
    kept: list[Dump]
    """Dumps whose parse was current."""


def parse_dumps(workspace: Workspace, again: frozenset[str] = frozenset()) -> ParseReport:
    """Parse every dump that has no current parse, or whose dump id is in ``again``.

    Dumps are parsed in as many processes as there are processors, the largest first. Each is one at a time in
    memory, batch by batch.
    """
    report = ParseReport([], [])
    workspace.forget_parses()
    for dump, folder in workspace.parses:
        is_current = dump.dump_id not in again and is_whole(folder)
        (report.kept if is_current else report.parsed).append(dump)
    byte_count = sum(d.byte_count for d in report.parsed)
    work = sum(d.byte_count + _DUMP_BYTES for d in report.parsed)
    workers = min(usable_threads(), len(report.parsed), 1 + work // _ENOUGH_BYTES)
    with progress.track("parsing", byte_count, "bytes") as advance:
        if workers > 1:
            _parse_side_by_side(workspace, report.parsed, workers, advance)
        else:
            for dump in report.parsed:
                parse_dump(workspace, dump, advance)
    workspace.forget_parses()
    return report


def _parse_side_by_side(workspace: Workspace, dumps: Sequence[Dump], workers: int, advance: Advance) -> None:
    # Spawned, not forked: libraries with threads of their own do not survive a fork.
    context = multiprocessing.get_context("spawn")
    done = context.Value(c_longlong, 0)
    with ProcessPoolExecutor(workers, context, _begin, (done, usable_threads() // workers)) as pool:
        largest_first = sorted(dumps, key=lambda d: (-d.byte_count, d.dump_id))
        ended: SimpleQueue[Future[None]] = SimpleQueue()
        try:
            for dump in largest_first:
                pool.submit(_parse, workspace, dump).add_done_callback(ended.put)
            for amount in _amounts(ended, len(dumps), done):
                advance(amount)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _amounts(ended: "SimpleQueue[Future[None]]", count: int, done: "Synchronized[int]") -> Iterator[int]:
    """Bytes parsed since the last look, until so many dumps have ended.

    Raises:
        Exception: the first fault of a worker.
    """
    told = 0
    while count:
        with suppress(Empty):
            ended.get(timeout=_LOOK_EVERY_SECONDS).result()
            count -= 1
        now = done.value
        yield now - told
        told = now


_done: "Synchronized[int] | None" = None


def _begin(done: "Synchronized[int]", threads: int) -> None:
    """Start of a worker process."""
    global _done
    _done = done
    os.environ["POLARS_MAX_THREADS"] = str(max(threads, 1))
    # Libraries complain about a thread that still waits while they are taken down; there is nothing to take down.
    atexit.register(os._exit, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End at once when the run's process is gone: nobody may write to the lake but a run."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _parse(workspace: Workspace, dump: Dump) -> None:
    parse_dump(workspace, dump, _count)


def _count(amount: int) -> None:
    assert _done is not None
    with _done.get_lock():
        _done.value += amount
