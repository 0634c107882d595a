"""Delimited text: every row of the file is accounted for, however it is written and damaged."""

import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from table_files import FIXTURES, as_csv, parse, sniff, write

from assets.formats.base import Member
from assets.formats.table import text_lines
from assets.formats.table.records import RULES

HEADER = ["id", "date", "text", "views"]
ROWS = [[str(i), f"2024-03-01 10:00:{i:02}+00:00", f'متن {i} "x"', str(i * 10)] for i in range(1, 9)]


def test_a_scraper_s_table() -> None:
    parsed = parse(FIXTURES / "shop.csv")
    assert parsed.column("message_id") == [42, 41, 40, 38, 37]
    assert parsed.column("text")[2] == 'تازه رسید:\n«جغرافیای کلمات»، چاپ "دوم"\nقیمت: ۱۲۰٬۰۰۰'
    assert parsed.column("text").count("") == 3
    assert parsed.column("album_ref") == ["first:40"] * 3 + [None, None]
    assert parsed.column("media_kind") == ["photo", "photo", "photo", None, "photo"]
    assert parsed.column("record_locator")[2:4] == ["row 4, line 4", "row 5, line 7"]
    assert set(parsed.column("channel_ref")) == {"handle:ketab_shop"}
    assert parsed.channels.row(0)[:4] == ("handle:ketab_shop", None, "ketab_shop", "کتاب‌فروشی")
    assert parsed.column("view_count") == [None] * 5
    assert str(parsed.column("posted_at")[0]) == "2024-03-01 10:00:05"
    assert parsed.finding("column_guess")["Message → text"] == 5
    assert sniff(FIXTURES / "shop.csv") > 0.8


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [
        *((d, "utf-8") for d in (",", ";", "\t", "|", "^", "~", "\x1f", ":")),
        *(("\t", e) for e in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")),
    ],
)
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    data = as_csv([HEADER, *ROWS], delimiter=delimiter)
    path = write(tmp_path / "a.csv", data, encoding)
    assert sniff(path) > 0.8
    parsed = parse(path)
    assert parsed.column("text") == [r[2] for r in ROWS]
    assert parsed.column("view_count") == [int(r[3]) for r in ROWS]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends(tmp_path: Path, line_end: str) -> None:
    rows = [HEADER, *ROWS[:2], ["3", "2024-03-01", "two\nlines", "5"], *ROWS[3:]]
    data = as_csv(rows, lineterminator="\n").replace("\n", line_end)
    parsed = parse(write(tmp_path / "a.csv", data))
    assert parsed.column("message_id") == list(range(1, 9))
    assert parsed.column("text")[2] == "two\nlines"
    assert parsed.rejections.is_empty()


def test_a_carriage_return_inside_a_line_is_text(tmp_path: Path) -> None:
    data = 'id,text,date\n1,one\rtwo,2024-03-01\n2,"a\rb",2024-03-01\n3,c,2024-03-01\n'
    assert parse(write(tmp_path / "a.csv", data)).column("text") == ["one\ntwo", "a\nb", "c"]


def test_other_ways_of_quoting(tmp_path: Path) -> None:
    single = "'id','text','date'\n'1','it, too','2024-03-01'\n'2','b','2024-03-02'\n"
    assert parse(write(tmp_path / "a.csv", single)).column("text") == ["it, too", "b"]
    escaped = 'id,text,date\n1,"say \\"hi\\", C:\\\\x",2024-03-01\n2,"b \\"c\\" d",2024-03-02\n'
    assert parse(write(tmp_path / "b.csv", escaped)).column("text") == ['say "hi", C:\\x', 'b "c" d']
    bare = 'id\ttext\tdate\n1\t"quoted" words\t2024-03-01\n2\t"open\t2024-03-02\n3\tx\t2024-03-02\n'
    assert parse(write(tmp_path / "c.tsv", bare)).column("text") == ['"quoted" words', '"open', "x"]
    spaced = 'id, text, date\n1, "a, b", 2024-03-01\n2, c, 2024-03-02\n'
    assert parse(write(tmp_path / "d.csv", spaced)).column("text") == ["a, b", "c"]


def test_a_path_s_backslashes_are_no_escapes(tmp_path: Path) -> None:
    data = 'id,text,file\n1,"a\\b",photos\\x.jpg\n2,"C:\\",photos\\y.jpg\n'
    assert parse(write(tmp_path / "a.csv", data)).column("text") == ["a\\b", "C:\\"]


