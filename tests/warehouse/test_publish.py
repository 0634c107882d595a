"""Publishing: whole releases under kill -9, under readers, under damage; retention and rollback."""

import ast
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from release_samples import build_sample

from warehouse import manifest
from warehouse.connect import open_release
from warehouse.errors import AnbarError, LockedError
from warehouse.publish import Publisher

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)
R1, R2, R3 = (f"r{n:06d}-20261124T031500Z" for n in (1, 2, 3))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Database files of three releases; release n has n rows in each table."""
    files = {}
    for rows, release_id in enumerate((R1, R2, R3), 1):
        folder = tmp_path_factory.mktemp("built")
        files[release_id] = build_sample(folder, rows, release_id).path
    return files


def publish(publisher: Publisher, built: dict[str, Path], release_id: str) -> None:
    folder = publisher.begin(release_id)
    shutil.copyfile(built[release_id], folder / "warehouse.duckdb")
    (folder / "quality").mkdir()
    (folder / "quality" / "index.html").write_text(release_id)
    publisher.commit(release_id)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory, built: dict[str, Path]) -> Path:
    """A published folder with the first release; copied, never changed."""
    publisher = Publisher(tmp_path_factory.mktemp("one") / "published")
    with publisher.lock():
        publish(publisher, built, R1)
    return publisher.published


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory, one: Path, built: dict[str, Path]) -> Path:
    """The same with all three releases."""
    publisher = Publisher(tmp_path_factory.mktemp("three") / "published")
    shutil.copytree(one, publisher.published, symlinks=True)
    with publisher.lock():
        for release_id in (R2, R3):
            publish(publisher, built, release_id)
    return publisher.published


@contextmanager
def copied(published: Path, tmp_path: Path) -> Iterator[Publisher]:
    target = tmp_path / "published"
    shutil.copytree(published, target, symlinks=True)
    yield Publisher(target)


@pytest.fixture
def publisher(one: Path, tmp_path: Path) -> Iterator[Publisher]:
    with copied(one, tmp_path) as copy:
        yield copy


@pytest.fixture
def full(three: Path, tmp_path: Path) -> Iterator[Publisher]:
    with copied(three, tmp_path) as copy:
        yield copy


def served(publisher: Publisher) -> tuple[str, int]:
    """Release id and rows as a reader sees them through ``current``."""
    with open_release(publisher.pointer / "warehouse.duckdb") as con:
        return con.execute(
            "SELECT release_id, (SELECT count(*) FROM core.fact_post) FROM meta.release"
        ).fetchall()[0]


# -- names ------------------------------------------------------------------------------------------------


def test_the_number_follows_all_that_ever_were_whatever_the_clock(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path)
    assert publisher.next_release_id(NOW) == "r000001-20261124T031500Z"
    releases = tmp_path / "releases"
    for name in (
        "r000002-20301124T031500Z",
        "r000004-20261124T031500Z.partial",
        "r000007-20251124T031500Z.removed",
        "r000099-notes.txt",
        "r12-20251124T031500Z",
        "r000098-20259924T031500Z",
    ):
        (releases / name).mkdir(parents=True)
    tehran = NOW.astimezone(timezone(timedelta(hours=3, minutes=30)))
    assert publisher.next_release_id(tehran) == "r000008-20261124T031500Z"
    assert publisher.next_release_id(datetime(2026, 1, 2)) == "r000008-20260102T000000Z"  # noqa: DTZ001
    (releases / "r1000000-20261124T031500Z").mkdir()
    assert publisher.next_release_id(NOW) == "r1000001-20261124T031500Z"


@pytest.mark.parametrize("release_id", ["", "../x", "r000001", "r000002-20261124T031500Z/..", "current"])
def test_what_is_no_release_id_never_becomes_a_path(publisher: Publisher, release_id: str) -> None:
    with publisher.lock():
        for action in (publisher.begin, publisher.commit, publisher.rollback, publisher.abandon):
            with pytest.raises(AnbarError, match="no release"):
                action(release_id)
    with pytest.raises(AnbarError, match="no release"):
        publisher.verify(release_id)


def test_a_number_is_not_used_twice(publisher: Publisher) -> None:
    with publisher.lock():
        publisher.begin(R2)
        publisher.abandon(R2)
        with pytest.raises(AnbarError, match="does not follow"):
            publisher.begin(R2)
        assert publisher.next_release_id(NOW).startswith("r000003-")


# -- a release --------------------------------------------------------------------------------------------


def test_a_release_is_read_only_listed_and_current(publisher: Publisher) -> None:
    release = publisher.folder / R1
    assert publisher.pointer.readlink() == Path("releases") / R1
    assert served(publisher) == (R1, 1)
    assert publisher.verify(R1) == []
    modes = {p.relative_to(release).as_posix(): p.stat().st_mode & 0o777 for p in release.rglob("*")}
    assert modes == {
        "warehouse.duckdb": 0o444,
        "manifest.json": 0o444,
        "quality": 0o555,
        "quality/index.html": 0o444,
    }
    listed = manifest.read_manifest(release)
    assert [f.path for f in listed.files] == ["quality/index.html", "warehouse.duckdb"]
    assert listed.row_counts["core.fact_post"] == 1
    (entry,) = publisher.releases()
    assert (entry.release_id, entry.is_current, entry.built_at) == (R1, True, NOW.replace(tzinfo=None))
    assert entry.byte_count == sum(p.stat().st_size for p in release.rglob("*.*"))


def test_before_the_first_release_there_is_none(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "published")
    assert publisher.current() is None
    assert publisher.releases() == []


def test_releases_are_listed_newest_first(full: Publisher) -> None:
    assert [(e.release_id, e.is_current) for e in full.releases()] == [(R3, True), (R2, False), (R1, False)]


def test_a_failing_smoke_test_leaves_the_old_release(publisher: Publisher, built: dict[str, Path]) -> None:
    with publisher.lock():
        folder = publisher.begin(R2)
        shutil.copyfile(built[R2], folder / "warehouse.duckdb")
        with pytest.raises(AnbarError, match=r"core\.fact_post: 2 rows, 9 rows expected.*stays current"):
            publisher.commit(R2, {"core.fact_post": 9})
        folder = publisher.begin(R3)
        shutil.copyfile(built[R2], folder / "warehouse.duckdb")
        with pytest.raises(AnbarError, match=f"says it is release {R2} instead of {R3}"):
            publisher.commit(R3)
    assert [e.release_id for e in publisher.releases()] == [R1]
    assert not list(publisher.folder.glob("*.partial"))
    assert served(publisher) == (R1, 1)


def test_a_log_beside_the_file_is_not_published(publisher: Publisher, built: dict[str, Path]) -> None:
    with publisher.lock():
        folder = publisher.begin(R2)
        shutil.copyfile(built[R2], folder / "warehouse.duckdb")
        (folder / "warehouse.duckdb.wal").touch()
        with pytest.raises(AnbarError, match=r"warehouse\.duckdb\.wal lies beside"):
            publisher.commit(R2)
    assert publisher.current() == R1


def test_a_link_is_not_published(publisher: Publisher, built: dict[str, Path]) -> None:
    with publisher.lock():
        folder = publisher.begin(R2)
        shutil.copyfile(built[R2], folder / "warehouse.duckdb")
        (folder / "secret").symlink_to("/etc/passwd")
        with pytest.raises(AnbarError, match="secret is no regular file"):
            publisher.commit(R2)
    assert publisher.current() == R1


def test_a_disk_that_fails_leaves_the_old_release(
    publisher: Publisher, built: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(manifest, "sync_tree", fail)
    with publisher.lock(), pytest.raises(AnbarError, match="cannot be published.*No space.*stays current"):
        publish(publisher, built, R2)
    assert sorted(p.name for p in publisher.folder.iterdir()) == [R1, f"{R2}.removed"]
    monkeypatch.undo()
    with publisher.lock():
        publish(publisher, built, R3)
    assert served(publisher) == (R3, 3)


def test_a_pointer_that_is_no_link_is_refused_before_the_work(publisher: Publisher) -> None:
    publisher.pointer.unlink()
    publisher.pointer.mkdir()
    with publisher.lock(), pytest.raises(AnbarError, match="does not point to a release"):
        publisher.begin(R2)


def test_a_commit_needs_a_beginning(publisher: Publisher) -> None:
    with publisher.lock(), pytest.raises(AnbarError, match="does not exist"):
        publisher.commit(R2)


def test_a_full_disk_is_refused_before_the_work(publisher: Publisher) -> None:
    free = shutil.disk_usage(publisher.published).free
    publisher.preflight(free // 10)
    with pytest.raises(AnbarError, match="MB free; a release needs .* MB.*Free disk space"):
        publisher.preflight(free // 2)
    publisher.preflight(free // 2, factor=1)


# -- the lock ---------------------------------------------------------------------------------------------


def test_nothing_changes_without_the_lock(publisher: Publisher) -> None:
    for action in (
        lambda: publisher.begin(R2),
        lambda: publisher.commit(R2),
        lambda: publisher.abandon(R2),
        lambda: publisher.rollback(R1),
        lambda: publisher.prune(1, timedelta(), NOW),
        publisher.sweep,
    ):
        with pytest.raises(RuntimeError, match="lock"):
            action()
        with publisher.lock():
            pass  # a lock that was freed again counts as none


def test_two_publishers_do_not_meet(publisher: Publisher) -> None:
    code = (
        "import sys; from pathlib import Path; from warehouse.publish import Publisher\n"
        "with Publisher(Path(sys.argv[1])).lock('publishing r9'): print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(publisher.published)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with (
            pytest.raises(LockedError, match=rf"process {child.pid} \(publishing r9"),
            publisher.lock(timeout=0.2),
        ):
            pytest.fail("two publishers at once")
        child.communicate("\n")


# -- kill -9 ----------------------------------------------------------------------------------------------

STEPS = [
    "begun",
    "built",
    "tested",
    "listed",
    "synced",
    "renamed",
    "protected",
    "linked",
    "current",
    "withdrawn",
    "removed",
]

PUBLISH = """
import os, shutil, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from warehouse.publish import Publisher
published, built, release_id, fatal = sys.argv[1:]

