"""What a site is about: a release, or a run that published nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from dashboard.ask import ask_one

STALE_AFTER = timedelta(hours=36)
"""Age from which a site calls itself old: the schedule runs daily, so a run and a half is missing."""


@dataclass(frozen=True)
class Subject:
    """The run whose numbers a site shows."""

    run_id: str
    built_at: datetime
    """Naive UTC."""
    reporting_zone: str
    code_version: str
    release_id: str | None
    """None where publication was held back."""
    served_release_id: str | None = None
    """Release that readers see instead, where publication was held back; None where there is none."""
    reason: str | None = None
    """What held publication back."""


def subject_of_release(con: duckdb.DuckDBPyConnection) -> Subject:
    """Read from a release what it says of itself."""
    row = ask_one(con, "release")
    return Subject(
        run_id=row["run_id"],
        built_at=row["built_at"],
        reporting_zone=row["reporting_zone"],
        code_version=row["code_version"],
        release_id=row["release_id"],
    )
