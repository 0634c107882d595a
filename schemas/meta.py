"""Contracts of the ``meta`` schema: the warehouse about itself, for catalogues and BI tools."""

import polars as pl

from schemas.contract import Instant, Table, column


class Release(Table):
    """One row: the release that this file is."""

    release_id: pl.String = column("Identifier of the release, in order of publication.")
    run_id: pl.String = column("Run that built it.")
    built_at: Instant = column("When it was built, UTC.")
    code_version: pl.String = column("Version of Anbar.")
    duckdb_version: pl.String = column("Version of DuckDB that wrote the file.")
    storage_version: pl.String = column("Oldest DuckDB storage version that reads it.")
    reporting_zone: pl.String = column("Time zone of local times and day keys.")
    config_hash: pl.String = column("SHA-256 of the configuration in force.")
    data_fingerprint: pl.String = column(
        "SHA-256 over the dumps, parses and configuration that determine the content."
    )
    latest_posted_at: Instant = column("Newest dated post, UTC.", nullable=True)
    dump_count: pl.Int64 = column("Dumps in the release.")
    post_count: pl.Int64 = column("Posts in the release.")
    warning_count: pl.Int64 = column("Checks of severity warning that failed.")

    class Config(Table.Config):
        name = "meta.release"
        unique = ["release_id"]


class TableInfo(Table):
    """One row per published table and view."""

    table_schema: pl.String = column("Schema.")
    table_name: pl.String = column("Table or view.")
    table_kind: pl.String = column("table or view.", isin=["table", "view"])
    grain: pl.String = column("What one row is.")
    comment: pl.String = column("The whole comment.")
    primary_key: pl.String = column("Columns that identify a row, separated by `, `.", nullable=True)
    row_count: pl.Int64 = column("Rows in this release; NULL for views.", nullable=True)

    class Config(Table.Config):
        name = "meta.table"
        unique = ["table_schema", "table_name"]


class ColumnInfo(Table):
    """One row per column of a published table or view."""

    table_schema: pl.String = column("Schema.")
    table_name: pl.String = column("Table or view.")
    column_name: pl.String = column("Column.")
    ordinal_position: pl.Int64 = column("Position, from 1.")
    data_type: pl.String = column("DuckDB type.")
    is_nullable: pl.Boolean = column("False where NULL never occurs.")
    comment: pl.String = column("What the column means.")

    class Config(Table.Config):
        name = "meta.column"
        unique = ["table_schema", "table_name", "column_name"]
        metadata = {"sort_by": ["table_schema", "table_name", "ordinal_position"]}


class Relationship(Table):
    """One row per foreign key; proven by a check at every run instead of a physical constraint."""

    table_schema: pl.String = column("Schema of the referring table.")
    table_name: pl.String = column("Referring table.")
    column_name: pl.String = column("Referring column.")
    referenced_schema: pl.String = column("Schema of the referenced table.")
    referenced_table: pl.String = column("Referenced table.")
    referenced_column: pl.String = column("Referenced column.")

    class Config(Table.Config):
        name = "meta.relationship"
        unique = ["table_schema", "table_name", "column_name"]


class Lineage(Table):
    """One row per column that says something of posts, channels, entities or reactions, and kind of dump.

    Follow a column back: its row for the format of a dump, then the row `any`, then `meta.table_source`.
    """

    table_schema: pl.String = column("Schema.")
    table_name: pl.String = column("Table.")
    column_name: pl.String = column("Column.")
    dump_format: pl.String = column(
        "Format of the dump, as in core.dim_dump; `any` for what becomes of the column whatever the format."
    )
    source_field: pl.String = column(
        "Fields of the dump, for `any` columns of the warehouse, separated by `, `; NULL where the dump has no "
        "names for what it says.",
        nullable=True,
    )
    rule: pl.String = column("How the column is read from them, in words.")

    class Config(Table.Config):
        name = "meta.lineage"
        unique = ["table_schema", "table_name", "column_name", "dump_format"]


class TableSource(Table):
    """One row per published table or view and table that it is made from; `stg` tables stay in the lake."""

    table_schema: pl.String = column("Schema.")
    table_name: pl.String = column("Table or view.")
    source_name: pl.String = column("Table or view that it is made from, schema.table.")
    made_by: pl.String = column("File of the project that makes it.")

    class Config(Table.Config):
        name = "meta.table_source"
        unique = ["table_schema", "table_name", "source_name"]


class Metric(Table):
    """One row per measure, defined once for all tools."""

    metric_name: pl.String = column("Name of the measure.")
    label_en: pl.String = column("Label in English.")
    label_fa: pl.String = column("Label in Persian.")
    expression: pl.String = column("SQL expression over the base table.")
    base_table: pl.String = column("Table or view the expression is written for.")
    additivity: pl.String = column(
        "additive, semi-additive (not over time) or non-additive.",
        isin=["additive", "semi-additive", "non-additive"],
    )
    unit: pl.String = column("Unit.")
    owner: pl.String = column("Who answers for the definition.")

    class Config(Table.Config):
        name = "meta.metric"
        unique = ["metric_name"]