def test_notes_above_the_header_repeated_headers_and_blank_lines(tmp_path: Path) -> None:
    data = (
        "sep=;\nExport of a channel;;\n\nid;text;date\n1;a;2024-03-01\n\n;;\nid;text;date\n2;b;2024-03-02;;\n"
    )
    parsed = parse(write(tmp_path / "a.csv", data))
    assert parsed.column("message_id") == [1, 2]
    kinds = parsed.excluded.select("artifact_kind", "record_locator").rows()
    assert kinds == [
        ("boilerplate", "row 1, line 1"), ("boilerplate", "row 2, line 2"), ("boilerplate", "row 3, line 3"),
        ("separator", "row 6, line 6"), ("separator", "row 7, line 7"), ("boilerplate", "row 8, line 8"),
    ]  # fmt: skip


def test_names_of_rows_without_a_column(tmp_path: Path) -> None:
    data = '"id","text","date"\n"r1",17,"a","2024-03-01"\n"r2",18,"b","2024-03-02"\n'
    assert parse(write(tmp_path / "a.csv", data)).column("message_id") == [17, 18]


def test_old_code_pages_are_known_by_their_header(tmp_path: Path) -> None:
    russian = write(tmp_path / "a.csv", "дата;текст\n24.09.2024 10:00;Новости дня\n", "cp1251")
    assert parse(russian).column("text") == ["Новости дня"]
    persian = write(tmp_path / "b.csv", "تاريخ;متن\n2024-09-24 10:00;سلام\n", "cp1256")
    assert parse(persian).column("text") == ["سلام"]


def test_fields_longer_than_the_csv_module_s_own_limit(tmp_path: Path) -> None:
    long = "د" * 200_000
    parsed = parse(write(tmp_path / "a.csv", as_csv([HEADER, ["1", "2024-03-01", long, "5"], *ROWS[1:]])))
    assert parsed.column("text")[0] == long
    assert len(parsed.column("text")) == 8


BROKEN = {
    "malformed_quotes": '99,2024-03-01 10:00:00+00:00,"he said "hi" to me",5\n',
    "wrong_field_count": "99,2024-03-01 10:00:00+00:00,one, two,5\n",
    "unclosed_quote": '99,2024-03-01 10:00:00+00:00,"open,5\n',
}


@pytest.mark.parametrize("reason", BROKEN)
@pytest.mark.parametrize("place", [1, 4, 9])
def test_one_broken_row_costs_one_row(tmp_path: Path, reason: str, place: int) -> None:
    lines = as_csv([HEADER, *ROWS], lineterminator="\n").splitlines(keepends=True)
    lines.insert(place, BROKEN[reason])
    parsed = parse(write(tmp_path / "a.csv", "".join(lines)))
    assert parsed.column("message_id") == list(range(1, 9))
    assert parsed.rejections.height == 1
    assert parsed.rejections["reason"][0] in (reason, "malformed_quotes")
    assert parsed.excluded["raw_text"][0] == BROKEN[reason]
    assert parsed.excluded["record_locator"][0] == f"row {place + 1}, line {place + 1}"
    assert parsed.rejections["rule_in_words"][0] in RULES.values()


def test_a_broken_row_of_many_lines_is_one_record(tmp_path: Path) -> None:
    lines = as_csv([HEADER, *ROWS], lineterminator="\n").splitlines(keepends=True)
    broken = '99,2024-03-01,"first\nsecond, third, fourth, fifth\n"sixth" and the rest",5\n'
    parsed = parse(write(tmp_path / "a.csv", "".join([*lines[:5], broken, *lines[5:]])))
    assert parsed.column("message_id") == list(range(1, 9))
    assert parsed.excluded["raw_text"].to_list() == [broken]


def test_a_cut_file_gives_what_is_whole(tmp_path: Path) -> None:
    data = as_csv([HEADER, *ROWS])
    parsed = parse(write(tmp_path / "a.csv", data[: data.index("متن 8") + 2]))
    assert parsed.column("message_id") == list(range(1, 8))
    assert parsed.rejections["reason"].to_list() == ["unclosed_quote"]


def test_bytes_that_are_no_text_are_shown_and_rejected(tmp_path: Path) -> None:
    data = as_csv([HEADER, *ROWS]).encode().replace("متن 3".encode(), b"\xff\xfe 3")
    parsed = parse(write(tmp_path / "a.csv", data))
    assert 3 not in parsed.column("message_id")
    assert parsed.rejections.select("reason", "failure_case").rows() == [("invalid_utf8", "byte 0xff")]
    assert "\\xff\\xfe 3" in parsed.excluded["raw_text"][0]


