"""Tables of unknown shape: delimited text, workbooks, Parquet, flat JSON, SQLite.

Readers (``delimited``, ``workbook``, ``parquet``, ``flat_json``, ``database``) turn a file into chunks of
cells that are all text; ``plan`` decides by names and values which column says what; ``convert`` reads the
cells column by column, and ``assemble`` makes batches of them. A role is what a column says (``names``).
"""

from assets.formats.table.adapter import TableAdapter

ADAPTER = TableAdapter()

__all__ = ["ADAPTER", "TableAdapter"]
