"""SQLite databases as tables: tg-archive, scrapers, damage, values without bound."""

from pathlib import Path

from table_files import database, parse, sniff

TG_ARCHIVE = (
    "CREATE TABLE messages (id INTEGER NOT NULL PRIMARY KEY, type TEXT NOT NULL, date TIMESTAMP NOT NULL, "
    "edit_date TIMESTAMP, content TEXT, reply_to INTEGER, user_id INTEGER, media_id INTEGER)",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, first_name TEXT, last_name TEXT, tags TEXT, "
    "avatar TEXT)",
    "CREATE TABLE media (id INTEGER PRIMARY KEY, type TEXT, url TEXT, title TEXT, description TEXT, thumb TEXT)",
    "INSERT INTO users VALUES (7, 'rez', 'Reza', NULL, '', NULL)",
    "INSERT INTO media VALUES (1, 'photo', 'a.jpg', NULL, NULL, NULL)",
    "INSERT INTO messages VALUES (10, 'message', '2024-03-01 10:00:00+00:00', NULL, 'سلام', NULL, 7, 1)",
    "INSERT INTO messages VALUES (11, 'user_joined', '2024-03-01 10:01:00+00:00', NULL, NULL, NULL, 7, NULL)",
    "INSERT INTO messages VALUES (12, 'message', '2024-03-01 10:02:00+00:00', "
    "'2024-03-02 10:00:00+00:00', 'dos', 10, 7, NULL)",
)  # fmt: skip


def test_tg_archive(tmp_path: Path) -> None:
    path = database(tmp_path / "data.sqlite", *TG_ARCHIVE)
    assert sniff(path) > 0.5
    parsed = parse(path, channel_handle="archived_channel")
    assert parsed.column("message_id") == [10, 12]
    assert parsed.column("text") == ["سلام", "dos"]
    assert parsed.column("media_kind") == ["photo", None]
    assert parsed.column("reply_to_message_id") == [None, 10]
    assert parsed.column("channel_ref") == ["handle:archived_channel"] * 2
    assert parsed.column("record_locator") == ["messages:10", "messages:12"]
    assert str(parsed.column("edited_at")[1]) == "2024-03-02 10:00:00"
    assert parsed.excluded.select("record_kind", "artifact_kind", "record_locator").rows() == [
        ("service", "user_joined", "messages:11")
    ]
    assert set(parsed.finding("unread_table")) == {"media", "users"}
    assert parsed.finding("unknown_field") == {}


def test_a_scraper_s_database(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.db",
        'CREATE TABLE "tg posts" (pk TEXT PRIMARY KEY, channel_id INTEGER, message_id, published_at, body, views) '
        "WITHOUT ROWID",
        "INSERT INTO \"tg posts\" VALUES ('a', -1001591537674, 5, 1709287200, 'x', '1.5K'), "
        "('b', 3, 6.0, NULL, x'd987', 2)",
        "CREATE VIEW endless AS WITH RECURSIVE n(id, text) AS (SELECT 1, 'x' UNION ALL SELECT id + 1, text FROM n) "
        "SELECT * FROM n",
        "CREATE TABLE other (k, v)",
        "INSERT INTO other VALUES (1, 2)",
    )
    parsed = parse(path)
    assert parsed.column("message_id") == [5, 6]
    assert parsed.column("text") == ["x", "ه"]
    assert parsed.column("channel_ref") == ["id:1591537674", f"name:{'ab' * 8} 3"]
    assert parsed.finding("channel_id_not_of_telegram") == {"channel_id": 1}
    assert parsed.column("record_locator") == ["tg posts:1", "tg posts:2"]
    assert parsed.finding("unread_table") == {"other": 1}


def test_values_that_a_database_computes_are_bounded(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.db",
        "CREATE TABLE messages (id INTEGER PRIMARY KEY, text TEXT, n INTEGER, date AS (hex(zeroblob(n))))",
        "INSERT INTO messages (id, text, n) VALUES (1, 'a', 1), (2, 'b', 20000000), (3, 'c', 1)",
    )
    parsed = parse(path)
    assert parsed.column("message_id") == [1, 3]
    assert parsed.rejections["reason"].to_list() == ["value_too_long"]
    assert parsed.excluded["record_locator"].to_list() == ["messages:2"]


def test_rows_beside_values_that_are_too_long_are_read(tmp_path: Path) -> None:
    sizes = [1, 9_000_000, 9_000_000, 1, 1, 9_000_000, 1]
    path = database(
        tmp_path / "a.db",
        "CREATE TABLE messages (id INTEGER PRIMARY KEY, text TEXT, n INTEGER, date AS (hex(zeroblob(n))))",
        *(f"INSERT INTO messages VALUES ({i}, 'a', {n})" for i, n in enumerate(sizes, 1)),
    )
    parsed = parse(path)
    assert parsed.column("message_id") == [1, 4, 5, 7]
    assert parsed.excluded["record_locator"].to_list() == ["messages:2", "messages:3", "messages:6"]


def test_computed_columns_are_read(tmp_path: Path) -> None:
    path = database(
        tmp_path / "a.db",
        "CREATE TABLE messages (id INTEGER PRIMARY KEY, text TEXT, unix INTEGER, "
        "date TEXT AS (datetime(unix, 'unixepoch') || '+00:00') STORED)",
        "INSERT INTO messages VALUES (1, 'a', NULL)",
        "UPDATE messages SET unix = 1709287200",
    )
    assert str(parse(path).column("posted_at")[0]) == "2024-03-01 10:00:00"


def test_a_table_of_media_with_repeated_ids_repeats_no_message(tmp_path: Path) -> None:
    plain = [s.replace("media (id INTEGER PRIMARY KEY", "media (id INTEGER") for s in TG_ARCHIVE]
    more = "INSERT INTO media VALUES (1, 'video', 'b.mp4', NULL, NULL, NULL)"
    assert parse(database(tmp_path / "a.db", *plain, more)).column("message_id") == [10, 12]


def test_a_damaged_database_gives_what_is_readable(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    rows = ", ".join(f"({i}, 'text {i} {'x' * 200}', '2024-03-01')" for i in range(1, 3_000))
    database(
        path,
        "CREATE TABLE messages (id INTEGER PRIMARY KEY, text, date)",
        f"INSERT INTO messages VALUES {rows}",
    )
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096 * 3] = b"\xfe" * 4096 * 3
    path.write_bytes(data)
    assert sniff(path) > 0.5
    parsed = parse(path)
    assert parsed.column("message_id") == list(range(1, parsed.observations.height + 1))
    assert parsed.observations.height > 500
    assert parsed.rejections["reason"].to_list() == ["unreadable_table"]
    path.write_bytes(data[:5_000])
    assert parse(path).rejections["reason"].to_list() == ["unreadable_table"]


def test_a_database_is_never_written_to(tmp_path: Path) -> None:
    path = database(tmp_path / "a?b#c%20.db", *TG_ARCHIVE)
    path.chmod(0o444)
    before = path.read_bytes()
    assert parse(path).observations.height == 2
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
