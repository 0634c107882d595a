"""What `anbar run` says of how tables were read."""

import duckdb
import pytest

from orchestration.cli.columns import SHOWN_DUMPS, lines


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """The columns of a release that the lines are made of, with as many tables as are shown and one more."""
    con = duckdb.connect()
    con.execute("CREATE SCHEMA core; CREATE SCHEMA dq")
    con.execute(
        "CREATE TABLE core.dim_dump (dump_key BIGINT, dump_id TEXT, file_name TEXT, dump_format TEXT)"
    )
    con.execute("CREATE TABLE core.fact_post (post_key BIGINT, is_zone_assumed BOOLEAN)")
    con.execute("CREATE TABLE core.fact_post_observation (post_key BIGINT, dump_key BIGINT)")
    con.execute("CREATE TABLE dq.finding (dump_key BIGINT, finding TEXT, subject TEXT, example_value TEXT)")
    for i in range(SHOWN_DUMPS + 1):
        con.execute("INSERT INTO core.dim_dump VALUES (?, ?, ?, 'table')", (i, f"d{i}", f"{i:02}.csv"))
        con.execute("INSERT INTO dq.finding VALUES (?, 'column_guess', 'id → message_id', NULL)", (i,))
    return con


def test_only_the_dumps_asked_for_are_shown_and_of_many_the_first(con: duckdb.DuckDBPyConnection) -> None:
    assert list(lines(con, [])) == []
    assert list(lines(con, ["d3", "d1"])) == [f"0{i}.csv: columns read as message_id = id" for i in (1, 3)]
    shown = list(lines(con, [f"d{i}" for i in range(SHOWN_DUMPS + 1)]))
    assert len(shown) == SHOWN_DUMPS + 1
    assert shown[-1] == "and 1 more tables: see dq.finding"


def test_other_formats_have_no_columns(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("UPDATE core.dim_dump SET dump_format = 'plain_text'")
    assert list(lines(con, ["d1"])) == []


def test_what_was_read_and_what_was_not(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "INSERT INTO core.fact_post VALUES (1, TRUE); INSERT INTO core.fact_post_observation VALUES (1, 1)"
    )
    for finding, subject, example in [
        ("column_guess", "Date → posted_at", "local time"),
        ("column_mapped", "a\nb → text", None),
        ("field_mapping_unused", "title = T", None),
        ("unread_table", "users", None),
        ("unreadable_date", "Date", "never"),
        *(("unknown_field", "x" * 50 if i == 0 else f"y{i}", None) for i in range(10)),
    ]:
        con.execute("INSERT INTO dq.finding VALUES (1, ?, ?, ?)", (finding, subject, example))
    assert list(lines(con, ["d1"])) == [
        "01.csv: columns read as message_id = id, posted_at = Date (local time, zone assumed), "
        f"text = a b (as configured); left alone: {'x' * 39}…, y1, y2, y3, y4, y5, y6, y7, 2 more; "
        "tables left alone: users; mapped to columns that are not there: title = T"
    ]
    con.execute("UPDATE core.fact_post SET is_zone_assumed = FALSE")
    assert "posted_at = Date (local time), text" in next(iter(lines(con, ["d1"])))
