"""Faults planted in dumps are caught by the check that is meant for them, which names the right channel or dump.

All of them go through one run of the job: none holds publication back, and none trips a check elsewhere.
"""

from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse
from faults.invented import lines, months, posts
from faults.naming import named
from faults.planted import Fault, faults, write

from warehouse.connect import open_release
from warehouse.home import Home

FAULTS = {fault.name: fault for fault in faults()}
EXPLAINS = {
    # What else rightly complains, beside the check that is meant for the fault.
    "dq.quarantine.status:none_open": {"date before launch", "negative count", "truncated file"},
    "core.fact_post.date_key:is_dated": {"preview cards"},
    "core.fact_post_observation.confidence:is_high": {"preview cards"},
    "mart.post_frequency_daily.post_count:volume_usual": {"missing day", "volume flood"},
    "stg.observation:invalid_utf8": {"invalid UTF-8", "encoding change in mid-file"},
    "stg.observation:truncated_json": {"invalid JSON line"},
    "stg.observation:truncated": {"truncated file"},
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release that holds every fault."""
    folder = tmp_path_factory.mktemp("faulty")
    (folder / "dumps").mkdir()
    write(folder / "dumps", FAULTS.values())
    files = [f for f in sorted((folder / "dumps").iterdir()) if f.suffix != ".toml"]
    return Warehouse(Home(folder / "home")).refresh(*files)


@pytest.fixture(scope="module")
def faulty(release: Path) -> duckdb.DuckDBPyConnection:
    """The same, open."""
    return open_release(release)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_and_named(name: str, faulty: duckdb.DuckDBPyConnection) -> None:
    fault = FAULTS[name]
    found = faulty.execute(
        "SELECT severity, status, failed_count > 0 FROM dq.latest_check WHERE check_id = ?", [fault.check_id]
    ).fetchall()
    assert found == [(fault.severity, "failed", True)]
    assert str(fault.subject) in named(faulty, fault.check_id)


def test_every_fault_is_shown_on_the_page(release: Path) -> None:
    pages = {n: (release.parent / "quality" / f"{n}.html").read_text("utf-8") for n in ("index", "checks")}
    told, _, others = pages["checks"].partition("What does not hold")[2].partition("</section>")
    assert {f.check_id for f in FAULTS.values() if f'id="{f.check_id}"' not in told} == set()
    assert others, "checks that hold are listed apart"
    assert " more</a>" in pages["index"], "the first page leads on to those that it has no room for"


def test_no_check_complains_of_what_has_not_its_fault(faulty: duckdb.DuckDBPyConnection) -> None:
    failed = faulty.execute("SELECT check_id FROM dq.latest_check WHERE status <> 'passed'").fetchall()
    for (check_id,) in failed:
        meant = {f.name for f in FAULTS.values() if f.check_id == check_id} | EXPLAINS.get(check_id, set())
        blamed = {name for word in named(faulty, check_id) if (name := _fault_of(word))}
        assert blamed <= meant, check_id
        assert blamed, f"{check_id} names nobody"


def _fault_of(word: str) -> str | None:
    """The fault that a channel or file belongs to."""
    owners = (f.name for f in FAULTS.values() if word in f.files or _owns(f, word))
    return next(owners, None)


def _owns(fault: Fault, word: str) -> bool:
    return isinstance(fault.subject, int) and word == str(fault.subject)


def test_at_least_twenty_five_kinds_of_fault_are_planted() -> None:
    assert len(FAULTS) >= 25


def test_channels_without_fault_trip_no_check(tmp_path: Path) -> None:
    given = {
        "steady.jsonl": (lines(posts(11)), "2024-01-31"),
        "many.jsonl": (lines(posts(12, days=100, per_day=6)), "2024-04-10"),
        "long.jsonl": (lines(months(13)), "2024-07-01"),
        "again.jsonl": (lines(posts(11, days=40)), "2024-02-10"),
        "slow.jsonl": (lines(posts(14, days=20, step=9)), "2024-07-01"),
    }
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    clean = (Fault(n, "", "", {n: data}, {n: day}) for n, (data, day) in given.items())
    write(dumps, clean)
    warehouse = Warehouse(Home(tmp_path / "home"))
    warehouse.refresh(*(dumps / name for name in given))
    assert (
        warehouse.query("SELECT check_id, example_value FROM dq.latest_check WHERE status <> 'passed'") == []
    )
    assert warehouse.query("SELECT count(*) FROM dq.finding") == [(0,)]
    [(evaluated,)] = warehouse.query(
        "SELECT count(*) FROM dq.latest_check JOIN dq.check USING (check_id) "
        "WHERE kind IN ('volume', 'anomaly', 'freshness') AND evaluated_count > 0"
    )
    assert evaluated == 9, "habits were known, and looked at"