def on_step(name):
    print(name, flush=True)
    if name == fatal:
        os.kill(os.getpid(), signal.SIGKILL)

publisher = Publisher(Path(published), on_step=on_step)
with publisher.lock():
    folder = publisher.begin(release_id)
    shutil.copyfile(built, folder / "warehouse.duckdb")
    on_step("built")
    publisher.commit(release_id)
    publisher.prune(1, timedelta(), datetime.now(UTC) + timedelta(days=36500))
"""


def publish_in_child(publisher: Publisher, built: Path, fatal: str) -> tuple[int, list[str]]:
    child = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(publisher.published), str(built), R2, fatal],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return child.returncode, child.stdout.split()


def test_the_steps_are_all_there_are(publisher: Publisher, built: dict[str, Path]) -> None:
    assert publish_in_child(publisher, built[R2], "never") == (0, STEPS)
    assert [e.release_id for e in publisher.releases()] == [R2]


@pytest.mark.parametrize("step", STEPS)
def test_kill_9_at_any_step_leaves_one_whole_release(
    publisher: Publisher, built: dict[str, Path], step: str
) -> None:
    code, seen = publish_in_child(publisher, built[R2], step)
    assert (code, seen[-1]) == (-signal.SIGKILL, step)

    reached = STEPS.index(step)
    whole = [R2] if reached >= STEPS.index("renamed") else []
    whole += [R1] if reached < STEPS.index("withdrawn") else []
    assert [e.release_id for e in publisher.releases()] == whole

    swapped = reached >= STEPS.index("current")
    assert served(publisher) == ((R2, 2) if swapped else (R1, 1))
    current = publisher.current()
    assert current is not None
    assert publisher.verify(current) == []

    with publisher.lock():
        publisher.sweep()
        assert publisher.next_release_id(NOW) == R3
        publish(publisher, built, R3)
    assert served(publisher) == (R3, 3)
    finals = {e.release_id for e in publisher.releases()}
    rest = {p.name for p in publisher.folder.iterdir()} - finals
    assert all(name.endswith(".removed") for name in rest), rest
    assert all(manifest.is_protected(publisher.folder / r) for r in finals)
    assert {p.name for p in publisher.published.iterdir()} == {"current", "publish.lock", "releases"}


BUILD = """
import os, signal, sys
from pathlib import Path
sys.path.append(sys.argv[2])
import release_samples as samples
from warehouse.publish import Publisher
from warehouse.release import build_release
publisher = Publisher(Path(sys.argv[1]))

