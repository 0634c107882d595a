"""Building a release file: what is in it, what it refuses, and what the smoke test sees."""

import json
import os
import random
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from release_samples import OWN, VIEWS, build_sample, relations, release_info, sample_frame, write_tables

from schemas import PUBLISHED
from warehouse import smoke
from warehouse.connect import open_release
from warehouse.ddl import qualified
from warehouse.errors import AnbarError
from warehouse.relation import Relation
from warehouse.release import BuildReport, build_release, smoke_test

ROOT = Path(__file__).resolve().parents[2]
ID = "r000001-20261124T031500Z"


def ask(path: Path, query: str) -> list[Any]:
    with open_release(path) as con:
        return con.execute(query).fetchall()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    return build_sample(tmp_path_factory.mktemp("sample"), rows=3)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_tables(tmp_path_factory.mktemp("tables"), rows=2)


def build(folder: Path, tables: dict[str, Any], views: Any = VIEWS) -> BuildReport:
    return build_release(folder / "warehouse.duckdb", relations(tables), views, release_info())


# -- what is in a release ---------------------------------------------------------------------------------


def test_every_published_table_is_there_with_its_rows(sample: BuildReport) -> None:
    assert sample.row_counts.keys() == PUBLISHED.keys()
    for name in PUBLISHED.keys() - OWN:
        assert sample.row_counts[name] == 3
        assert ask(sample.path, f"SELECT count(*) FROM {qualified(name)}") == [(3,)]
    assert smoke_test(sample.path, sample.row_counts, release_id=ID) == sample.row_counts


def test_nothing_but_the_file_remains(sample: BuildReport) -> None:
    assert [p.name for p in sample.path.parent.iterdir()] == ["warehouse.duckdb"]
    assert sample.byte_count == sample.path.stat().st_size


def test_the_release_describes_itself(sample: BuildReport) -> None:
    info = release_info()
    (row,) = ask(sample.path, "FROM meta.release")
    assert row[:4] == (ID, info.run_id, info.built_at, info.code_version)
    assert row[4:6] == (f"v{duckdb.__version__}", "v1.4.0")
    assert row[6:9] == (info.reporting_zone, info.config_hash, info.data_fingerprint)
    assert row[10:] == (3, 3, 2)


def test_the_inventory_lists_tables_and_views(sample: BuildReport) -> None:
    rows = ask(
        sample.path, "SELECT table_schema || '.' || table_name, * EXCLUDE (comment) FROM meta.\"table\""
    )
    listed = {row[0]: row[3:] for row in rows}
    assert listed.keys() == PUBLISHED.keys() | {v.name for v in VIEWS}
    assert listed["dq.freshness"] == (
        "view",
        "One row per channel: it's how old the newest post is.",
        None,
        None,
    )
    assert listed["core.fact_reaction"][2:] == ("post_key, reaction", 3)
    assert listed["meta.table"][3] == len(listed) == sample.row_counts["meta.table"]
    assert listed["meta.column"][3] == sample.row_counts["meta.column"]


def test_the_dictionary_lists_every_column(sample: BuildReport) -> None:
    rows = ask(sample.path, 'FROM meta."column"')
    listed = {(f"{row[0]}.{row[1]}", row[2]): row[3:] for row in rows}
    for name, contract in PUBLISHED.items():
        for position, c in enumerate(contract.columns, 1):
            assert listed.pop((name, c.name)) == (position, c.duckdb_type, c.nullable, c.description)
    views = {(v.name, name): text for v in VIEWS for name, text in v.columns}
    assert {key: row[3] for key, row in listed.items()} == views


def test_relationships_are_those_of_the_contracts(sample: BuildReport) -> None:
    rows = ask(sample.path, "FROM meta.relationship")
    assert {(f"{r[0]}.{r[1]}", r[2], f"{r[3]}.{r[4]}", r[5]) for r in rows} == {
        (name, *reference) for name, c in PUBLISHED.items() for reference in c.references()
    }