def test_nul_characters_are_rejected(tmp_path: Path) -> None:
    data = as_csv([HEADER, *ROWS]).replace("متن 3", "a\x00b")
    head = "x" * 5_000
    data = data.replace("متن 1", head)
    parsed = parse(write(tmp_path / "a.csv", data))
    assert parsed.rejections.select("reason", "column_name").rows() == [("contains_nul", "text")]
    assert "\x00" not in parsed.excluded["raw_text"][0]


def test_a_long_open_quote_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("text_lines", "feed", "records"):
        monkeypatch.setattr(f"assets.formats.table.{module}.MAX_RECORD_CHARACTERS", 2_000)
    rows = [[str(i), "2024-03-01 10:00:00+00:00", 'an "x"', "5"] for i in range(2_000)]
    lines = as_csv([HEADER, *rows], lineterminator="\n").splitlines(keepends=True)
    lines[1_000] = "1000,2024-03-01 10:00:00+00:00," + "y" * 1_900 + ",5\n"
    lines.insert(1_000, '5000,2024-03-01 10:00:00+00:00,"open,5\n')
    lines.insert(1_500, "6000,2024-03-01," + "y" * 9_000 + ",5\n")
    parsed = parse(write(tmp_path / "a.csv", "".join(lines)))
    assert len(parsed.column("message_id")) == 2_000
    assert parsed.rejections["reason"].to_list() == ["record_too_long", "record_too_long"]