def on_table(name):
    if name == "mart.topic_trend_weekly":
        os.kill(os.getpid(), signal.SIGKILL)

with publisher.lock():
    folder = publisher.begin(sys.argv[3])
    tables = samples.write_tables(publisher.published / "tables")
    build_release(folder / "warehouse.duckdb", samples.relations(tables), (), samples.release_info(), on_table=on_table)
"""


def test_kill_9_amid_the_build_leaves_the_old_release(publisher: Publisher) -> None:
    child = subprocess.run(
        [sys.executable, "-c", BUILD, str(publisher.published), str(Path(__file__).parent), R2],
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.returncode == -signal.SIGKILL
    assert (publisher.folder / f"{R2}.partial" / "warehouse.duckdb").exists()
    assert served(publisher) == (R1, 1)
    with publisher.lock():
        assert publisher.sweep() == [f"{R2}.partial"]
    assert sorted(p.name for p in publisher.folder.iterdir()) == [R1, f"{R2}.removed"]


def test_sweep_finishes_a_protection_and_removes_only_leftovers(full: Publisher) -> None:
    (full.folder / R2).chmod(0o755)
    (full.folder / R2 / "warehouse.duckdb").chmod(0o644)
    (full.folder / f"{R1}.removing" / "sub").mkdir(parents=True)
    (full.folder / f"{R1}.removing" / "sub").chmod(0o555)
    (full.published / ".current.123").symlink_to("nowhere")
    (full.folder / "notes.txt").touch()
    with full.lock():
        assert full.sweep() == [".current.123", f"{R1}.removing"]
        assert full.sweep() == []
    assert manifest.is_protected(full.folder / R2)
    assert (full.folder / R2 / "warehouse.duckdb").stat().st_mode & 0o777 == 0o444
    assert [e.release_id for e in full.releases()] == [R3, R2, R1]
    assert (full.folder / "notes.txt").exists()


# -- readers ----------------------------------------------------------------------------------------------

READER = """
import sys
from pathlib import Path
from warehouse.connect import open_release
file = Path(sys.argv[1])
connection = open_release(file)
for command in sys.stdin:
    if command == "reconnect\\n":
        kept = connection  # still open: DuckDB must not hand out the old database again
        connection = open_release(file)
    print(*connection.execute(
        "SELECT release_id, (SELECT count(*) FROM core.fact_post WHERE length(text) > 0) FROM meta.release"
    ).fetchall()[0], flush=True)