def test_a_table_without_parquet_is_empty(tmp_path: Path, tables: dict[str, Path]) -> None:
    dimensions: dict[str, Any] = {n: p for n, p in tables.items() if n.startswith("core.dim_")}
    seen: list[str] = []
    target = tmp_path / "warehouse.duckdb"
    report = build_release(
        target, relations({**dimensions, "core.fact_post": []}), (), release_info(), on_table=seen.append
    )
    assert report.row_counts["core.fact_post"] == report.row_counts["mart.topic_trend_weekly"] == 0
    assert ask(target, "SELECT latest_posted_at, post_count FROM meta.release") == [(None, 0)]
    assert seen == [*dimensions, "core.fact_post"]
    assert smoke.examine(target, report.row_counts, ID).problems == []


def test_rows_stand_in_the_contracts_order_however_they_came(tmp_path: Path, tables: dict[str, Path]) -> None:
    contract = PUBLISHED["core.fact_post"]
    rng = random.Random(1)
    keys = rng.sample(range(1, 10_000), 400)
    frame = sample_frame(contract, 400).with_columns(
        pl.Series("post_key", keys),
        pl.Series("channel_key", [rng.randrange(3) for _ in keys], dtype=pl.Int64),
        pl.Series("message_id", [rng.choice([None, 1, 2]) for _ in keys], dtype=pl.Int64),
    )
    frame.slice(0, 150).write_parquet(tmp_path / "b.parquet")
    frame.slice(150).write_parquet(tmp_path / "a.parquet")
    files = [tmp_path / "b.parquet", tmp_path / "a.parquet"]
    build(tmp_path, {**tables, "core.fact_post": files})

    found = ask(tmp_path / "warehouse.duckdb", "SELECT post_key FROM core.fact_post ORDER BY rowid")
    expected = frame.sort("channel_key", "date_key", "message_id", "post_key", nulls_last=True)
    assert [key for (key,) in found] == expected["post_key"].to_list()


def test_misaligned_parquet_leaves_no_holes_in_the_file(tmp_path: Path, tables: dict[str, Path]) -> None:
    frame = sample_frame(PUBLISHED["core.fact_reaction"], 300_000)
    frame.write_parquet(tmp_path / "r.parquet", row_group_size=40_000)
    build(tmp_path, {**tables, "core.fact_reaction": tmp_path / "r.parquet"})
    size = "SELECT free_blocks, used_blocks > 10 FROM pragma_database_size()"
    assert ask(tmp_path / "warehouse.duckdb", size) == [(0, True)]


@pytest.mark.parametrize("folder", ["a[1]", "st*r", "what?", "run=7", "it's; --"])
def test_paths_are_taken_literally(tmp_path: Path, tables: dict[str, Path], folder: str) -> None:
    """No glob, no hive partition, no SQL in a path, neither of the Parquet nor of the release."""
    place = tmp_path / folder
    place.mkdir()
    decoy = tmp_path / "a1"
    decoy.mkdir()
    sample_frame(PUBLISHED["core.fact_reaction"], 7).write_parquet(decoy / "r.parquet")
    sample_frame(PUBLISHED["core.fact_reaction"], 4).write_parquet(place / "r.parquet")
    target = tmp_path if "?" in folder else place
    report = build(target, {**tables, "core.fact_reaction": place / "r.parquet"})
    assert report.row_counts["core.fact_reaction"] == 4


def test_a_question_mark_in_the_path_is_refused(tmp_path: Path, tables: dict[str, Path]) -> None:
    """DuckDB takes what follows for a query and would look for the log in another folder."""
    (tmp_path / "what?").mkdir()
    with pytest.raises(AnbarError, match=r"`\?` in the path"):
        build(tmp_path / "what?", tables)


# -- what a release refuses -------------------------------------------------------------------------------


Change = Callable[[pl.DataFrame], pl.DataFrame]
BROKEN_FRAMES: dict[str, tuple[str, Change, str]] = {
    "missing column": (
        "core.fact_reaction",
        lambda f: f.drop("reaction"),
        r"core\.fact_reaction: column reaction is missing",
    ),
    "unknown column": (
        "core.fact_reaction",
        lambda f: f.with_columns(extra=1),
        r"core\.fact_reaction: column extra is not in the contract",
    ),
    "float for integer": (
        "core.fact_reaction",
        lambda f: f.cast({"reaction_count": pl.Float64}),
        r"core\.fact_reaction: column reaction_count is DOUBLE instead of BIGINT",
    ),
    "zoned instant": (
        "core.fact_post",
        lambda f: f.with_columns(pl.col("posted_at").dt.replace_time_zone("UTC")),
        r"core\.fact_post: column posted_at is TIMESTAMP WITH TIME ZONE instead of TIMESTAMP",
    ),
    "NULL in a key": (
        "core.fact_post",
        lambda f: f.with_columns(channel_key=pl.lit(None, pl.Int64)),
        r"core\.fact_post cannot be loaded: .*channel_key",
    ),
    "key twice in a dimension": (
        "core.dim_channel",
        lambda f: pl.concat([f, f]),
        r"core\.dim_channel cannot be loaded: .*duplicate key",
    ),
}