def test_memory_is_bounded_by_the_longest_record(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("id,text,date\n")
        stream.writelines(f"{i},{'x' * 1000},2024-03-01\n" for i in range(20_000))
        stream.write('20000,"' + "z" * (40 << 20))  # one open quote, one endless line
    tracemalloc.start()
    found = _counted(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == (20_000, 1)
    assert peak < 140 << 20


def test_rows_are_read_alike_many_at_once_and_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[str(i), "2024-03-01", f"text {i}" + "\n" * (i % 3) + 'a "b"', "5"] for i in range(1, 3_000)]
    lines = as_csv([HEADER, *rows], lineterminator="\n").splitlines(keepends=True)
    for place in (700, 701, 2_000):
        lines.insert(place, 'x,2024-03-01,"he "said" so",5\n')
    path = write(tmp_path / "a.csv", "".join(lines))
    monkeypatch.setattr("assets.formats.table.text_lines._STEP", 4_096)
    monkeypatch.setattr("assets.formats.table.feed._FEW_LINES", 5)
    many = parse(path)
    monkeypatch.setattr("assets.formats.table.records.RecordReader._block", lambda _: None)
    single = parse(path)
    assert many.observations.equals(single.observations)
    assert many.excluded.equals(single.excluded)
    assert many.excluded.height == 2


def _counted(path: Path) -> tuple[int, int]:
    from assets.formats.table.delimited import DelimitedFile

    file = DelimitedFile(Member("a.csv", path, path.stat().st_size))
    rows = strays = 0
    for table in file.tables(frozenset([""])):
        for chunk in table.chunks():
            rows += chunk.rows.height
            strays += len(chunk.strays)
    return rows, strays


@pytest.mark.parametrize(
    "line", ['x,"\n', 'x,""\n', '1,2024-03-01,"a,5\n', '"\n', '","\n', 'x,"a""\n', '1,2024-03-01,"a"b,5\n']
)
def test_hostile_quotes_take_linear_time(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "a.csv", as_csv([HEADER, *ROWS * 900], lineterminator="\n") + line * 20_000)
    begin = time.monotonic()
    parsed = parse(path)
    assert time.monotonic() - begin < 20
    assert parsed.observations.height >= 7_200


@pytest.mark.parametrize(
    "text",
    [
        "Just words, and more words\nof a text, without a table\n",
        "note: id,date,text are the columns\nfiles (blob, bytes)\n  c608 528312 data.csv\n",
        "id,name,price\n1,chair,20\n2,table,30\n",
        "timestamp,author,message\n2018-12-05T10:39:10,A,hello\n2018-12-05T10:39:11,B,bye\n",
        "date,sender,text\n2018-12-05,A,hello\n",
        "text\none\ntwo\n",
        "",
        "\n\n\n",
        "id,date\n1,2024-03-01\n",
        "id,name,email,phone,message\n1,Reza,r@example.org,123,call me back\n2,Sara,s@example.org,4,no\n",
        "Date,Time,Author,Message\n01/02/2024,10:00,Reza,hello\n01/02/2024,10:01,Sara,hi\n",
        "id,created_at,text,user,retweet_count,favorite_count\n1,2024-03-01 10:00:00+00:00,hello,reza,5,6\n",
        "From,To,Subject,Date,Body\na@b.example,c@d.example,Hi,2024-03-01 10:00:00,hello\n",
    ],
)
def test_what_is_no_table_of_posts_is_refused(tmp_path: Path, text: str) -> None:
    assert sniff(write(tmp_path / "a.txt", text)) == 0.0


@pytest.mark.parametrize(
    ("table", "texts"),
    [
        ('text\n"one, two\nlines"\nthree; four\n', ["one, two\nlines", "three; four"]),
        ("متن\nیک; دو\nسه; چهار\n", ["یک; دو", "سه; چهار"]),
        ('"text","label"\n"one, two",1\nthree,0\n', ["one, two", "three"]),
        (",Message,sentiment\n0,one,pos\n1,two,neg\n", ["one", "two"]),
        ("text\tlabel\none, two\t1\n", ["one, two"]),
    ],
)
def test_texts_alone_are_a_table_in_a_file_that_says_so(tmp_path: Path, table: str, texts: list[str]) -> None:
    path = write(tmp_path / "a.csv", table)
    assert sniff(path) == 0.6
    parsed = parse(path)
    assert parsed.column("text") == texts
    assert parsed.finding("column_mapped") == {}
    assert sniff(write(tmp_path / "a.txt", table)) == 0.0


@pytest.mark.parametrize(
    "table",
    [
        "name,text,price\nchair,one,20\n",
        "nickname,text\nreza,one\n",
        "text,retweet_count\none,2\n",
        "title of a talk\none\n",
    ],
)
def test_texts_beside_other_things_are_no_posts(tmp_path: Path, table: str) -> None:
    assert sniff(write(tmp_path / "a.csv", table)) == 0.0


@pytest.mark.parametrize("header", ["id,date,text,score", "id,date,text,email,phone,views"])
def test_notes_about_posts_do_not_make_them_something_else(tmp_path: Path, header: str) -> None:
    row = ",".join(["7", "2024-03-01", "a", *["5"] * (header.count(",") - 2)])
    assert sniff(write(tmp_path / "a.csv", f"{header}\n{row}\n")) > 0.8


def test_a_table_without_rows_is_a_table(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,date,text\n")
    assert sniff(path) > 0
    assert parse(path).record_count == 0


def test_whole_batches_follow_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.formats.table.chunks.CHUNK_ROWS", 3)
    parsed = parse(FIXTURES / "shop.csv")
    assert parsed.column("message_id") == [42, 41, 40, 38, 37]
    assert parsed.column("album_ref") == ["first:40"] * 3 + [None, None]


def test_an_album_over_the_end_of_a_batch_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.formats.table.chunks.CHUNK_ROWS", 2)
    rows = [[str(i), "2024-03-01T10:00:00Z", "", "photo"] for i in (9, 8, 7, 5, 4)]
    parsed = parse(write(tmp_path / "a.csv", as_csv([["id", "date", "text", "media"], *rows])))
    assert parsed.column("album_ref") == ["first:7"] * 3 + ["first:4"] * 2
    assert parsed.column("message_id") == [9, 8, 7, 5, 4]


def test_several_files_are_told_apart(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", as_csv([HEADER, ROWS[0]]))
    second = write(tmp_path / "b.csv", as_csv([HEADER, ROWS[1]]))
    assert parse(first, second).column("record_locator") == ["a.csv#row 2, line 2", "b.csv#row 2, line 2"]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    def lines(data: bytes) -> Iterator[str]:
        path = write(tmp_path / "a.txt", data)
        with path.open("rb") as stream:
            yield from text_lines.Lines(stream, text_lines.codings(data)[0], "\n")

    for text in ("a\nb", "a\u2028b\x0bc\x85\nd\n", "\ufeffa\r\nb\r\n", ""):
        assert "".join(lines(text.encode())) == text.lstrip("\ufeff")
    assert pl.Series(list(lines("x\ny\n".encode("utf-16")))).to_list() == ["x\n", "y\n"]


def test_a_column_name_that_is_no_text_leaves_its_rows_readable(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"ID,Message,Vie\xd8ws,Date\n" + b"".join(b"%d,text,5,2024-03-01\n" % n for n in range(9))
    )
    parsed = parse(path)
    assert parsed.column("message_id") == list(range(9))
    assert parsed.column("text") == ["text"] * 9


def test_a_row_of_endless_columns_is_no_header(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,text,date," + "text," * 30_000 + "\n1,a,2024-03-01\n")
    begun = time.monotonic()
    assert sniff(path) == 0
    assert time.monotonic() - begun < 10
