"""The command line as people use it: messages, formats, exit codes; each command in a process of its own."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import polars as pl
import pytest


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """A home with one release of the sample dumps."""
    folder = tmp_path_factory.mktemp("cli")
    done = anbar("run", samples, home=folder)
    assert done.returncode == 0, done.stderr
    assert "posts" in done.stdout
    assert "warehouse.duckdb" in done.stdout
    return folder


def anbar(*args: object, home: Path | None = None, text: bool = True) -> "subprocess.CompletedProcess[str]":
    """Run the command as installed."""
    command = [str(Path(sys.executable).with_name("anbar")), *map(str, args)]
    if home is not None:
        command += ["--home", str(home)]
    environment = {k: v for k, v in os.environ.items() if k not in {"ANBAR_HOME", "DAGSTER_HOME"}}
    return subprocess.run(command, capture_output=True, text=text, env=environment, timeout=120, check=False)


def test_a_run_without_anything_new_is_not_made(home: Path, samples: Path) -> None:
    before = sorted((home / "published" / "releases").iterdir())
    done = anbar("run", samples, home=home)
    assert done.returncode == 0
    assert f"Nothing is new: release {before[-1].name}" in " ".join(done.stdout.split())
    assert sorted((home / "published" / "releases").iterdir()) == before


def test_csv_is_machine_readable(home: Path) -> None:
    done = anbar("sql", "SELECT count(*) AS n FROM core.fact_post", "--format", "csv", home=home)
    assert list(csv.DictReader(io.StringIO(done.stdout))) == [{"n": "9"}]
    assert done.stderr == ""


def test_columns_of_one_name_are_wrong_usage(home: Path) -> None:
    done = anbar("sql", "SELECT 1 AS a, 2 AS a", "--format", "json", home=home)
    assert done.returncode == 2
    assert "the same name" in done.stderr


def test_json_keeps_persian_text(home: Path) -> None:
    query = "SELECT title FROM core.fact_post WHERE title LIKE 'باران%'"
    done = anbar("sql", query, "--format", "json", home=home)
    assert json.loads(done.stdout) == [{"title": "باران پاییزی"}]
    assert done.stderr == ""


MANY = "SELECT i, 'سطر ' || i AS line FROM range(25000) AS t(i) ORDER BY i"
"""More rows than are written at a time."""


def test_many_rows_are_one_result(home: Path) -> None:
    expected = [{"i": i, "line": f"سطر {i}"} for i in range(25_000)]
    assert json.loads(anbar("sql", MANY, "--format", "json", home=home).stdout) == expected
    table = csv.DictReader(io.StringIO(anbar("sql", MANY, "--format", "csv", home=home).stdout))
    assert [(int(row["i"]), row["line"]) for row in table] == [tuple(row.values()) for row in expected]


@pytest.mark.parametrize(("output_format", "text"), [("csv", "i,line\n"), ("json", "[]\n")])
def test_no_rows_are_a_result_too(home: Path, output_format: str, text: str) -> None:
    query = f"SELECT * FROM ({MANY}) WHERE i < 0"
    assert anbar("sql", query, "--format", output_format, home=home).stdout == text


@pytest.mark.parametrize("output_format", ["csv", "json"])
def test_a_reader_that_has_enough_is_no_error(home: Path, output_format: str) -> None:
    command = [
        Path(sys.executable).with_name("anbar"),
        "sql",
        MANY,
        "--format",
        output_format,
        "--home",
        home,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_parquet_goes_to_a_file(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "posts.parquet"
    done = anbar("sql", "FROM core.fact_post", "--format", "parquet", "--output", target, home=home)
    assert done.returncode == 0
    assert pl.read_parquet(target).height == 9


def test_a_table_that_is_too_wide_is_shown_row_by_row(home: Path) -> None:
    done = anbar("sql", "FROM mart.post_frequency_daily", home=home)
    assert "row 1" in done.stdout
    assert "post_count" in done.stdout


@pytest.mark.parametrize(
    "query",
    [
        "CREATE TABLE core.x (a INT)",
        "COPY (SELECT 1) TO '/tmp/anbar-leak.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT nonsense",
    ],
)
def test_queries_can_neither_write_nor_reach_files(home: Path, query: str) -> None:
    done = anbar("sql", query, home=home)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error:")


def test_status_tells_release_verdict_and_counts(home: Path) -> None:
    done = anbar("status", home=home)
    assert done.returncode == 0
    assert "usable" in done.stdout
    assert "r000001" in done.stdout


def test_releases_are_listed_verified_and_rolled_back(home: Path) -> None:
    listed = anbar("releases", "list", home=home).stdout
    release = next(word for word in listed.split() if word.startswith("r000001"))
    assert "whole" in anbar("releases", "verify", home=home).stdout
    assert anbar("releases", "rollback", release, home=home).returncode == 0
    wrong = anbar("releases", "rollback", "r009999-20260101T000000Z", home=home)
    assert wrong.returncode == 1
    assert "no release" in wrong.stderr


def test_quarantine_is_empty_and_says_so(home: Path) -> None:
    assert "No record is in quarantine" in anbar("quarantine", "list", home=home).stdout
    assert anbar("quarantine", "show", "1", home=home).returncode == 2


def test_nothing_published_yet_is_a_clear_message(tmp_path: Path) -> None:
    for command in (["status"], ["sql", "SELECT 1"], ["quarantine", "list"]):
        done = anbar(*command, home=tmp_path)
        assert done.returncode == 1
        assert "anbar run" in done.stderr


def test_a_missing_path_is_wrong_usage(tmp_path: Path) -> None:
    done = anbar("run", tmp_path / "nowhere.txt", home=tmp_path)
    assert done.returncode == 2
    assert "nowhere.txt does not exist" in done.stderr


def test_an_unknown_key_in_the_configuration_is_wrong_usage(tmp_path: Path, samples: Path) -> None:
    (tmp_path / "anbar.toml").write_text('reporting_zon = "Asia/Tehran"\n')
    done = anbar("run", samples, home=tmp_path)
    assert done.returncode == 2
    assert "reporting_zon: unknown key" in done.stderr


@pytest.mark.acceptance
def test_refused_files_are_named_and_the_rest_is_loaded(tmp_path: Path, samples: Path) -> None:
    binary = tmp_path / "picture.bin"
    binary.write_bytes(b"\x89PNG\x00\x00\x01" * 100)
    empty = tmp_path / "empty.txt"
    empty.touch()
    alone = anbar("run", binary, home=tmp_path / "h")
    assert alone.returncode == 1
    assert "picture.bin: it is binary" in alone.stderr
    mixed = anbar("run", binary, empty, samples / "saray.txt", tmp_path / "missing", home=tmp_path / "h")
    assert mixed.returncode == 2  # one path was wrong, and the message says so
    assert "picture.bin: it is binary" in mixed.stderr
    assert "empty.txt: it is empty" in mixed.stderr
    assert "missing does not exist" in mixed.stderr
    loaded = anbar("sql", "SELECT count(*) FROM core.fact_post", "--format", "csv", home=tmp_path / "h")
    assert loaded.stdout.split() == ["count_star()", "3"]
    refused = anbar(
        "sql", "SELECT file_name FROM dq.refused_file ORDER BY 1", "--format", "csv", home=tmp_path / "h"
    )
    assert refused.stdout.split() == ["file_name", "empty.txt", "picture.bin"]


@pytest.mark.acceptance
def test_quarantined_records_can_be_seen_and_replayed(tmp_path: Path) -> None:
    dump = tmp_path / "damaged.txt"
    dump.write_bytes("نخست\n\n".encode() + b"\xff\xfe\n\n" + "دوم\n".encode())
    home = tmp_path / "h"
    assert anbar("run", dump, home=home).returncode == 0
    listed = anbar("quarantine", "list", home=home).stdout
    assert "invalid_utf8" in listed
    found = anbar(
        "sql", "SELECT quarantine_id FROM dq.quarantine", "--format", "csv", home=home
    ).stdout.split()
    shown = anbar("quarantine", "show", found[1], home=home).stdout
    assert "\\xff\\xfe" in shown
    replayed = anbar("quarantine", "replay", found[1], home=home)
    assert replayed.returncode == 0, replayed.stderr
    assert "Of 1 open records in 1 dumps: 1 open." in replayed.stdout
    unknown = anbar("quarantine", "replay", "12", home=home)
    assert (unknown.returncode, "no quarantined record 12" in unknown.stderr) == (2, True)
    runs = anbar(
        "sql", "SELECT parsed_dump_count FROM dq.run ORDER BY started_at", "--format", "csv", home=home
    )
    assert runs.stdout.split() == ["parsed_dump_count", "1", "1"]

    def waive(until: str) -> "subprocess.CompletedProcess[str]":
        return anbar("quarantine", "waive", found[1], "--reason", "کهنه", "--until", until, home=home)

    assert waive("2020-01-01").returncode == 2
    waived = waive("2999-01-01")
    assert waived.returncode == 0, waived.stderr
    status = "SELECT status, waiver_reason, waived_until FROM dq.quarantine"
    after = anbar("sql", status, "--format", "csv", home=home).stdout.split()
    assert after[1] == "waived,کهنه,2999-01-01"
    assert "No record is in quarantine" in anbar("quarantine", "list", home=home).stdout
    checked = "SELECT status FROM dq.latest_check WHERE check_id = 'dq.quarantine.status:none_open'"
    assert anbar("sql", checked, "--format", "csv", home=home).stdout.split()[1] == "passed"


@pytest.mark.acceptance
def test_records_that_hold_publication_back_can_be_seen_and_waived(tmp_path: Path) -> None:
    dump, home = tmp_path / "damaged.txt", tmp_path / "h"
    dump.write_bytes("نخست\n\n".encode() + b"\xff\xfe\n\n" + "دوم\n".encode())
    home.mkdir()
    (home / "anbar.toml").write_text("[quality]\nmax_quarantined_share = 0.01\n")
    held = anbar("run", dump, home=home)
    assert held.returncode == 1
    [record] = {*re.findall(r"\d{12,}", anbar("quarantine", "list", home=home).stdout)}
    done = anbar("quarantine", "waive", record, "--reason", "x", "--until", "2999-01-01", home=home)
    assert done.returncode == 0, done.stderr
    assert "waived" in done.stdout


def test_the_doctor_finds_nothing_here_and_says_so(home: Path) -> None:
    done = anbar("doctor", "--deep", home=home)
    assert (done.returncode, done.stdout.strip()) == (0, "Nothing is stuck, orphaned, damaged or full.")


@pytest.mark.acceptance
def test_the_doctor_ends_runs_whose_process_is_gone(samples: Path, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("anbar")), "run", str(samples), "--home", str(tmp_path)]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    books = tmp_path / "lake" / "history" / "dq.run"
    deadline = time.monotonic() + 60
    while not list(books.glob("*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    killed.kill()
    killed.communicate()
    found = anbar("doctor", home=tmp_path)
    assert found.returncode == 1
    assert "was killed" in found.stdout
    assert "Dagster counts run" in found.stdout
    assert "Ended now" in anbar("doctor", "--heal", home=tmp_path).stdout
    assert "Dagster counts" not in anbar("doctor", home=tmp_path).stdout


def test_explain_tells_the_story_of_a_post(home: Path) -> None:
    query = """SELECT post_key FROM core.fact_post_observation
        WHERE copy_kind = 'titleless_copy' ORDER BY post_key LIMIT 1"""
    key = anbar("sql", query, "--format", "csv", home=home).stdout.split()[1]
    story = anbar("explain", key, home=home).stdout
    for part in (
        "appearance 1: original",
        "titleless_copy",
        "bytes",
        "from appearance",
        "versions of the text",
    ):
        assert part in story


@pytest.mark.parametrize("target", ["1", "nobody/7", "no post at all"])
def test_explain_says_what_it_takes(home: Path, target: str) -> None:
    done = anbar("explain", target, home=home)
    assert done.returncode == 2
    assert "CHANNEL/MESSAGE" in done.stderr


@pytest.mark.parametrize(
    "command",
    ["run", "rebuild", "status", "sql", "explain", "doctor", "dev", "releases list", "releases verify",
     "releases rollback", "quarantine list", "quarantine show", "quarantine replay",
     "quarantine waive"],
)  # fmt: skip
def test_every_command_teaches(command: str) -> None:
    done = anbar(*command.split(), "--help")
    assert done.returncode == 0
    assert "--home" in done.stdout


@pytest.mark.acceptance
def test_how_tables_were_read_is_said_and_a_mapping_changes_it(tmp_path: Path) -> None:
    dump, home = tmp_path / "shop.csv", tmp_path / "h"
    dump.write_text("ID,Date,Message,متن کامل\n1,2024-03-01 10:00:00,کوتاه,متن\n", encoding="utf-8")
    first = anbar("run", dump, home=home).stdout
    assert (
        "shop.csv: columns read as message_id = ID, posted_at = Date (local time, zone assumed), text = Message; "
        "left alone: \u2068متن کامل\u2069\n"
    ) in first
    (home / "anbar.toml").write_text(
        '[[mapping]]\nfiles = "*.csv"\ncolumns = {text = "متن کامل", view_count = "seen"}\n', encoding="utf-8"
    )
    second = anbar("run", home=home).stdout
    assert "text = \u2068متن کامل\u2069 (as configured)" in second
    assert "mapped to columns that are not there: view_count = seen" in second
    text = anbar("sql", "SELECT text FROM core.fact_post", "--format", "csv", home=home).stdout
    assert text.split() == ["text", "متن"]


def test_a_mistake_in_a_sidecar_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text("id,date,text\n1,2024-03-01,a\n")
    (tmp_path / "shop.csv.anbar.toml").write_text("columns = {body = 'Message'}\n")
    done = anbar("run", tmp_path / "shop.csv", home=tmp_path / "h")
    assert "'body' is nothing that a column says of a post; allowed are message_id, posted_at" in done.stderr
    assert done.returncode == 2


@pytest.mark.acceptance
def test_names_that_look_like_markup_are_printed_as_they_are(tmp_path: Path, samples: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("[/red]x.json", "{")
        packed.write(samples / "saray.txt", "saray.txt")
    done = anbar("run", archive, home=tmp_path / "h")
    assert done.returncode == 0, done.stderr
    assert "[/red]x.json" in done.stderr


def test_commands_are_there_before_what_they_need_is_loaded() -> None:
    program = (
        "import sys\n"
        "from orchestration.cli import dev, doctor, explain, quarantine, query, releases, run\n"
        "print(*{'dagster', 'pandera', 'polars', 'assets'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
