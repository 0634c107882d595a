"""The dictionary shows what columns hold and where they come from, at a bounded cost."""

from collections.abc import Iterator

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from site_samples import HOSTILE, SUBJECT, open_sample

from dashboard.ask import Row
from dashboard.pages import dictionary
from dashboard.profile import FOR_SHARES, LENGTH, Profile, profile_table
from dashboard.render import render
from dashboard.text import plain
from schemas.changes import changes

ROWS = 150_000


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> LexborHTMLParser:
    con = open_sample(tmp_path_factory.mktemp("release"))
    [made] = dictionary.pages(con, SUBJECT)
    common = {"subject": SUBJECT, "watermark": "", "stale_hours": 36}
    return LexborHTMLParser(render(made, **common))


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def column(name: str, data_type: str = "VARCHAR") -> Row:
    return {"column_name": name, "data_type": data_type, "is_nullable": True}


def cells(page: LexborHTMLParser, anchor: str) -> list[LexborNode]:
    [row] = [r for r in page.css("tr[id]") if r.attributes["id"] == anchor]
    return list(row.css("td"))


def test_examples_ranges_and_shares_of_a_small_table(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "CREATE TABLE main.t AS SELECT * FROM (VALUES ('a', 1, 7), ('b', NULL, 8), ('b', 5, 9), (NULL, 3, 7), "
        "('', NULL, 7)) AS v (word, n, some_key)"
    )
    told = profile_table(con, "main.t", [column("word"), column("n", "BIGINT"), column("some_key", "BIGINT")])
    assert (told.row_count, told.shares_of) == (5, 5)
    assert told.columns == {
        "word": Profile(1, examples=("b", "a", "")),
        "n": Profile(2, "1", "5"),
        "some_key": Profile(0, examples=("7",)),
    }


def test_of_a_large_table_a_bounded_number_of_rows_is_looked_at(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        f"CREATE TABLE main.t AS SELECT CASE WHEN i % 4 > 0 THEN i END AS n, repeat('ی', 500) AS text "
        f"FROM range({ROWS}) AS r (i)"
    )
    told = profile_table(con, "main.t", [column("n", "BIGINT"), column("text")])
    assert told.row_count == ROWS
    assert told.shares_of == FOR_SHARES.stretches * FOR_SHARES.stretch < FOR_SHARES.whole
    assert told.columns["n"] == Profile(told.shares_of // 4, "1", str(ROWS - 1))
    assert told.columns["text"].examples == ("ی" * (LENGTH + 1),)


def test_a_table_without_rows_has_nothing_to_show(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE TABLE main.t (n BIGINT, text VARCHAR)")
    told = profile_table(con, "main.t", [column("n", "BIGINT"), column("text")])
    assert told.columns == {"n": Profile(0), "text": Profile(0)}


def test_values_of_strangers_are_text(page: LexborHTMLParser) -> None:
    shown = cells(page, "core.dim_channel.channel_name")[3].text()
    assert plain(HOSTILE[0]) in shown
    assert plain("record 0 \x00") in cells(page, "dq.quarantine.raw_text")[3].text()
    assert page.css_first("main").css_first("script, img") is None


def test_long_values_are_cut(page: LexborHTMLParser) -> None:
    shown = cells(page, "core.dim_dump.file_name")[3].text()
    assert HOSTILE[2][:LENGTH] + "…" in shown
    assert HOSTILE[2] not in shown


def test_null_shares_are_those_of_the_table(page: LexborHTMLParser) -> None:
    assert cells(page, "core.fact_post.post_key")[2].text() == "never"
    assert cells(page, "core.fact_post.title")[2].text() == "100 %"


def test_a_column_leads_to_the_fields_of_each_format(page: LexborHTMLParser) -> None:
    told = cells(page, "core.fact_post.view_count")[4]
    formats = [dt.text() for dt in told.css("dt")]
    assert formats[-1] == "any"
    assert {"telethon_json", "tme_web", "table"} <= set(formats)
    assert "views" in told.css("dd")[formats.index("telethon_json")].text()


def test_a_table_names_its_sources_and_the_file_that_makes_it(page: LexborHTMLParser) -> None:
    [section] = [s for s in page.css("section") if s.attributes.get("id") == "mart.post_frequency_monthly"]
    assert "Made by warehouse/sql/marts/post_frequency_monthly.sql from core.dim_date" in section.text()


def test_the_history_of_the_contract_is_told(page: LexborHTMLParser) -> None:
    newest = changes()[0]
    [first, *_] = [d for d in page.css("details") if d.text().startswith(f"{newest.number}. ")]
    assert newest.why[:40] in first.text()