@pytest.mark.parametrize(("table", "change", "message"), BROKEN_FRAMES.values(), ids=BROKEN_FRAMES.keys())
def test_what_breaks_a_contract_is_named_and_nothing_is_left(
    tmp_path: Path, tables: dict[str, Path], table: str, change: Change, message: str
) -> None:
    parquet = tmp_path / "broken.parquet"
    change(sample_frame(PUBLISHED[table], 2)).write_parquet(parquet)
    with pytest.raises(AnbarError, match=message):
        build(tmp_path, {**tables, table: [tables[table], parquet] if table == "core.fact_post" else parquet})
    assert [p.name for p in tmp_path.iterdir()] == ["broken.parquet"]


def test_damaged_parquet_is_named(tmp_path: Path, tables: dict[str, Path]) -> None:
    parquet = tmp_path / "damaged.parquet"
    parquet.write_bytes(tables["core.fact_post"].read_bytes()[:-20])
    with pytest.raises(AnbarError, match=r"core\.fact_post: .*damaged\.parquet cannot be read"):
        build(tmp_path, {**tables, "core.fact_post": parquet})


VIEW = VIEWS[0]
BROKEN_VIEWS = {
    "columns in another order": (
        replace(VIEW, columns=VIEW.columns[::-1]),
        r"dq\.freshness has the columns \['channel_key', 'word_count'\] instead of \['word_count'",
    ),
    "HUGEINT": (
        replace(VIEW, sql=VIEW.sql.replace("::BIGINT", "")),
        r"dq\.freshness: column word_count is HUGEINT",
    ),
    "unknown table": (
        replace(VIEW, sql="SELECT 1 AS channel_key, 2 AS word_count FROM core.nothing"),
        r"dq\.freshness cannot be created: .*nothing",
    ),
    "name of a table": (replace(VIEW, name="core.fact_post"), r"bear the name of a table: core\.fact_post"),
    "foreign schema": (replace(VIEW, name="main.x"), r"outside the published schemas: main\.x"),
    "given twice": (VIEWS[1], r"views given twice: mart\.channel_list"),
}


@pytest.mark.parametrize(("view", "message"), BROKEN_VIEWS.values(), ids=BROKEN_VIEWS.keys())
def test_a_view_that_is_not_as_announced_is_refused(
    tmp_path: Path, tables: dict[str, Path], view: Any, message: str
) -> None:
    with pytest.raises(AnbarError, match=message):
        build(tmp_path, tables, (VIEWS[1], view))
    assert list(tmp_path.iterdir()) == []


def test_requests_that_cannot_become_a_release_are_refused(tmp_path: Path, tables: dict[str, Path]) -> None:
    some = tables["core.fact_post"]
    with pytest.raises(AnbarError, match=r"tables without a contract: core\.fact_like"):
        build(tmp_path, {**tables, "core.fact_like": some})
    with pytest.raises(AnbarError, match=r"fills itself: meta\.release"):
        build(tmp_path, {**tables, "meta.release": some})
    with pytest.raises(AnbarError, match=r"no Parquet for core\.dim_date, core\.dim_dump"):
        build(tmp_path, {**tables, "core.dim_dump": [], "core.dim_date": []})
    with pytest.raises(AnbarError, match=r"must be called warehouse\.duckdb, not other\.duckdb"):
        build_release(tmp_path / "other.duckdb", relations(tables), (), release_info())
    (tmp_path / "warehouse.duckdb").write_text("precious")
    with pytest.raises(AnbarError, match="exists already"):
        build(tmp_path, tables)
    assert (tmp_path / "warehouse.duckdb").read_text() == "precious"


