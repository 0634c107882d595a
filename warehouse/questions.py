"""The questions that are documented together with their SQL: ``sql/questions/NN_<name>.sql``.

A file begins with comment lines, the question and then what to know about the answer; the rest is one SELECT.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

_SQL = Path(__file__).parent / "sql" / "questions"


@dataclass(frozen=True)
class Question:
    """A question, its query and what to know about the answer."""

    name: str
    """Of the file, without its ending."""
    title: str
    note: str
    sql: str


def load_questions(folder: Path = _SQL) -> tuple[Question, ...]:
    """Read the questions in the order of their names.

    Raises:
        ValueError: a file lacks its question, its note or its query; names the file.
    """
    return tuple(_read(f) for f in sorted(folder.glob("*.sql")))


def _read(file: Path) -> Question:
    lines = file.read_text(encoding="utf-8").strip().splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("-- ")), len(lines))
    title, *note = [line.removeprefix("-- ") for line in lines[:size]] or [""]
    sql = "\n".join(lines[size:]).strip()
    if not (title.endswith("?") and note and sql):
        raise ValueError(f"{file.name}: a question with its mark, a note and a query are needed")
    return Question(file.stem, title, " ".join(note), sql)


def document(questions: tuple[Question, ...], con: duckdb.DuckDBPyConnection) -> str:
    """Write the questions with their SQL and their answers from a warehouse, as Markdown."""
    parts = [
        "# Questions and their SQL",
        "",
        "Ask them of your own release with `anbar sql`. The answers shown are those of an invented warehouse of 20,000",
        "posts (`benchmarks/question_world.py`); `python -m benchmarks.questions --document` writes this page,",
        "and tests hold it up to date and run every query on a release.",
    ]
    for question in questions:
        found = con.execute(question.sql)
        names = [column[0] for column in found.description or ()]
        lines = [names, ["---"] * len(names), *([_cell(v) for v in row] for row in found.fetchall())]
        answer = [f"| {' | '.join(line)} |" for line in lines]
        title = f"## {question.title}"
        parts += ["", title, "", question.note, "", "```sql", question.sql, "```", "", *answer]
    return "\n".join([*parts, ""])


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
