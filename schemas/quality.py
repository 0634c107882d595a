"""Contracts of the ``dq`` schema: what the pipeline did with the data, and what it thinks of them."""

import polars as pl

from schemas.contract import Instant, Table, column, key, reference
from schemas.dimensions import DUMP
from schemas.vocabulary import (
    CHECK_KINDS,
    CHECK_STATUSES,
    DIMENSIONS,
    QUARANTINE_STATUSES,
    RECORD_KINDS,
    RUN_STATUSES,
    SEVERITIES,
)


class Run(Table):
    """One row per pipeline run, failed ones included."""

    run_id: pl.String = column("Identifier of the run; Dagster's run id.")
    started_at: Instant = column("Start, UTC.")
    finished_at: Instant = column("End, UTC; NULL for the run that builds this release.", nullable=True)
    status: pl.String = column(
        "How it ended; a release only ever sees its own run as published.", isin=RUN_STATUSES
    )
    release_id: pl.String = column("Release that the run published.", nullable=True)
    code_version: pl.String = column("Version of Anbar.")
    config_hash: pl.String = column("SHA-256 of the configuration in force.")
    new_dump_count: pl.Int64 = column("Dumps staged for the first time.", ge=0)
    parsed_dump_count: pl.Int64 = column("Dumps parsed in this run.", ge=0)
    refused_file_count: pl.Int64 = column("Files that are no dumps.", ge=0)
    error: pl.String = column("What stopped the run, in one message.", nullable=True)

    class Config(Table.Config):
        name = "dq.run"
        unique = ["run_id"]
        metadata = {"sort_by": ["started_at", "run_id"]}


class Check(Table):
    """One row per check: every rule that is in force, and every one that an earlier run evaluated.

    The check's place on the quality page is `quality/checks.html#<check_id>`.
    """

    check_id: pl.String = column("Identifier of the check: table, then rule.")
    table_name: pl.String = column("Table the check is about, schema.table.")
    column_name: pl.String = column(
        "Column the check is about; NULL for a rule on rows or tables.", nullable=True
    )
    kind: pl.String = column(
        "How it comes to its verdict; NULL for a rule of the past.", nullable=True, isin=CHECK_KINDS
    )
    dimension: pl.String = column("Quality dimension.", isin=DIMENSIONS)
    severity: pl.String = column("error blocks publication, warning does not.", isin=SEVERITIES)
    threshold: pl.Float64 = column("Share of failing rows from which the check fails; 0 means any.", ge=0)
    rule_in_words: pl.String = column("What must hold, in words.")
    owner: pl.String = column("Who answers for the rule.")
    definition: pl.String = column(
        "SELECT of the offenders, which runs on a release; NULL for rules on single rows, which the contract of the "
        "table states.",
        nullable=True,
    )
    is_current: pl.Boolean = column("True for a rule that is in force.")

    class Config(Table.Config):
        name = "dq.check"
        unique = ["check_id"]


class CheckResult(Table):
    """One row per run and check: every check of the catalogue, also those that passed or did not run."""

    run_id: pl.String = column("Run that evaluated the check.")
    check_id: pl.String = column(
        "Identifier of the check: table, then rule.", metadata={"references": "dq.check.check_id"}
    )
    table_name: pl.String = column("Table the check is about, schema.table.")
    column_name: pl.String = column(
        "Column the check is about; NULL for a rule on rows or tables.", nullable=True
    )
    dimension: pl.String = column("Quality dimension.", isin=DIMENSIONS)
    severity: pl.String = column("error blocks publication, warning does not.", isin=SEVERITIES)
    status: pl.String = column(
        "passed, failed or not_run; never passed without having run.", isin=CHECK_STATUSES
    )
    evaluated_count: pl.Int64 = column("Rows that were looked at; NULL when not run.", nullable=True, ge=0)
    failed_count: pl.Int64 = column("Rows that break the rule; NULL when not run.", nullable=True, ge=0)
    threshold: pl.Float64 = column("Share of failing rows from which the check fails; 0 means any.", ge=0)
    rule_in_words: pl.String = column("What must hold, in words.")
    example_value: pl.String = column("One offender by its key, never by its text.", nullable=True)
    owner: pl.String = column("Who answers for the rule.")
    checked_at: Instant = column("When it was evaluated, UTC.")

    class Config(Table.Config):
        name = "dq.check_result"
        unique = ["run_id", "check_id"]
        metadata = {"sort_by": ["checked_at", "run_id", "check_id"]}


