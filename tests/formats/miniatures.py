"""Small dumps of every format: files in ``tests/fixtures``, and those made here, binary or of several files."""

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import table_files
import warc_files

Dump = dict[str, bytes]
"""The files of a dump: name → content."""

FIXTURES = Path(__file__).parents[1] / "fixtures"


def miniatures(name: str) -> list[Dump]:
    """All miniatures of a format."""
    folder = FIXTURES / name
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    single = [{path.name: path.read_bytes()} for path in files if path.is_file()]
    return single + BUILDERS.get(name, list)()


def _post_files() -> list[Dump]:
    texts = {
        7: "نخستین نوشته\n@BaghcheNotes",
        12: "دومین نوشته\n@BaghcheNotes",
        13: "",
        40: "one more\r\nline",
    }
    return [{f"{number}.txt": text.encode() for number, text in texts.items()}]


def _tables() -> list[Dump]:
    rows = [("id", "date", "text"), (1, "2024-03-20T07:00:00Z", "یک"), (2, "2024-03-21T07:00:00Z", "دو")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table_files.workbook(folder / "posts.xlsx", {"posts": rows})
        table_files.database(
            folder / "archive.db",
            "CREATE TABLE messages (id INTEGER PRIMARY KEY, date TEXT, text TEXT)",
            *(f"INSERT INTO messages VALUES {row}" for row in rows[1:]),
        )
        frame = pl.DataFrame(rows[1:], schema=rows[0], orient="row")
        frame.write_parquet(folder / "posts.parquet")
        frame.write_ndjson(folder / "posts.ndjson")
        frame.write_json(folder / "posts.json")
        frame.write_csv(folder / "posts.tsv", separator="\t")
        return [{path.name: path.read_bytes()} for path in sorted(folder.iterdir())]


def _html_pages() -> list[Dump]:
    pages = sorted((FIXTURES / "tdesktop_html").glob("messages*.html"))
    return [{page.name: page.read_bytes() for page in pages}]


def _archives() -> list[Dump]:
    records = [warc_files.posts(1, 2), warc_files.record(b"{}", kind="metadata"), warc_files.posts(3)]
    pages = sorted((FIXTURES / "tme_web").glob("*.html"))
    return [
        {"pages.warc": b"".join(warc_files.record(warc_files.http(p.read_bytes())) for p in pages)},
        {"crawl.warc.gz": b"".join(warc_files.gzipped(*records))},
        {"crawl.warc.zst": b"".join(warc_files.zstd_framed(*records))},
        {"whole.warc.gz": gzip.compress(b"".join(records), mtime=0)},
    ]


BUILDERS: dict[str, Callable[[], list[Dump]]] = {
    "plain_text": _post_files,
    "table": _tables,
    "tdesktop_html": _html_pages,
    "warc": _archives,
}
"""Miniatures that are not files in ``tests/fixtures``."""