"""


def test_readers_keep_reading_over_a_publish_and_reconnect_to_the_new(
    publisher: Publisher, built: dict[str, Path]
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(publisher.pointer / "warehouse.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as reader:

        def ask(command: str) -> str:
            assert reader.stdin is not None
            assert reader.stdout is not None
            reader.stdin.write(f"{command}\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        assert ask("read") == f"{R1} 1"
        with publisher.lock():
            publish(publisher, built, R2)
            assert ask("read") == f"{R1} 1"
            assert publisher.prune(1, timedelta(), NOW + timedelta(days=1)) == [R1]
        assert ask("read") == f"{R1} 1"
        assert ask("reconnect") == f"{R2} 2"
        reader.communicate()


LOOP = """
import sys
from pathlib import Path
from warehouse.connect import open_release
seen = set()
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    with open_release(Path(sys.argv[1]), threads=1) as connection:
        seen.update(connection.execute(
            "SELECT release_id, (SELECT count(*) FROM core.fact_post), "
            "(SELECT sum(post_count)::BIGINT FROM mart.post_frequency_monthly) FROM meta.release"
        ).fetchall())
print(sorted(seen))
"""


def test_readers_never_see_a_mix_during_many_swaps(full: Publisher, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", LOOP, str(full.pointer / "warehouse.duckdb"), str(stop)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    swap, enough = 0, time.monotonic() + 3  # readers on a busy machine need their time, too
    while swap < 400 or time.monotonic() < enough:
        full._point_to((R1, R2, R3)[swap % 3])
        swap += 1
    stop.touch()
    for reader in readers:
        answer, _ = reader.communicate(timeout=20)
        assert reader.returncode == 0
        seen = set(ast.literal_eval(answer))
        assert seen <= {(R1, 1, 1), (R2, 2, 2), (R3, 3, 3)}
        assert len(seen) > 1


# -- rollback, verify, prune ------------------------------------------------------------------------------


def test_rollback_points_to_an_older_release_and_publishing_goes_on(full: Publisher) -> None:
    with full.lock():
        full.rollback(R1)
    assert served(full) == (R1, 1)
    assert full.current() == R1
    assert full.next_release_id(NOW).startswith("r000004-")


def test_rollback_to_a_damaged_or_missing_release_is_refused(full: Publisher) -> None:
    (full.folder / R1 / "quality" / "index.html").unlink()
    with full.lock():
        with pytest.raises(AnbarError, match=r"damaged: quality/index\.html is missing"):
            full.rollback(R1)
        with pytest.raises(AnbarError, match="There is no release r000009"):
            full.rollback("r000009-20261124T031500Z")
    assert full.current() == R3


def test_verify_names_every_kind_of_damage(publisher: Publisher) -> None:
    folder = publisher.folder / R1
    database = folder / "warehouse.duckdb"
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755)

    page = folder / "quality" / "index.html"
    page.write_text(R2)
    assert publisher.verify(R1) == [
        "quality/index.html has other bytes than when it was published (SHA-256 differs)"
    ]
    page.write_text(R1)

    whole = database.read_bytes()
    flipped = bytearray(whole)
    for position in range(12_288 + 100, len(flipped), 262_144):  # in every block: some hold nothing
        flipped[position] ^= 1
    database.write_bytes(flipped)
    problems = publisher.verify(R1)
    assert "SHA-256 differs" in problems[0]
    assert "Corrupt database file" in problems[1]

    database.write_bytes(whole[:5_000])
    problems = publisher.verify(R1)
    assert problems[0] == f"warehouse.duckdb has 5000 bytes instead of {len(whole)}"
    assert "cannot be opened" in problems[1]

    database.write_bytes(whole)
    (folder / "extra").touch()
    assert publisher.verify(R1) == ["extra is not in the manifest"]
    (folder / "extra").unlink()

    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(
        text.replace('"core.fact_post": 1', '"core.fact_post": 8').replace(R1, R2)
    )
    assert publisher.verify(R1) == [
        f"its manifest is that of {R2}",
        "core.fact_post: 1 rows, 8 rows expected",
    ]
    (folder / "manifest.json").write_text("{")
    (problem,) = publisher.verify(R1)
    assert "manifest.json is missing or damaged" in problem


@pytest.mark.parametrize(
    ("keep", "younger_than", "current", "removed"),
    [
        (3, timedelta(), R3, []),
        (2, timedelta(), R3, [R1]),
        (1, timedelta(), R3, [R2, R1]),
        (1, timedelta(), R1, [R2]),
        (1, timedelta(days=7), R3, []),
        (1, timedelta(hours=23), R3, [R2, R1]),
    ],
)
def test_prune_keeps_the_newest_the_young_and_the_current(
    full: Publisher, keep: int, younger_than: timedelta, current: str, removed: list[str]
) -> None:
    with full.lock():
        full._point_to(current)
        assert full.prune(keep, younger_than, NOW + timedelta(days=1)) == removed
    assert {e.release_id for e in full.releases()} == {R1, R2, R3} - set(removed)
    assert full.current() == current


def test_pruning_does_not_forget_the_highest_number(full: Publisher) -> None:
    with full.lock():
        full.begin("r000008-20261124T031500Z")
        full.abandon("r000008-20261124T031500Z")
        assert full.prune(1, timedelta(), NOW + timedelta(days=1)) == [R2, R1]
    assert full.next_release_id(NOW).startswith("r000009-")
    assert [p.name for p in full.folder.glob("*.removed")] == ["r000008-20261124T031500Z.removed"]


def test_nothing_is_pruned_by_a_clock_that_jumped_back(full: Publisher) -> None:
    with full.lock():
        assert full.prune(1, timedelta(days=1), NOW - timedelta(days=3000)) == []


def test_keeping_none_is_refused(full: Publisher) -> None:
    with full.lock(), pytest.raises(AnbarError, match="Keep at least one"):
        full.prune(0, timedelta(), NOW)


PRUNE = """
import os, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from warehouse.publish import Publisher
publisher = Publisher(Path(sys.argv[1]))
oldest = publisher.releases()[-1].path  # imports what Python imports late, while root may still read it
os.setuid(65534)
try:
    (oldest / "x").touch()
except PermissionError:
    print("protected")
with publisher.lock():
    print(*publisher.prune(1, timedelta(), datetime.now(UTC) + timedelta(days=36500)))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="as an ordinary user every other test of prune shows it")
def test_an_ordinary_user_can_prune_what_is_protected(full: Publisher) -> None:
    """Root may do anything; so the read-only folders are removed by a child that is not root."""
    with tempfile.TemporaryDirectory() as folder:
        published = Path(folder) / "published"
        shutil.copytree(full.published, published, symlinks=True)
        for path in (Path(folder), published, *published.rglob("*")):
            os.chown(path, 65534, 65534, follow_symlinks=False)
        child = subprocess.run(
            [sys.executable, "-c", PRUNE, str(published)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert child.stdout.split() == ["protected", R2, R1]
        assert sorted(p.name for p in (published / "releases").iterdir()) == [f"{R2}.removed", R3]
