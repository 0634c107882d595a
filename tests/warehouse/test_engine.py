"""The engine reads and writes Parquet and makes tables of it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import narwhals as nw
import polars as pl
import pytest

from schemas import PUBLISHED
from warehouse.connect import scratch
from warehouse.engine import Engine
from warehouse.relation import Relation, register_tables


@pytest.fixture
def engine() -> Iterator[Engine]:
    con = scratch()
    yield Engine(con)
    con.close()


def _parquet(path: Path, *numbers: int) -> Path:
    pl.DataFrame(
        {"n": numbers, "t": ["متن\u200c" * n for n in numbers]}, schema={"n": pl.Int64, "t": pl.String}
    ).write_parquet(path)
    return path


def test_several_files_are_one_frame(engine: Engine, tmp_path: Path) -> None:
    files = [
        _parquet(tmp_path / "a.parquet", 1, 2),
        _parquet(tmp_path / "b.parquet", 3),
        _parquet(tmp_path / "c.parquet"),
    ]
    doubled = engine.scan(*files).with_columns(n=nw.col("n") * 2)
    target = tmp_path / "out.parquet"
    assert engine.write(doubled, target) == target
    found = pl.read_parquet(target)
    assert found["n"].to_list() == [2, 4, 6]
    assert found["t"].to_list() == ["متن\u200c", "متن\u200c" * 2, "متن\u200c" * 3]


def test_an_empty_result_keeps_its_columns(engine: Engine, tmp_path: Path) -> None:
    frame = engine.scan(_parquet(tmp_path / "a.parquet", 1)).filter(nw.col("n") > 5)
    found = pl.read_parquet(engine.write(frame, tmp_path / "out.parquet"))
    assert found.schema == {"n": pl.Int64, "t": pl.String}
    assert found.is_empty()


def test_a_scan_of_nothing_is_a_fault_of_the_code(engine: Engine) -> None:
    with pytest.raises(ValueError, match="at least one file"):
        engine.scan()
    with pytest.raises(ValueError, match=r"core\.dim_date has no rows anywhere"):
        register_tables(engine.con, {"core.dim_date": Relation()})


@pytest.mark.parametrize("folder", ["plain", "it's", "with space", "year=2024", "سال"])
def test_tables_are_registered_wherever_they_lie(engine: Engine, tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    files = tuple(_reactions(tmp_path / folder / f"{n}.parquet", n) for n in (1, 2))
    register_tables(engine.con, {"core.fact_reaction": Relation(files)})
    assert _keys(engine) == [1, 2]
    register_tables(engine.con, {"core.fact_reaction": Relation(files[1:])})
    assert _keys(engine) == [2]
    written = engine.write(engine.scan(*files), tmp_path / folder / "out.parquet")
    assert pl.read_parquet(written, hive_partitioning=False).columns == [
        "post_key",
        "reaction",
        "reaction_count",
    ]


def test_a_table_continues_that_of_a_release(engine: Engine, tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "it's.duckdb") as con:
        con.execute("CREATE SCHEMA core")
        con.execute("CREATE TABLE core.fact_reaction AS SELECT k AS post_key, '👍' AS reaction, 1 AS reaction_count"
                    " FROM range(1, 5) t(k)")  # fmt: skip
    new = (_reactions(tmp_path / "new.parquet", 2, 9),)
    gone = tmp_path / "gone.parquet"
    pl.DataFrame({"post_key": [2, 3, 77]}).write_parquet(gone)
    base = tmp_path / "it's.duckdb"
    register_tables(engine.con, {"core.fact_reaction": Relation(new, base, {"post_key": gone})})
    assert _keys(engine) == [1, 2, 4, 9]
    reactions = tmp_path / "reactions.parquet"
    pl.DataFrame({"reaction": ["👍"]}).write_parquet(reactions)
    both = {"post_key": gone, "reaction": reactions}
    register_tables(engine.con, {"core.fact_reaction": Relation(new, base, both)})
    assert _keys(engine) == [2, 9]
    register_tables(engine.con, {"core.fact_reaction": Relation(new, base)})
    assert _keys(engine) == [1, 2, 2, 3, 4, 9]


def _reactions(path: Path, *posts: int) -> Path:
    schema = PUBLISHED["core.fact_reaction"].polars_schema
    pl.DataFrame([(p, "🔥", 5) for p in posts], schema=schema, orient="row").write_parquet(path)
    return path


def _keys(engine: Engine) -> list[int]:
    rows = engine.con.execute("SELECT post_key FROM core.fact_reaction ORDER BY ALL").fetchall()
    assert engine.count("core.fact_reaction") == len(rows)
    return [key for (key,) in rows]
