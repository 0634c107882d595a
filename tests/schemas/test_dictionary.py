"""The data dictionary follows from the contracts and is kept up to date."""

from pathlib import Path

from schemas import PUBLISHED
from schemas.dictionary import dictionary, table_list

_FILE = Path(__file__).resolve().parents[2] / "warehouse" / "DATA_DICTIONARY.md"


def test_every_table_and_column_is_described() -> None:
    text = dictionary(PUBLISHED.values())
    for contract in PUBLISHED.values():
        section = text.split(f"## {contract.name}\n")[1].split("\n## ")[0]
        assert contract.comment in section
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert [r.split("`")[1] for r in rows] == [c.name for c in contract.columns]
        for row, c in zip(rows, contract.columns, strict=True):
            assert ("(key)" in row) == (c.name in contract.primary_key)
            assert f"| {c.duckdb_type} | {'yes' if c.nullable else 'no'} |" in row
            assert c.description.replace("|", "\\|") in row
            assert c.references is None or f"→ `{c.references}`" in row


def test_the_file_in_the_repository_is_current() -> None:
    found = _FILE.read_text(encoding="utf-8").strip()
    wanted = dictionary(PUBLISHED.values()).strip()
    assert found.startswith(wanted), "the contracts changed: write the dictionary anew"


def test_table_list_names_each_table_with_its_grain() -> None:
    lines = table_list(PUBLISHED.values(), {}).splitlines()[2:]
    assert [line.split("`")[1] for line in lines] == list(PUBLISHED)
    assert all(line.count("|") == 3 and " per " in line or "One row:" in line for line in lines)


def test_views_follow_the_tables_of_their_schema() -> None:
    text = table_list(
        PUBLISHED.values(), {"core.v": "One row per view. More.", "other.w": "One row per day."}
    )
    names = [line.split("`")[1] for line in text.splitlines()[2:]]
    last = [n for n in PUBLISHED if n.startswith("core.")][-1]
    assert names.index("core.v") == names.index(last) + 1
    assert names[-1] == "other.w"
    assert "| `core.v` (view) | One row per view. |" in text