def test_a_full_disk_is_told_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files fails writes as a full disk does."""
    folder = tmp_path / "release"
    folder.mkdir()
    code = (
        "import sys; from pathlib import Path; sys.path.append(sys.argv[1]); import release_samples as r\n"
        "from warehouse.errors import AnbarError\n"
        "try: r.build_sample(Path(sys.argv[2]))\n"
        "except AnbarError as error: print(error)"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent), str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000)),
    )
    assert "cannot be built" in child.stdout
    assert "Free disk space" in child.stdout
    assert list(folder.iterdir()) == []


# -- what the smoke test sees -----------------------------------------------------------------------------


@pytest.fixture
def copy(sample: BuildReport, tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(sample.path.read_bytes())
    return path


BROKEN_RELEASES = {
    "rows lost": ("DELETE FROM core.fact_reaction", r"core\.fact_reaction: 0 rows, 3 rows expected"),
    "dictionary outdated": (
        "UPDATE meta.\"table\" SET row_count = 5 WHERE table_name = 'finding'",
        r"dq\.finding: 3 rows, 5 rows said by meta\.table",
    ),
    "table lost": ("DROP TABLE dq.finding", r"dq\.finding: missing, 3 rows expected"),
    "table added": ("CREATE TABLE core.x (i INTEGER)", r"core\.x: 0 rows, no such table expected"),
    "table comment lost": ("COMMENT ON TABLE core.fact_post IS NULL", r"core\.fact_post has no comment"),
    "view comment lost": ("COMMENT ON VIEW dq.freshness IS NULL", r"dq\.freshness has no comment"),
    "column comment lost": (
        "COMMENT ON COLUMN core.fact_post.title IS ' '",
        r"core\.fact_post\.title has no comment",
    ),
    "view column comment lost": (
        "COMMENT ON COLUMN dq.freshness.word_count IS NULL",
        r"dq\.freshness\.word_count has no comment",
    ),
    "comment changed": (
        "COMMENT ON COLUMN core.fact_post.title IS 'x'",
        r"comment of core\.fact_post\.title differs",
    ),
    "view broken": (
        "ALTER TABLE core.dim_channel RENAME channel_name TO x",
        r"view mart\.channel_list cannot be",
    ),
    "another release": (
        "UPDATE meta.release SET release_id = 'r2'",
        "says it is release r2 instead of r000001",
    ),
    "no identity": ("DELETE FROM meta.release", r"meta\.release has 0 rows instead of 1"),
}


@pytest.mark.parametrize(("harm", "problem"), BROKEN_RELEASES.values(), ids=BROKEN_RELEASES.keys())
def test_the_smoke_test_sees_harm(sample: BuildReport, copy: Path, harm: str, problem: str) -> None:
    with duckdb.connect(copy) as con:
        con.execute(harm)
    problems = smoke.examine(copy, sample.row_counts, ID).problems
    assert any(re.search(problem, p) for p in problems), problems


def test_the_smoke_test_sees_another_storage_version(sample: BuildReport, tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{sample.path}' AS old (READ_ONLY); ATTACH '{path}' AS new")
        con.execute("COPY FROM DATABASE old TO new")
    assert smoke.examine(path, None, ID).problems == ["its storage version is v2.0.0+ instead of v1.4.0+"]


def test_the_smoke_test_sees_a_log_beside_the_file(copy: Path) -> None:
    copy.with_name("warehouse.duckdb.wal").touch()
    with pytest.raises(AnbarError, match=r"warehouse\.duckdb\.wal lies beside it.*stays current"):
        smoke_test(copy, None)


def test_the_smoke_test_survives_what_it_tests(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with copy.open("r+b") as stream:
        stream.truncate(10_000)
    with pytest.raises(AnbarError, match="cannot be opened"):
        smoke_test(copy, None)
    assert smoke.inspect_release(copy, None, timeout=0.001).problems == ["no answer within 0 s"]
    monkeypatch.setattr("warehouse.smoke.sys.executable", "/bin/false")
    assert smoke.inspect_release(copy, None).problems == ["the child process ended with code 1"]


# -- what readers need ------------------------------------------------------------------------------------

READ = """
import duckdb, json, sys
con = duckdb.connect(sys.argv[1], read_only=True)
rows = lambda q: con.execute(q).fetchall()
print(json.dumps({
    "version": duckdb.__version__,
    "rows": rows("SELECT table_schema, table_name, row_count FROM meta.table ORDER BY ALL"),
    "comments": rows("SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() "
                     "WHERE NOT internal ORDER BY ALL"),
    "view": rows("FROM dq.freshness"),
    "post": rows("SELECT post_key, text, posted_at::VARCHAR FROM core.fact_post ORDER BY 1"),
}))
"""


def read_with(version: str | None, path: Path, folder: Path) -> dict[str, Any]:
    """What a reader with a version of DuckDB sees; this one's where none is given."""
    packages = folder / "packages"
    if version:
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", packages, f"duckdb=={version}"],
            check=True,
        )
    run = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(packages)},
    )
    seen: dict[str, Any] = json.loads(run.stdout)
    assert seen["version"].startswith((version or duckdb.__version__).rstrip("*"))
    return seen


