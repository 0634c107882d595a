"""A release that was continued, run after run, says what one says that was built at once."""

from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import narwhals as nw
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from incremental import Runs, contents, write_dumps
from scripted import ScriptedAdapter, write_script

from assets.formats.registry import ADAPTERS
from assets.steps import base, observed
from assets.transforms.relational.copies import rank_copies
from assets.transforms.text import dump_key
from warehouse.content import differences

_DUMPS = 7
_HEALTH = list(HealthCheck)


@pytest.fixture(autouse=True)
def _always_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ADAPTERS, "research_json", ScriptedAdapter(lines_per_batch=3))
    monkeypatch.setattr(base, "MAX_CHURN_SHARE", 1000)


def check_same(one: Path, other: Path) -> None:
    assert differences(*contents(one, other)) == []


class Arrivals(RuleBasedStateMachine):
    """Dumps arrive in any order and number, come again, are parsed anew, and everything is rebuilt."""

    @initialize(seed=st.integers(0, 10_000))
    def begin(self, seed: int) -> None:
        self.temporary = TemporaryDirectory()
        self.folder = Path(self.temporary.name)
        self.waiting = write_dumps(self.folder / "dumps", seed, _DUMPS)
        self.loaded: list[Path] = []
        self.runs = Runs(self.folder / "history")

    @rule(data=st.data())
    def load_some(self, data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(self.waiting), min_size=1, max_size=3, unique=True))
        self.runs.run(*chosen)
        self.loaded = sorted({*self.loaded, *chosen})

    @precondition(lambda self: self.loaded)
    @rule(data=st.data())
    def parse_again(self, data: st.DataObject) -> None:
        ids = st.lists(st.sampled_from(self.runs.dump_ids), unique=True)
        self.runs.run(again=frozenset(data.draw(ids)))

    @precondition(lambda self: self.loaded)
    @rule()
    def rebuild(self) -> None:
        self.runs.run(again=frozenset(self.runs.dump_ids))

    def teardown(self) -> None:
        if getattr(self, "loaded", None):
            at_once = Runs(self.folder / "at once")
            at_once.run(*self.loaded)
            check_same(self.runs.database, at_once.database)
        if hasattr(self, "temporary"):
            self.temporary.cleanup()


def _profile(examples: int, steps: int, **more: Any) -> settings:
    return settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=_HEALTH, **more)


def test_any_history_gives_the_same_warehouse() -> None:
    run_state_machine_as_test(Arrivals, settings=_profile(3, 4, derandomize=True, database=None))


@pytest.mark.acceptance
def test_any_long_history_gives_the_same_warehouse() -> None:
    run_state_machine_as_test(Arrivals, settings=_profile(60, 10))


def _in_both_orders(folder: Path, arrived: list[int]) -> list[str]:
    """Differences between loading a newer and an older text of a message in one order and in the other.

    ``arrived`` holds the keys of the dumps in the order in which they came.
    """
    post = {"do": "post", "channel_ref": "id:5", "message_id": 1, "posted_at": "2024-03-01T08:00:00"}
    older = write_script(folder / "a.jsonl", post | {"text": "نان", "captured_at": "2024-04-01T00:00:00"})
    newer = write_script(
        folder / "b.jsonl", post | {"text": "نان تازه", "captured_at": "2024-05-01T00:00:00"}
    )
    histories = []
    for name, order in (("one", (older, newer)), ("other", (newer, older))):
        histories.append(Runs(folder / name))
        arrived.clear()
        for dump in order:
            arrived.append(dump_key(sha256(dump.read_bytes()).hexdigest()))
            histories[-1].run(dump)
    assert [runs.continued for runs in histories] == [1, 1]
    return differences(*contents(*[runs.database for runs in histories]))


def test_very_many_dumps_are_read_out_of_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dumps = write_dumps(tmp_path / "dumps", 4, _DUMPS)
    at_once, history = Runs(tmp_path / "at once"), Runs(tmp_path / "history")
    at_once.run(*dumps)
    monkeypatch.setattr(observed, "_MANY_FILES", 1)
    history.run(*dumps[:4])
    history.run(*dumps[4:])
    assert list(history.home.build.glob("scratch/gathered_*.parquet"))
    check_same(history.database, at_once.database)


def test_the_newer_text_wins_in_either_order(tmp_path: Path) -> None:
    assert _in_both_orders(tmp_path, []) == []


@pytest.mark.acceptance
def test_a_survivorship_rule_that_looks_at_the_arrival_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guards the guard: the copy that came last wins, as a careless merge would have it.
    arrived: list[int] = []

    def last_to_come_wins(observations: Any) -> Any:
        is_last = nw.col("dump_key") == arrived[-1]
        return rank_copies(observations.with_columns(recency=nw.when(is_last).then(0).otherwise(1)))

    monkeypatch.setattr("assets.steps.core.rank_copies", last_to_come_wins)
    assert "core.fact_post has other values" in _in_both_orders(tmp_path, arrived)


def test_a_build_that_forgets_what_it_knows_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Guards the guard: the known observations of a post that changed are left out.
    others = observed._others
    monkeypatch.setattr(observed, "_others", lambda *args: others(*args).head(0))
    assert "core.fact_post_observation has other values" in _in_both_orders(tmp_path, [])


@pytest.mark.acceptance
def test_posts_whose_keys_collide_are_told_apart_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of twelve posts with keys from thirty, some meet; real keys do at millions of posts.
    key = observed.surrogate_key
    monkeypatch.setattr(observed, "surrogate_key", lambda *parts: key(*parts) % 30 + 1)
    post = {"do": "post", "channel_ref": "id:5", "posted_at": "2024-03-01T08:00:00"}
    posts = [post | {"message_id": n, "text": f"متن {n}"} for n in range(12)]
    dumps = [write_script(tmp_path / f"{n}.jsonl", *posts[3 * n : 3 * n + 3]) for n in range(4)]
    forth, back = Runs(tmp_path / "one"), Runs(tmp_path / "other")
    for dump in dumps:
        forth.run(dump)
    for dump in reversed(dumps):
        back.run(dump)
    with duckdb.connect(forth.database, read_only=True) as con:
        assert con.execute("SELECT count(DISTINCT post_key), count(*) FROM core.fact_post").fetchall() == [
            (12, 12)
        ]
    assert differences(*contents(forth.database, back.database)) == []
    assert min(forth.continued, back.continued) < 3  # a release with collisions is not continued
