"""Columns that configuration names: they win over any guess, and what was read as what is noted."""

import json
from pathlib import Path

import pytest
from table_files import as_csv, database, parse, sniff, workbook, write

from assets.formats.base import Member
from assets.formats.table import ADAPTER
from assets.formats.table.names import ALIASES
from assets.formats.table.plan import MAPPED_ROLES
from assets.steps.options import field_mapping
from warehouse.setting_types import COLUMN_TARGETS
from warehouse.settings import Mapping, Settings, Sidecar

FOREIGN = [
    ["Nr", "Zeit", "Nachricht", "Wer"],
    ["7", "2024-03-01 10:00:00", "eins", "A"],
    ["8", "", "zwei", "B"],
]
MAPPING = (("message_id", "Nr"), ("posted_local", "Zeit"), ("text", "Nachricht"))


def test_configuration_may_name_what_the_reader_takes() -> None:
    assert set(COLUMN_TARGETS) == set(ALIASES) | set(MAPPED_ROLES)
    assert set(MAPPED_ROLES.values()) <= set(ALIASES)


def test_a_table_of_foreign_words_is_one_of_posts_by_its_mapping(tmp_path: Path) -> None:
    sheet = {"S": [["Ausfuhr", None, None, None], *FOREIGN]}
    files = [
        write(tmp_path / "a.csv", as_csv(FOREIGN, delimiter=";")),
        workbook(tmp_path / "a.xlsx", sheet),
        write(tmp_path / "a.json", json.dumps([dict(zip(FOREIGN[0], r, strict=True)) for r in FOREIGN[1:]])),
        database(
            tmp_path / "a.db",
            "CREATE TABLE x (Nr, Zeit, Nachricht, Wer)",
            *(f"INSERT INTO x VALUES ({r[0]}, '{r[1]}', '{r[2]}', '{r[3]}')" for r in FOREIGN[1:]),
        ),
    ]
    for path in files:
        member = Member(path.name, path, path.stat().st_size)
        assert sniff(path) == 0.0
        assert ADAPTER.sniff_mapped((member,), MAPPING) > 0.5
        parsed = parse(path, field_mapping=MAPPING)
        assert parsed.column("message_id") == [7, 8]
        assert parsed.column("text") == ["eins", "zwei"]
        assert str(parsed.column("posted_local")[0]) == "2024-03-01 10:00:00"
        assert parsed.finding("column_mapped") == {
            "Nr → message_id": 2,
            "Zeit → posted_at": 2,
            "Nachricht → text": 2,
        }
        assert parsed.finding("unknown_field") == {"Wer": 2}


def test_a_mapping_wins_over_names(tmp_path: Path) -> None:
    rows = [["id", "date", "text", "body", "likes"], ["1", "2024-03-01", "short", "the whole", "5"]]
    path = write(tmp_path / "a.csv", as_csv(rows))
    parsed = parse(path, field_mapping=(("text", "body"), ("view_count", "likes")))
    assert (parsed.column("text"), parsed.column("view_count")) == (["the whole"], [5])
    assert parsed.finding("column_guess") == {"id → message_id": 1, "date → posted_at": 1}


def test_a_log_of_a_chat_is_read_when_its_text_is_mapped(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "date,sender,text\n2018-12-05,A,hello\n")
    member = Member("a.csv", path, path.stat().st_size)
    assert (sniff(path), ADAPTER.sniff_mapped((member,), (("text", "text"),)) > 0.5) == (0.0, True)


def test_mappings_to_columns_that_are_not_there_are_noted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,date,text\n1,2024-03-01,a\n")
    parsed = parse(path, field_mapping=(("text", "Text"), ("view_count", "seen")))
    assert parsed.finding("field_mapping_unused") == {"text = Text": 1, "view_count = seen": 1}
    assert parsed.column("text") == ["a"]


def test_a_mapped_column_that_comes_up_late_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.formats.table.chunks.CHUNK_ROWS", 2)
    monkeypatch.setattr("assets.formats.table.flat_json._RECORDS_AT_ONCE", 2)
    records = [{"id": i, "text": "x"} for i in range(1, 5)] + [{"id": 5, "text": "y", "seen": 7}]
    parsed = parse(write(tmp_path / "a.json", json.dumps(records)), field_mapping=(("view_count", "seen"),))
    assert parsed.column("view_count") == [None] * 4 + [7]
    assert parsed.finding("field_mapping_unused") == {}


def test_two_columns_for_one_thing_are_one_too_many(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,date,day,text\n1,2024-03-01 10:00:00,2024-03-02,a\n")
    parsed = parse(path, field_mapping=(("posted_at", "date"), ("posted_local", "day")))
    assert parsed.finding("field_mapping_unused") == {"posted_local = day": 1}


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["2024-03-01T10:00:00Z"], "UTC"), (["2024-03-01 10:00:00"], "local time"), (["2024-03-01"], "days"),
        (["01.03.2024 10:00:00 UTC+03:30"], "local time with its offset"), (["never"], None),
        (["2024-03-01T10:00:00Z", "2024-03-01", "2024-03-01T11:00:00Z"], "UTC or days"),
    ],
)  # fmt: skip
def test_what_the_times_are_is_noted(tmp_path: Path, cells: list[str], words: str | None) -> None:
    rows = [["id", "post_date", "text"], *([str(i), c, "a"] for i, c in enumerate(cells, 1))]
    parsed = parse(write(tmp_path / "a.csv", as_csv(rows)), field_mapping=(("posted_at", "post_date"),))
    found = parsed.findings.filter(parsed.findings["subject"] == "post_date → posted_at")
    assert found["example_value"].to_list() == [words]


def test_the_first_mapping_that_fits_counts_and_the_sidecar_is_nearer() -> None:
    settings = Settings(
        mapping=(
            Mapping(files="shop*.csv", columns={"text": "Body", "message_id": "Nr"}),
            Mapping(files="*", columns={"title": "T"}),
        )
    )
    first = (("message_id", "Nr"), ("text", "Body"))
    assert field_mapping(["Shop1.csv"], settings, None) == first
    assert field_mapping(["other.csv", "shop.csv"], settings, Sidecar()) == first
    assert field_mapping(["other.csv"], settings, None) == (("title", "T"),)
    own = Sidecar(columns={"text": "Words"})
    assert field_mapping(["shop.csv"], settings, own) == (("message_id", "Nr"), ("text", "Words"))
    assert field_mapping(["x"], Settings(), own) == (("text", "Words"),)
