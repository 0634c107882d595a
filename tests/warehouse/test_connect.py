"""The hardened connection: what it refuses, what it answers; and the scratch database of the ETL."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from release_samples import build_sample

from warehouse import connect
from warehouse.connect import open_release, scratch
from warehouse.errors import AnbarError


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    return build_sample(folder, rows=3).path


@pytest.fixture
def con(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_release(release, memory_limit="200MB", threads=2)
    yield connection
    connection.close()


ATTACKS = {
    "read a file": "SELECT * FROM read_text('{etc}')",
    "read a file as table": "SELECT * FROM '{etc}'",
    "read a CSV": "SELECT * FROM read_csv('{etc}')",
    "read the release as bytes": "SELECT * FROM read_blob('{file}')",
    "list a folder": "SELECT * FROM glob('/*')",
    "fetch from the network": "SELECT * FROM 'https://example.invalid/x.csv'",
    "write a file": "COPY (SELECT 42) TO '{tmp}/out.csv'",
    "write over the release": "COPY (SELECT 42) TO '{file}'",
    "write a log beside the release": "COPY (SELECT 42) TO '{file}.wal'",
    "write a checkpoint log beside the release": "COPY (SELECT 42) TO '{file}.wal.checkpoint'",
    "export": "EXPORT DATABASE '{tmp}/export'",
    "import": "IMPORT DATABASE '{tmp}'",
    "attach another database": "ATTACH '{tmp}/other.duckdb'",
    "attach in memory": "ATTACH ':memory:' AS m",
    "attach the release again": "ATTACH '{file}' AS again (READ_ONLY)",
    "set a limit": "SET threads = 1",
    "set memory": "SET memory_limit = '100GB'",
    "unlock": "SET lock_configuration = false",
    "open the file system": "RESET disabled_filesystems",
    "allow a folder": "SET allowed_directories = ['/']",
    "allow access": "SET enable_external_access = true",
    "pragma": "PRAGMA threads = 3",
    "profile into a file": "PRAGMA profiling_output = '{tmp}/profile.json'",
    "log into a file": "CALL enable_logging(storage = 'file', storage_path = '{tmp}/log')",
    "install": "INSTALL httpfs",
    "install from the community": "INSTALL spatial FROM community",
    "load a library": "LOAD '{tmp}/evil.duckdb_extension'",
    "create a table": "CREATE TABLE core.t (i INTEGER)",
    "insert": "INSERT INTO core.fact_reaction VALUES (1, 'x', 1)",
    "delete": "DELETE FROM core.fact_post",
    "comment": "COMMENT ON TABLE core.fact_post IS 'x'",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_attacks_are_refused(
    con: duckdb.DuckDBPyConnection, release: Path, tmp_path: Path, attack: str
) -> None:
    before = sorted(p.name for p in release.parent.iterdir())
    with pytest.raises(duckdb.Error):
        con.execute(attack.format(file=release, tmp=tmp_path, etc=Path(__file__))).fetchall()
    assert sorted(p.name for p in release.parent.iterdir()) == before
    assert list(tmp_path.iterdir()) == []


def test_enable_external_access_alone_lets_a_log_be_written(release: Path, tmp_path: Path) -> None:
    """The reason for shutting the file system, too; when this fails, DuckDB has closed the hole."""
    file = tmp_path / release.name
    shutil.copyfile(release, file)
    usual = {"enable_external_access": False, "lock_configuration": True}
    with duckdb.connect(file, read_only=True, config=usual) as usual_connection:
        usual_connection.execute(f"COPY (SELECT 42) TO '{file}.wal'")
    assert file.with_name(f"{file.name}.wal").exists()


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT count(*) FROM core.fact_post", [(3,)]),
        ("SELECT word_count FROM dq.freshness", [(3,)]),
        ("SELECT current_setting('TimeZone')", [("UTC",)]),
        ("SELECT current_setting('enable_progress_bar')", [(False,)]),
        ("SELECT current_setting('threads')", [(2,)]),
        ("SELECT current_database()", [("warehouse",)]),
        ("SELECT count(*) FROM duckdb_secrets()", [(0,)]),
        (
            "WITH r AS (SELECT row_number() OVER (ORDER BY post_key) n FROM core.fact_post) FROM r",
            [(1,), (2,), (3,)],
        ),
        (
            "SELECT strftime(timezone('Asia/Tehran', TIMESTAMPTZ '2026-01-01 00:00:00+00'), '%H:%M')",
            [("03:30",)],
        ),
        ("SELECT '{\"a\": 1}'::JSON ->> 'a'", [("1",)]),
        (
            "SELECT count(*) FROM (SELECT hash(i) h FROM range(300000) t(i) ORDER BY h OFFSET 299000)",
            [(1000,)],
        ),
    ],
)
def test_ordinary_queries_are_answered(
    con: duckdb.DuckDBPyConnection, query: str, answer: list[tuple[object, ...]]
) -> None:
    assert con.execute(query).fetchall() == answer


def test_a_second_connection_is_as_hardened_as_the_first(release: Path, tmp_path: Path) -> None:
    with open_release(release), open_release(release) as second:
        assert second.execute("SELECT count(*) FROM core.fact_post").fetchall() == [(3,)]
        with pytest.raises(duckdb.Error, match="disabled"):
            second.execute(f"COPY (SELECT 42) TO '{tmp_path}/out.csv'")


def test_other_limits_in_the_same_process_are_refused_in_words(release: Path) -> None:
    with open_release(release, threads=1), pytest.raises(AnbarError, match="other settings"):
        open_release(release, threads=2)


def test_a_missing_release_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(AnbarError, match=r"none\.duckdb does not exist\. Run `anbar run`"):
        open_release(tmp_path / "none.duckdb")


def damaged(whole: bytes) -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "no database", b"x" * 100_000
    yield "cut off", whole[:9_000]
    for position in (8, 5_000, 12_400):
        flipped = bytearray(whole)
        flipped[position] ^= 0xFF
        yield f"bit flipped at {position}", bytes(flipped)


def test_damaged_files_are_named_with_the_remedy(release: Path, tmp_path: Path) -> None:
    for name, content in damaged(release.read_bytes()):
        file = tmp_path / f"{name}.duckdb"
        file.write_bytes(content)
        with pytest.raises(AnbarError, match="cannot be opened.*anbar releases rollback"):
            open_release(file)


def test_a_file_open_for_writing_elsewhere_is_named(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    writer = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", writer, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(AnbarError, match=f"open for writing.*PID {child.pid}"):
            open_release(file)
        child.communicate("\n")


def test_scratch_fits_the_machine_and_spills_where_it_may(tmp_path: Path) -> None:
    spill = tmp_path / "spill"
    query = "SELECT count(*) FROM (SELECT repeat('x', 50) || i s FROM range(1500000) t(i) ORDER BY s DESC)"
    with scratch("60MB", 2, spill) as con:
        settings = con.execute(
            "SELECT current_setting('TimeZone'), current_setting('enable_progress_bar'), "
            "current_setting('threads'), current_setting('memory_limit'), "
            "current_setting('preserve_insertion_order')"
        ).fetchall()
        assert settings == [("UTC", False, 2, "57.2 MiB", True)]
        assert con.execute(query).fetchall() == [(1_500_000,)]
        assert spill.exists()
    with scratch("60MB", 2) as con, pytest.raises(duckdb.OutOfMemoryException):
        con.execute(query).fetchall()
    with scratch(preserve_insertion_order=False) as con:
        assert con.execute("SELECT current_setting('threads')").fetchall() == [(connect.usable_threads(),)]
        assert con.execute("SELECT current_setting('preserve_insertion_order')").fetchall() == [(False,)]


def test_memory_and_processors_are_those_of_the_machine() -> None:
    assert 2**26 < connect.machine_memory_bytes() <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert 1 <= connect.usable_threads() <= (os.cpu_count() or 1)
