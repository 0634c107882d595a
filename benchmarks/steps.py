"""What each step of a run took: its times from Dagster's event log, its CPU and memory from samples."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.processes import Sample, Usage

REST = "start and end"
TOTAL = "total"

_STEPS = """
    SELECT step_key, min(timestamp) FILTER (WHERE dagster_event_type = 'STEP_START'),
        max(timestamp) FILTER (WHERE dagster_event_type = 'STEP_SUCCESS')
    FROM event_logs WHERE dagster_event_type IN ('STEP_START', 'STEP_SUCCESS')
    GROUP BY step_key HAVING count(DISTINCT dagster_event_type) = 2 ORDER BY 2
"""


@dataclass(frozen=True)
class Step:
    """A step as Dagster saw it."""

    name: str
    began: float
    """Seconds since the epoch."""
    ended: float


@dataclass(frozen=True)
class Part:
    """What a part of a run took; None where the system does not tell."""

    name: str
    seconds: float
    cpu_seconds: float | None
    peak_megabytes: float | None


def steps_of(home: Path) -> list[Step]:
    """Steps of the only run of a home, in the order in which they began."""
    logs = [p for p in (home / "dagster" / "history" / "runs").glob("*.db") if p.stem != "index"]
    if len(logs) != 1:
        raise ValueError(f"{home} has the logs of {len(logs)} runs, not of one.")
    with closing(sqlite3.connect(f"{logs[0].absolute().as_uri()}?mode=ro", uri=True)) as con:
        return [Step(name, _epoch(began), _epoch(ended)) for name, began, ended in con.execute(_STEPS)]


def _epoch(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp).replace(tzinfo=UTC).timestamp()


def parts(usage: Usage, steps: Sequence[Step]) -> list[Part]:
    """A run as its steps, what is before, between and after them, and all of it."""
    named = [_part(step, usage.samples) for step in steps]
    outside = [s for s in usage.samples if not any(step.began <= s.at <= step.ended for step in steps)]
    known = [part.cpu_seconds for part in named if part.cpu_seconds is not None]
    rest = Part(
        REST,
        usage.seconds - sum(part.seconds for part in named),
        usage.cpu_seconds - sum(known) if usage.samples else None,
        max((s.megabytes for s in outside), default=None),
    )
    return [*named, rest, Part(TOTAL, usage.seconds, usage.cpu_seconds, usage.peak_megabytes)]


def _part(step: Step, samples: Sequence[Sample]) -> Part:
    """A step with the CPU time between its ends, and the memory of the samples in it, else of the nearest."""
    seconds = step.ended - step.began
    if not samples:
        return Part(step.name, seconds, None, None)
    times, cpu = [s.at for s in samples], [s.cpu_seconds for s in samples]
    began, ended = np.interp([step.began, step.ended], times, cpu)
    middle = (step.began + step.ended) / 2
    inside = [s for s in samples if step.began <= s.at <= step.ended]
    inside = inside or [min(samples, key=lambda s: abs(s.at - middle))]
    return Part(step.name, seconds, float(ended - began), max(s.megabytes for s in inside))