class Ledger(Table):
    """One row per run, dump and stage: what went in, what came out, where the rest went; residual is 0.

    Stage `parsed` accounts for every record of the dump and, in text dumps, for every byte; stage `core`
    accounts for every observation that entered the warehouse.
    """

    run_id: pl.String = column("Run whose books these are.")
    dump_key: pl.Int64 = reference(DUMP, "Dump.")
    stage: pl.String = column("Step of the pipeline.", isin=["parsed", "core"])
    file_name: pl.String = column("Name under which the dump was handed over.")
    byte_count: pl.Int64 = column("Bytes of the dump; NULL beyond the first stage.", nullable=True, ge=0)
    accounted_byte_count: pl.Int64 = column(
        "Bytes that belong to exactly one record; NULL for formats without byte positions.",
        nullable=True,
        ge=0,
    )
    record_count: pl.Int64 = column("Records that went in.", ge=0)
    observation_count: pl.Int64 = column("Records that came out as posts.", ge=0)
    service_count: pl.Int64 = column("Service records.", ge=0)
    artifact_count: pl.Int64 = column("Link previews, separators, boiler-plate.", ge=0)
    quarantined_count: pl.Int64 = column("Records in quarantine.", ge=0)
    waived_count: pl.Int64 = column(
        "Those of them that people accept for a while, whatever the reason; NULL in books that did not tell them apart.",
        nullable=True,
        ge=0,
    )
    post_count: pl.Int64 = column(
        "Distinct posts among the observations; NULL before posts are known.", nullable=True, ge=0
    )
    residual: pl.Int64 = column("Records without a whereabouts: record_count minus all whereabouts.")
    byte_residual: pl.Int64 = column(
        "Bytes without a whereabouts; NULL for formats without byte positions.", nullable=True
    )

    class Config(Table.Config):
        name = "dq.ledger"
        unique = ["run_id", "dump_key", "stage"]


class Quarantine(Table):
    """One row per rejected record and reason, kept after the record was replayed."""

    quarantine_id: pl.Int64 = key("Stable identifier of record and reason.")
    dump_key: pl.Int64 = reference(DUMP, "Dump of the record.")
    file_name: pl.String = column("Name under which the dump was handed over.")
    record_index: pl.Int64 = column("Position of the record in the dump, from 0.", ge=0)
    record_locator: pl.String = column("JSON pointer, line, element id or page of the record.")
    byte_start: pl.Int64 = column(
        "First byte in the dump, where the format has byte positions.", nullable=True, ge=0
    )
    byte_end: pl.Int64 = column("Byte after the last one.", nullable=True, ge=0)
    reason: pl.String = column("Name of the rule that rejected it.")
    rule_in_words: pl.String = column("The rule in words.")
    column_name: pl.String = column("Column the rule is about.", nullable=True)
    failure_case: pl.String = column("The offending value.", nullable=True)
    raw_text: pl.String = column(
        "The record as it stands in the dump, undecodable bytes as \\xNN.", nullable=True
    )
    status: pl.String = column(
        "open, replayed (a later parse accepts it) or waived (people accept it for a while).",
        isin=QUARANTINE_STATUSES,
    )
    first_run_id: pl.String = column("Run that first rejected it.")
    first_seen_at: Instant = column("When that was, UTC.")
    code_version: pl.String = column("Version of Anbar that first rejected it.")
    waiver_reason: pl.String = column("Why it is waived; NULL where it is not.", nullable=True)
    waived_by: pl.String = column("Who waived it.", nullable=True)
    waived_until: pl.Date = column("Last day of the waiver, UTC; it is open again afterwards.", nullable=True)

    class Config(Table.Config):
        name = "dq.quarantine"
        unique = ["quarantine_id"]


class ExcludedRecord(Table):
    """One row per record of a dump that is not a post: service rows, artifacts, quarantined records."""

    dump_key: pl.Int64 = reference(DUMP, "Dump of the record.")
    record_index: pl.Int64 = column("Position of the record in the dump, from 0.", ge=0)
    record_kind: pl.String = column(
        "Why it is not a post.", isin=[k for k in RECORD_KINDS if k != "observation"]
    )
    artifact_kind: pl.String = column("Kind of artifact, or the action of a service row.", nullable=True)
    record_locator: pl.String = column("JSON pointer, line, element id or page of the record.")
    byte_start: pl.Int64 = column(
        "First byte in the dump, where the format has byte positions.", nullable=True, ge=0
    )
    byte_end: pl.Int64 = column("Byte after the last one.", nullable=True, ge=0)
    raw_text: pl.String = column("The record as it stands in the dump.", nullable=True)

    class Config(Table.Config):
        name = "dq.excluded_record"
        unique = ["dump_key", "record_index"]


class Finding(Table):
    """One row per dump, kind of finding and subject: what a parser noticed about a dump as a whole."""

    dump_key: pl.Int64 = reference(DUMP, "Dump the finding is about.")
    finding: pl.String = column("Kind of finding, for instance `unknown_field`.")
    subject: pl.String = column("What it is about: a field path, a line, a value.")
    failed_count: pl.Int64 = column("How many records it touches.", ge=0)
    example_value: pl.String = column("One example.", nullable=True)

    class Config(Table.Config):
        name = "dq.finding"
        unique = ["dump_key", "finding", "subject"]


class RefusedFile(Table):
    """One row per file that was handed over and is no dump: nothing is dropped unseen."""

    file_id: pl.String = column(
        "SHA-256 of the file's bytes, hex; of its archive where they could not be unpacked."
    )
    file_name: pl.String = column("Name of the file, below the archives that it came in.")
    byte_count: pl.Int64 = column("Size in bytes, as stated where they could not be unpacked.", ge=0)
    reason: pl.String = column("Why it, or the rest of a file that is cut off, was refused and what to do.")
    first_run_id: pl.String = column("Run that first refused it.")
    first_seen_at: Instant = column("When that was, UTC.")

    class Config(Table.Config):
        name = "dq.refused_file"
        unique = ["file_id", "file_name"]
