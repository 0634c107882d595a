"""Workbooks and Parquet as tables: cells, places, damage, bombs."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from table_files import parse, sniff, workbook

from assets.formats.table.workbook import unpacked

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


def test_a_directory_that_points_before_the_file_is_damage() -> None:
    info = zipfile.ZipInfo("xl/workbook.xml")
    info.header_offset = -5
    with pytest.raises(zipfile.BadZipFile, match="directory"):
        list(unpacked(io.BytesIO(b"PK"), info))
