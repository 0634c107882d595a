"""What the programs have in common: texts are read, groups found and timed, and all printed as JSON."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from benchmarks.processes import own_peak_megabytes

_WARM_UP = 10


@dataclass(frozen=True)
class Text:
    """A text as the programs get it; each takes what suits it."""

    text: str
    channel: int
    folded: str
    """Its words in one form each, without the addresses that copies differ in."""


def needed(package: str) -> Any:
    """A package; where there is none the program says so and ends."""
    try:
        return import_module(package)
    except ImportError as error:
        sys.stdout.write(json.dumps({"missing": str(error)}))
        sys.exit()


def find_and_print(prepare: Callable[[Text], Any], find: Callable[[Sequence[Any]], list[int]]) -> None:
    """Find groups of the texts of a file of JSON lines and print them with what they cost.

    Args:
        prepare: makes of a text what the search is given; not part of what is measured.
        find: gives a number for each text, the same for texts of one group.
    """
    with open(sys.argv[1], encoding="utf-8") as lines:  # noqa: PTH123
        texts = [prepare(Text(**json.loads(line))) for line in lines]
    find(texts[:_WARM_UP])  # tables that are made once and modules that load late are not what is measured
    wall, cpu = time.perf_counter(), time.process_time()
    groups = find(texts)
    measured = {
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "peak_rss_mb": own_peak_megabytes(),
        "groups": groups,
    }
    sys.stdout.write(json.dumps(measured))


def united(count: int) -> tuple[Callable[[int], int], Callable[[int, int], None]]:
    """Components of a number of texts: functions to find a text's component and to unite those of two."""
    parents = list(range(count))

    def find(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    def unite(one: int, other: int) -> None:
        one, other = find(one), find(other)
        parents[max(one, other)] = min(one, other)

    return find, unite
