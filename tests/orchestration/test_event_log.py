"""Dagster's event log: the files of the default storage, kept open."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage

from orchestration.cli.run import prepare_dagster
from orchestration.event_log import INSTANCE, EventLog
from warehouse.home import Home

BEFORE = "telemetry:\n  enabled: false\n"
NUMBER, EVEN = dg.AssetKey("number"), dg.AssetCheckKey(dg.AssetKey("number"), "even")


@dg.asset(check_specs=[dg.AssetCheckSpec("even", asset="number")])
def number() -> dg.MaterializeResult:
    check = dg.AssetCheckResult(passed=False, check_name="even")
    return dg.MaterializeResult(metadata={"value": 3}, check_results=[check])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home without Dagster's settings, and the variables as `anbar run` finds them."""
    for variable in ("ANBAR_HOME", "DAGSTER_HOME"):  # set first, so that what the code sets is undone
        monkeypatch.setenv(variable, "")
    monkeypatch.delenv("DAGSTER_HOME")
    place = Home(tmp_path / "home")
    place.create()
    return place


def instance_of(home: Home, storage: type) -> dg.DagsterInstance:
    """The instance that ``dagster.yaml`` describes."""
    instance = dg.DagsterInstance.from_config(str(home.dagster))
    assert type(instance.event_log_storage) is storage
    return instance


def materialize(home: Home, storage: type) -> str:
    """One run; gives its id."""
    with instance_of(home, storage) as instance:
        return dg.materialize([number], instance=instance).run_id


def events(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    """What a run's own file says that happened."""
    return [e.dagster_event_type.value for e in instance.all_logs(run_id) if e.dagster_event_type]


def indexed(instance: dg.DagsterInstance) -> set[str]:
    """Newest runs of the asset and of its check, as the index says."""
    log = instance.event_log_storage
    entry = log.get_latest_materialization_events([NUMBER])[NUMBER]
    assert entry
    [check] = log.get_asset_check_execution_history(EVEN, limit=1)
    assert check.status.value == "FAILED"
    return {entry.run_id, check.run_id}


def test_either_storage_goes_on_where_the_other_stopped(home: Home) -> None:
    own = home.dagster / "dagster.yaml"
    own.write_text(BEFORE, encoding="utf-8")
    first = materialize(home, SqliteEventLogStorage)
    prepare_dagster(home)
    second = materialize(home, EventLog)
    with instance_of(home, EventLog) as instance:
        assert {r.run_id for r in instance.get_runs()} == {first, second}
        assert indexed(instance) == {second}
        as_before = events(instance, first)
    own.write_text(BEFORE, encoding="utf-8")
    with instance_of(home, SqliteEventLogStorage) as instance:
        assert indexed(instance) == {second}
        assert events(instance, second) == as_before == events(instance, first)
        assert as_before[-1] == "PIPELINE_SUCCESS"


def test_what_the_index_has_is_asked_until_it_is_there(home: Home) -> None:
    prepare_dagster(home)
    with instance_of(home, EventLog) as instance:
        log = instance.event_log_storage
        assert log.has_table("asset_keys")
        assert not log.has_table("added_later")
        with log.index_connection() as connection:
            connection.exec_driver_sql("CREATE TABLE added_later (id INTEGER)")
        assert log.has_table("added_later")
        assert not log.has_secondary_index("done_later")
        log.enable_secondary_index("done_later")
        assert log.has_secondary_index("done_later")


def test_settings_that_somebody_changed_stay(home: Home) -> None:
    own = home.dagster / "dagster.yaml"
    prepare_dagster(home)
    assert own.read_text(encoding="utf-8") == INSTANCE
    own.write_text("telemetry:\n  enabled: true\n", encoding="utf-8")
    prepare_dagster(home)
    assert own.read_text(encoding="utf-8") == "telemetry:\n  enabled: true\n"


def test_threads_take_turns_and_one_run_is_open_besides_the_index(home: Home) -> None:
    prepare_dagster(home)
    with instance_of(home, EventLog) as instance, ThreadPoolExecutor(4) as pool:
        log = instance.event_log_storage
        assert isinstance(log, EventLog)
        runs = [dg.materialize([number], instance=instance).run_id for _ in range(2)]
        [first, second] = [events(instance, r) for r in runs]
        assert first == second
        assert set(log._engines) == {"index", runs[1]}
        assert list(pool.map(lambda r: events(instance, r), runs * 4)) == [first] * 8
        log.wipe()
        assert not events(instance, runs[0])
