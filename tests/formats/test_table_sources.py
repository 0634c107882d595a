"""Workbooks, Parquet, SQLite and flat JSON as tables: cells, places, damage, bombs."""

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from table_files import database, parse, sniff, workbook, write

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


# Workbooks


def test_a_workbook_with_a_title_and_notes(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "Посты": [
                ["Выгрузка канала"],
                ["ID", "Дата", "Текст", "Просмотры"],
                [17, (45559.607303240744,), "Первый\nпост", "1.2K"],
                [18.0, (45560,), " x < y ", 5],
                [None, None, None, None],
                ["5.956e+18", "2024-09-26", "три", None],
            ],
            "Notes": [["who", "what"], ["me", "this"]],
        },
    )
    assert sniff(path) > 0.8
    parsed = parse(path)
    assert parsed.column("message_id") == [17, 18, None]
    assert parsed.column("text") == ["Первый\nпост", " x < y ", "три"]
    assert str(parsed.column("posted_local")[0]) == "2024-09-24 14:34:31"
    assert parsed.column("view_count") == [1200, 5, None]
    assert parsed.column("record_locator") == ["Посты!3", "Посты!4", "Посты!6"]
    assert parsed.excluded.select("artifact_kind", "record_locator").rows() == [
        ("boilerplate", "Посты!1"), ("separator", "Посты!5"),
    ]  # fmt: skip
    assert parsed.finding("unread_table") == {"Notes": 1}
    assert parsed.finding("id_lost_precision") == {"ID": 1}


def test_days_of_a_spreadsheet(tmp_path: Path) -> None:
    rows = [["date", "text"], [45559, "a"], [45560, "b"]]
    for cells in (rows, [rows[0], [(45559,), "a"], [(45560,), "b"]]):
        parsed = parse(workbook(tmp_path / "a.xlsx", {"S": cells}), is_staged=True)
        assert parsed.column("posted_earliest_date") == [date(2024, 9, 24), date(2024, 9, 25)]
        assert parsed.column("posted_latest_date") == parsed.column("posted_earliest_date")
        assert parsed.staged["posted_precision"].to_list() == ["day", "day"]
        assert parsed.staged["posted_at"].null_count() == 2


def test_rows_keep_their_place_when_a_sheet_begins_lower(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [["id", "date", "text"], [1, "2024-03-01", "a"]]}, first_row=5)
    parsed = parse(path)
    assert parsed.column("record_locator") == ["S!6"]
    assert parsed.excluded.height == 4


def test_large_ids_of_a_workbook_are_lost(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [["id", "date", "text"], [5.956e18, "2024-03-01", "a"]]})
    parsed = parse(path)
    assert parsed.column("message_id") == [None]
    assert parsed.finding("id_lost_precision") == {"id": 1}


