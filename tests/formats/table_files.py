"""Miniature tables of all kinds, and what the adapter makes of a file."""

import csv
import io
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from assets.formats.base import Batch, Member, ParseOptions, Source
from assets.formats.table import ADAPTER
from assets.transforms.stage import stage_batch

FIXTURES = Path(__file__).parents[1] / "fixtures" / "table"
DUMP_ID = "ab" * 32


@dataclass(frozen=True)
class Parsed:
    """All batches of a dump, joined."""

    observations: pl.DataFrame
    excluded: pl.DataFrame
    rejections: pl.DataFrame
    entities: pl.DataFrame
    reactions: pl.DataFrame
    channels: pl.DataFrame
    findings: pl.DataFrame
    record_count: int
    staged: pl.DataFrame
    """``stg.observation``, if asked for."""

    def column(self, name: str) -> list[Any]:
        """Values of a column of the observations."""
        return self.observations[name].to_list()

    def finding(self, name: str) -> dict[str, int]:
        """Subject → count of a finding."""
        rows = (
            self.findings.filter(pl.col("finding") == name)
            .group_by("subject")
            .agg(pl.col("failed_count").sum())
        )
        return dict(rows.iter_rows())


def parse(*paths: Path, is_staged: bool = False, **options: Any) -> Parsed:
    """Parse files, on demand stage them, and hold every batch to the ledger."""
    members = tuple(Member(p.name, p, p.stat().st_size) for p in paths)
    settings = ParseOptions(**options)
    batches: list[Batch] = []
    staged = []
    for batch in ADAPTER.parse(Source(DUMP_ID, members, settings)):
        assert batch.record_count == batch.observations.height + batch.excluded.height
        batches.append(batch)
        if is_staged:
            staged.append(stage_batch(batch, 1, settings)["stg.observation"])
    frames = {
        name: pl.concat([getattr(b, name) for b in batches])
        for name in (
            "observations",
            "excluded",
            "rejections",
            "entities",
            "reactions",
            "channels",
            "findings",
        )
    }
    index = pl.concat([frames["observations"]["record_index"], frames["excluded"]["record_index"]]).sort()
    assert index.to_list() == list(range(len(index)))
    return Parsed(
        **frames,
        record_count=sum(b.record_count for b in batches),
        staged=pl.concat(staged) if staged else pl.DataFrame(),
    )


def sniff(*paths: Path) -> float:
    return ADAPTER.sniff(tuple(Member(p.name, p, p.stat().st_size) for p in paths))


def write(path: Path, data: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    return path


def as_csv(rows: Sequence[Sequence[Any]], **options: Any) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, **options).writerows(rows)
    return stream.getvalue()


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], first_row: int = 1) -> Path:
    """Write a workbook with inline strings, numbers and, for values like `(45559.5,)`, dates."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = list(sheets)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(names) + 1)
        )
        + f'<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for i, name in enumerate(names, 1):
        rows = "".join(_xml_row(r, row) for r, row in enumerate(sheets[name], first_row))
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return path


def _xml_row(number: int, row: Sequence[Any]) -> str:
    cells = "".join(
        _xml_cell(f"{chr(65 + c)}{number}", value) for c, value in enumerate(row) if value is not None
    )
    return f'<row r="{number}">{cells}</row>'


def _xml_cell(place: str, value: Any) -> str:
    if isinstance(value, tuple):
        return f'<c r="{place}" s="1"><v>{value[0]}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def database(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path