@pytest.mark.acceptance
@pytest.mark.parametrize("version", ["1.4.*", "1.5.*", None])
def test_older_readers_see_the_same(sample: BuildReport, tmp_path: Path, version: str | None) -> None:
    seen = read_with(version, sample.path, tmp_path)
    here = (
        "SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY ALL"
    )
    assert [tuple(row) for row in seen["comments"]] == ask(sample.path, here)
    inventory = 'SELECT table_schema, table_name, row_count FROM meta."table" ORDER BY ALL'
    assert [tuple(row) for row in seen["rows"]] == ask(sample.path, inventory)
    assert seen["view"] == [[1, 3]]
    text = "متن «نمونه» it's"
    assert seen["post"] == [[key, text, "2026-03-21 04:05:06"] for key in (1, 2, 3)]


# -- a release that continues another -----------------------------------------------------------------------


def continued(folder: Path, tables: dict[str, Path]) -> dict[str, Relation]:
    """Tables of a release of three rows, one of whose posts is replaced and one added."""
    folder.mkdir()
    base = build_sample(folder, rows=3).path
    fact = PUBLISHED["core.fact_post"]
    new = sample_frame(fact, 2).with_columns(post_key=pl.Series([2, 9]), text=pl.lit("new"))
    new.write_parquet(folder.parent / "new.parquet")
    gone = folder.parent / "gone.parquet"
    pl.DataFrame({"post_key": [2, 77]}).write_parquet(gone)
    relation = Relation((folder.parent / "new.parquet",), base, {"post_key": gone})
    kept = Relation((), base)
    return relations(tables) | {"core.fact_post": relation, "core.fact_post_revision": kept}


def test_a_release_continues_another(tmp_path: Path, tables: dict[str, Path]) -> None:
    given = continued(tmp_path / "base", tables)
    report = build_release(
        tmp_path / "warehouse.duckdb", given, VIEWS[1:], release_info("r000002-20261124T041500Z")
    )
    query = "SELECT post_key, text = 'new' FROM core.fact_post ORDER BY 1"
    assert ask(report.path, query) == [(1, False), (2, True), (3, False), (9, True)]
    assert report.row_counts["core.fact_post_revision"] == 3  # as in the base
    assert report.row_counts["core.fact_reaction"] == 2  # made anew
    assert smoke.examine(report.path, report.row_counts, "r000002-20261124T041500Z").problems == []
    base = given["core.fact_post"].base
    assert base is not None
    assert ask(base, "SELECT count(*) FROM core.fact_post WHERE text = 'new'") == [(0,)]


def test_a_change_that_fails_leaves_nothing(tmp_path: Path, tables: dict[str, Path]) -> None:
    given = continued(tmp_path / "base", tables)
    (tmp_path / "gone.parquet").write_bytes(b"PAR1")
    with pytest.raises(AnbarError, match=r"core\.fact_post cannot be loaded"):
        build_release(tmp_path / "warehouse.duckdb", given, VIEWS, release_info())
    assert not list(tmp_path.glob("warehouse.duckdb*"))


@pytest.mark.acceptance
@pytest.mark.parametrize("version", ["1.4.*", "1.5.*"])
def test_older_readers_read_a_continued_release(
    tmp_path: Path, tables: dict[str, Path], version: str
) -> None:
    given = continued(tmp_path / "base", tables)
    report = build_release(tmp_path / "warehouse.duckdb", given, VIEWS, release_info())
    seen = read_with(version, report.path, tmp_path)
    assert [key for key, *_ in seen["post"]] == [1, 2, 3, 9]
    assert ["core", "fact_post", 4] in seen["rows"]