def _part(path: Path, name: str, data: bytes) -> Path:
    """Replace a part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist()} | {name: data}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


def test_a_sheet_that_spans_the_whole_grid_is_not_opened(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [["id", "date", "text"], [1, "2024-03-01", "a"]]})
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    _part(path, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", far))
    assert sniff(path) == 0.0
    assert parse(path).rejections["reason"].to_list() == ["workbook_too_large"]


def test_a_workbook_that_unpacks_without_end_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.formats.table.workbook.MAX_UNPACKED_BYTES", 1 << 20)
    path = workbook(tmp_path / "a.xlsx", {"S": [["id", "date", "text"], [1, "2024-03-01", "a"]]})
    _part(path, "xl/sharedStrings.xml", b" " * (8 << 20))
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/sharedStrings.xml") + 1)
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")  # it says it is small
    path.write_bytes(data)
    assert parse(path).rejections["reason"].to_list() == ["workbook_too_large"]


@pytest.mark.parametrize("cut", [100, 700, -40])
def test_a_cut_workbook_is_one_record(tmp_path: Path, cut: int) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": [["id", "date", "text"], [1, "2024-03-01", "a"]]})
    path.write_bytes(path.read_bytes()[:cut])
    assert sniff(path) == 0.0
    assert parse(path).rejections["reason"].to_list() == ["unreadable_table"]


def test_an_ordinary_zip_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "id,date,text\n1,2024-03-01,a\n")
    assert sniff(path) == 0.0


# Parquet


def test_parquet_with_types_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    frame = pl.DataFrame(
        {
            "msg_id": [1.0, 2.0],
            "channel": ["@One_channel", "@two_channel"],
            "date": [datetime(2024, 3, 1, 10, tzinfo=UTC), None],
            "text": ["a\r\nb", None],
            "views": [5, None],
            "reactions": [[{"emoji": "👍", "count": 2}], []],
            "fwd_from": [{"from_id": {"channel_id": 1591537674}, "from_name": None}, None],
            "is_pinned": [True, False],
            "vector": [[0.5, 1.5], [2.5, 3.5]],
        }
    )
    frame.write_parquet(path)
    assert sniff(path) > 0.8
    parsed = parse(path, is_staged=True)
    assert parsed.column("message_id") == [1, 2]
    assert parsed.column("channel_ref") == ["handle:one_channel", "handle:two_channel"]
    assert parsed.column("text") == ["a\nb", ""]
    assert parsed.column("posted_at") == [datetime(2024, 3, 1, 10), None]  # noqa: DTZ001
    assert parsed.column("view_count") == [5, None]
    assert parsed.column("forward_from_ref") == ["id:1591537674", None]
    assert parsed.reactions.rows() == [(0, "👍", 2)]
    assert parsed.finding("unknown_field") == {"vector": 2}
    assert parsed.column("record_locator") == ["row 1", "row 2"]


def test_parquet_clocks_without_zone_stay_clocks(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"date": [datetime(2024, 3, 1, 10, 5)], "text": ["a"]}).write_parquet(path)  # noqa: DTZ001
    parsed = parse(path)
    assert (parsed.column("posted_at"), str(parsed.column("posted_local")[0])) == (
        [None],
        "2024-03-01 10:05:00",
    )


def test_parquet_is_read_in_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.formats.table.parquet._ROWS_AT_ONCE", 64)
    monkeypatch.setattr("assets.formats.table.parquet.CHUNK_ROWS", 200)
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": range(1_000), "text": ["x"] * 1_000}).write_parquet(path, row_group_size=100)
    assert parse(path).column("message_id") == list(range(1_000))


def test_damaged_parquet_gives_the_rows_before_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    frame = pl.DataFrame({"id": range(60_000), "text": [f"text {i}" for i in range(60_000)]})
    frame.write_parquet(path, row_group_size=20_000, compression="snappy")
    data = bytearray(path.read_bytes())
    middle = len(data) * 9 // 10
    data[middle : middle + 400] = b"\xff" * 400
    path.write_bytes(data)
    parsed = parse(path)
    assert parsed.rejections["reason"].to_list() == ["unreadable_table"]
    assert parsed.column("message_id") == list(range(len(parsed.column("message_id"))))
    assert parsed.observations.height >= 16_384


# SQLite


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


# Flat JSON

RECORDS: list[dict[str, Any]] = [
    {"date": "2024-03-01T10:00:00+00:00", "message": "one #tag", "webpage_url": "https://example.org/a"},
    {"date": "2024-03-01T11:00:00+00:00", "webpage_url": "https://example.org/b"},
    {"date": "2024-03-01T12:00:00+00:00", "message": "three", "likes": 3},
]


@pytest.mark.parametrize("is_lines", [False, True])
def test_flat_objects_whose_keys_come_and_go(tmp_path: Path, is_lines: bool) -> None:
    lines = [json.dumps(r) for r in RECORDS]
    data = "\r\n".join(lines) + "\r\n" if is_lines else json.dumps(RECORDS, indent=4).replace("\n", "\r\n")
    path = write(tmp_path / "a.json", data)
    assert sniff(path) == 0.6
    parsed = parse(path)
    assert parsed.column("text") == ["one #tag", "", "three"]
    assert parsed.column("media_kind") == ["webpage", "webpage", None]
    assert parsed.column("message_id") == [None] * 3
    assert parsed.entities.select("entity_value").to_series().to_list() == [
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert parsed.finding("unknown_field") == {"likes": 1}
    raw = path.read_bytes()
    if is_lines:
        assert parsed.column("record_locator") == ["line 1", "line 2", "line 3"]
        spans = parsed.observations.select("byte_start", "byte_end").rows()
        assert [json.loads(raw[a:b]) for a, b in spans] == RECORDS
    else:
        assert parsed.column("record_locator") == ["/0", "/1", "/2"]


def test_keys_that_come_up_late_are_planned_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.formats.table.chunks.CHUNK_ROWS", 2)
    records = [{"id": i, "text": "x"} for i in range(1, 5)] + [{"id": 5, "text": "y", "views": 7, "new": 1}]
    parsed = parse(write(tmp_path / "a.json", json.dumps(records)))
    assert parsed.column("view_count") == [None] * 4 + [7]
    assert parsed.finding("unknown_field") == {"new": 1}
    assert parsed.finding("column_guess")["id → message_id"] == 5


def test_bad_records_of_json_cost_themselves_only(tmp_path: Path) -> None:
    good = '{"id": 1, "date": "2024-03-01", "text": "a"}'
    parsed = parse(
        write(tmp_path / "a.json", f'{good}\n{{"id": 2, "text": \n"words"\n{good.replace("1", "3", 1)}\n')
    )
    assert parsed.column("message_id") == [1, 3]
    assert parsed.rejections["reason"].to_list() == ["truncated_json", "not_an_object"]
    assert parsed.excluded.select("byte_start", "byte_end").rows() == [(45, 64), (64, 72)]
    cut = parse(write(tmp_path / "b.json", f"[{good}, {good[:20]}"))
    assert cut.rejections["reason"].to_list() == ["truncated_json"]


def test_objects_within_objects_are_columns_by_path(tmp_path: Path) -> None:
    record = {
        "id": 7, "peer": {"channel_id": 1591537674}, "message": "a", "date": 1709287200,
        "reactions": {"👍": 3, "❤": 1}, "forward": {"sender_name": "Reza"}, "tags": ["a", "b"],
    }  # fmt: skip
    path = write(tmp_path / "a.json", json.dumps([record]))
    assert sniff(path) == 0.5
    parsed = parse(path)
    assert parsed.column("reaction_count") == [4]
    assert parsed.column("forward_from_name") == ["Reza"]
    assert parsed.column("channel_ref") == ["id:1591537674"]
    assert parsed.finding("unknown_field") == {"tags": 1}


def test_ever_new_keys_do_not_fill_the_memory(tmp_path: Path) -> None:
    records = [{"id": i, "text": "x", f"key{i}": "v"} for i in range(3_000)]
    parsed = parse(write(tmp_path / "a.json", json.dumps(records)))
    assert parsed.observations.height == 3_000
    assert len(parsed.finding("unknown_field")) == 999
    assert parsed.finding("unknown_field")["(further fields)"] == 2_002


@pytest.mark.parametrize(
    "value",
    [
        {"name": "x", "type": "public_channel", "id": 1, "messages": [{"id": 1, "text": "a", "date": "2024-03-01"}]},
        [{"_": "Message", "id": 1, "peer_id": {"channel_id": 1}, "message": "a", "date": "2024-03-01T00:00:00"}],
        [{"id": 1, "type": "message", "date": "2024-03-01T00:00:00", "text": "a", "text_entities": []}],
        [{"timestamp": "2018-12-05T10:39:10", "author": "A", "message": "hello"}],
        ["words", "and words"], [], {}, [[1, 2]], 5,
    ],
)  # fmt: skip
def test_other_json_is_refused(tmp_path: Path, value: Any) -> None:
    assert sniff(write(tmp_path / "a.json", json.dumps(value))) == 0.0
    assert sniff(write(tmp_path / "b.json", json.dumps(value, indent=1))) == 0.0
