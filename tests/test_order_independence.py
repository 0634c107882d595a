"""The content of a warehouse is a function of its set of dumps, not of the way they came."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Warehouse, assert_same_content, content
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

WORDS = "شهر کتاب راه باران درخت بازار نان آب خانه دیوار پنجره آموزش نمایش سفر نامه کار دست باغ".split()


def write_dumps(folder: Path, seed: int) -> list[Path]:
    """Dumps of two channels that overlap, repeat and damage each other's posts."""
    dice = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    bodies = [
        " ".join(dice.choices(WORDS, k=dice.randint(8, 20))) + f" #{dice.choice(WORDS)}" for _ in range(8)
    ]
    dumps = []
    for n in range(4):
        footer = dice.choice(["▫️ @first_channel", "▫️ @second_channel"])
        blocks = []
        for body in dice.choices(bodies, k=dice.randint(2, 5)):
            title = f"🔸{body.split()[0]} {body.split()[1]}"
            if dice.random() < 0.7:
                blocks.append(f"{title}\n{body}\n{footer}")
            if dice.random() < 0.7:
                blocks.append(f"{body.replace('ک', 'ك')}\n{footer}")
        if not blocks:
            blocks.append(f"{bodies[0]}\n{footer}")
        path = folder / f"dump{n}.txt"
        path.write_text("\n".join(blocks) + "\n", encoding="utf-8")
        if dice.random() < 0.5:
            path.with_name(path.name + ".anbar.toml").write_text(
                f"captured_at = 2026-0{n + 1}-01T00:00:00Z\n"
            )
        dumps.append(path)
    return dumps


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), order=st.permutations(range(4)), cut=st.integers(0, 4))
def test_any_order_and_batching_gives_the_same_warehouse(
    new_warehouse: Callable[[], Warehouse], tmp_path_factory: pytest.TempPathFactory,
    seed: int, order: list[int], cut: int,
) -> None:  # fmt: skip
    dumps = write_dumps(tmp_path_factory.mktemp("dumps"), seed)
    reference = content(new_warehouse().build(*dumps))

    shuffled = [dumps[i] for i in order]
    other = new_warehouse()
    if shuffled[:cut]:
        other.build(*shuffled[:cut])
    assert_same_content(reference, content(other.build(*shuffled[cut:], *shuffled[:1])))


def test_rebuilding_from_raw_copies_gives_the_same_warehouse(warehouse: Warehouse, samples: Path) -> None:
    before = content(warehouse.build(samples))
    every = frozenset(d.dump_id for d in warehouse.workspace().lake.dumps())
    assert_same_content(before, content(warehouse.build(again=every)))


def test_the_comparison_can_fail(
    warehouse: Warehouse, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Guards the guard: a survivorship rule that looks at something else gives other content.
    before = content(warehouse.build(samples))
    monkeypatch.setattr("assets.steps.core.rank_copies", _longest_last)
    with pytest.raises(AssertionError, match="differs"):
        assert_same_content(before, content(warehouse.build()))


def _longest_last(observations: object) -> object:
    import narwhals as nw

    from assets.transforms.relational.copies import rank_copies

    frame = observations.with_columns(is_titleless=~nw.col("is_titleless"))  # type: ignore[attr-defined]
    return rank_copies(frame)
