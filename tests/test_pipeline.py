"""The whole story: raw dumps in, an analyst's answers out. Read this first."""

import json
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse

from schemas import PUBLISHED
from warehouse.errors import AnbarError
from warehouse.publish import Publisher


def test_sample_dumps_become_posts_topics_and_books(released: Warehouse, samples: Path) -> None:
    # Three dumps of two channels. In the first, most posts stand twice, the second time without their
    # title line and with other letter forms; the third is a later capture that overlaps with it.

    # Nine posts were published, whatever the number of copies.
    assert released.query("SELECT count(*) FROM core.fact_post") == [(9,)]
    copies = released.query(
        "SELECT copy_kind, count(*) FROM core.fact_post_observation GROUP BY ALL ORDER BY ALL"
    )
    assert copies == [("exact_copy", 1), ("original", 9), ("titleless_copy", 8)]

    # The channels name themselves in their footers; a sidecar confirms one of them.
    channels = released.query(
        "SELECT handle, primary_language, is_inferred FROM core.dim_channel WHERE channel_key > 0 ORDER BY 1"
    )
    assert channels == [("saray_e_mahalle", "fa", True), ("shahryar", "fa", False)]

    # Nobody knows when these posts were published, so every frequency mart shows them as undated.
    daily = released.query("SELECT date_key, sum(post_count)::INT FROM mart.post_frequency_daily GROUP BY 1")
    assert daily == [(0, 9)]

    # Topics do not depend on keyboards: both spellings of the tag for "book" are one topic.
    topics = released.query(
        "SELECT topic_label, post_count FROM mart.topic_trend_monthly WHERE topic_label LIKE '%محله%' ORDER BY ALL"
    )
    assert topics == [("سرای_محله", 1), ("محله", 2), ("کتابخانه_محله", 1)]

    # Every record and every byte is accounted for.
    ledger = released.query(
        "SELECT sum(byte_count)::INT, sum(accounted_byte_count)::INT, sum(residual)::INT FROM dq.ledger"
    )
    size = sum(p.stat().st_size for p in samples.glob("*.txt"))
    assert ledger == [(size, size, 0)]


def test_spans_cut_exactly_their_text_out_of_the_dump(warehouse: Warehouse, samples: Path) -> None:
    dump = samples / "shahryar.txt"
    warehouse.refresh(dump)
    raw = dump.read_bytes()
    spans = warehouse.query("SELECT record_kind, byte_start, byte_end FROM dq.span ORDER BY byte_start")
    assert spans[0][1] == 0
    assert spans[-1][2] == len(raw)
    assert all(before[2] == after[1] for before, after in zip(spans, spans[1:], strict=False))
    originals = warehouse.query(
        "SELECT byte_start, byte_end, text FROM core.fact_post_observation "
        "JOIN core.fact_post USING (post_key) WHERE copy_kind = 'original'"
    )
    for start, end, text in originals:
        assert raw[start:end].decode().rstrip("\n") == text


def test_running_again_changes_no_content(continued: Warehouse) -> None:
    before = _digest(continued)
    continued.refresh()
    assert _digest(continued) == before
    runs = continued.query("SELECT new_dump_count, parsed_dump_count FROM dq.run ORDER BY started_at")
    assert runs == [(3, 3), (0, 0)]


@pytest.mark.acceptance
def test_a_copy_under_another_name_is_the_same_dump(
    warehouse: Warehouse, samples: Path, tmp_path: Path
) -> None:
    warehouse.refresh(samples / "shahryar.txt")
    before = warehouse.query("SELECT post_key, text FROM core.fact_post ORDER BY 1")
    copy = tmp_path / "a copy.txt"
    copy.write_bytes((samples / "shahryar.txt").read_bytes())
    warehouse.refresh(copy)
    assert warehouse.query("SELECT post_key, text FROM core.fact_post ORDER BY 1") == before
    assert warehouse.query("SELECT file_name FROM core.dim_dump WHERE dump_key > 0") == [("a copy.txt",)]


def test_a_bad_record_is_quarantined_and_the_rest_goes_on(warehouse: Warehouse, tmp_path: Path) -> None:
    dump = tmp_path / "damaged.txt"
    dump.write_bytes(
        "متن نخست این پرونده\n\n".encode() + b"\xff\xfe bytes of no text\n\n" + "متن دوم\n".encode()
    )
    warehouse.refresh(dump)
    assert warehouse.query("SELECT count(*) FROM core.fact_post") == [(2,)]
    [(reason, raw_text, start, end)] = warehouse.query(
        "SELECT reason, raw_text, byte_start, byte_end FROM dq.quarantine WHERE status = 'open'"
    )
    assert reason == "invalid_utf8"
    assert "\\xff\\xfe" in str(raw_text)
    assert dump.read_bytes()[start:end].startswith(b"\xff\xfe")


@pytest.mark.acceptance
def test_more_bad_records_than_the_configuration_allows_hold_publication_back(
    warehouse: Warehouse, samples: Path, tmp_path: Path
) -> None:
    legacy = tmp_path / "legacy.txt"
    legacy.write_bytes("هذا نص في ترميز قديم".encode("cp1256"))
    with pytest.raises(AnbarError, match=r"invalid_utf8 in legacy\.txt"):
        warehouse.refresh(legacy)
    warehouse.refresh(samples)  # among good records it is one bad one
    warehouse.home.config.write_text("[quality]\nmax_quarantined_share = 0.01\n")
    with pytest.raises(AnbarError, match="within_limit"):
        warehouse.refresh()


def test_a_failed_check_leaves_the_old_release_current(
    warehouse: Warehouse, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.refresh(samples / "saray.txt")
    before = (warehouse.home.published / "current").readlink()
    monkeypatch.setattr(
        "assets.steps.quality.pl.sum_horizontal", lambda *columns: 0
    )  # books that do not close
    with pytest.raises(AnbarError, match="hold publication back"):
        warehouse.refresh(samples / "shahryar.txt")
    assert (warehouse.home.published / "current").readlink() == before
    assert warehouse.query("SELECT count(*) FROM core.fact_post") == [(3,)]
    told = json.loads((warehouse.home.held_back / "quality" / "dq.json").read_text())
    assert (told["verdict"], told["served_release_id"]) == ("held_back", before.name)
    assert "dq.ledger.residual:is_zero" in {c["check_id"] for c in told["troubles"]}
    monkeypatch.undo()
    warehouse.home.config.write_text("[release]\nparquet = true\n")
    database = warehouse.refresh()
    assert (database.parent / "parquet" / "core.fact_post.parquet").exists()
    assert not warehouse.home.held_back.exists()
    assert json.loads((database.parent / "quality" / "dq.json").read_text())["changes"]["fixed"] > 0
    assert Publisher(warehouse.home.published).verify((database.parent).readlink().name) == []
    runs = warehouse.query("SELECT status FROM dq.run ORDER BY started_at")
    assert runs == [("published",), ("held_back",), ("published",)]


def test_a_post_that_breaks_its_contract_leaves_with_all_that_refers_to_it(
    warehouse: Warehouse, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No dump can break these rules today; a rule is made stricter to see the core boundary at work.
    import assets.steps.posts as posts

    honest = posts._finished
    broken = "راه دوچرخه"

    def stricter(merged: object, zone: str) -> object:
        import polars as pl

        frame = honest(merged, zone)  # type: ignore[arg-type]
        return frame.with_columns(
            word_count=pl.when(pl.col("title") == broken).then(-1).otherwise(pl.col("word_count"))
        )

    monkeypatch.setattr(posts, "_finished", stricter)
    warehouse.refresh(samples / "shahryar.txt")
    lost = warehouse.query("SELECT count(*) FROM core.fact_post WHERE title = 'راه دوچرخه'")
    assert lost == [(0,)]
    reasons = warehouse.query("SELECT DISTINCT reason FROM dq.quarantine WHERE status = 'open'")
    assert reasons == [("word_count:greater_than_or_equal_to",)]
    assert warehouse.query("SELECT sum(residual)::INT, min(stage) FROM dq.ledger") == [(0, "core")]
    orphans = "SELECT count(*) FROM core.fact_post_entity ANTI JOIN core.fact_post USING (post_key)"
    assert warehouse.query(orphans) == [(0,)]


def test_the_seed_gives_what_a_reader_finds_in_it(warehouse: Warehouse, seed: Path) -> None:
    warehouse.refresh(seed)
    titles = warehouse.query(
        "SELECT title FROM core.fact_post_observation JOIN core.fact_post USING (post_key) "
        "WHERE copy_kind = 'original' ORDER BY byte_start"
    )
    assert titles == [("مدرسه سیاستگذاری",), ("مدیریت ریسک فساد",), ("شروعی بر «حکمرانی مشارکتی»؟!",)]
    of_kind = "SELECT topic_label, post_count FROM mart.topic_trend_weekly WHERE topic_kind = '{}' ORDER BY 2 DESC, 1"
    topics = warehouse.query(of_kind.format("hashtag"))
    assert topics == [("حکمرانی_مشارکتی", 3), ("ظریف", 1), ("پزشکیان", 1)]
    # The text has no half-spaces, the taxonomy has.
    assert set(warehouse.query(of_kind.format("taxonomy"))) >= {
        ("حکمرانی", 3), ("فساد", 3), ("اقتصاد", 3), ("خصوصی‌سازی", 1), ("دولت", 1),
    }  # fmt: skip
    ledger = "SELECT byte_count, accounted_byte_count, residual FROM dq.ledger WHERE stage = 'parsed'"
    assert warehouse.query(ledger) == [(17145, 17145, 0)]
    assert warehouse.query("SELECT series_part, series_total, missing_part FROM dq.series_gap") == [(1, 2, 2)]
    artifacts = warehouse.query("SELECT artifact_kind, raw_text FROM dq.excluded_record")
    assert artifacts == [("link_preview", "Telegram\nآرشیو")] * 2


def test_every_table_of_the_contract_is_published_with_comments(released: Warehouse) -> None:
    with duckdb.connect(released.home.published / "current" / "warehouse.duckdb", read_only=True) as con:
        tables = con.execute(
            "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables()"
        ).fetchall()
        silent = con.execute("SELECT count(*) FROM duckdb_columns() WHERE comment IS NULL AND NOT internal")
        assert silent.fetchall() == [(0,)]
    assert {t for t, _ in tables} == set(PUBLISHED)
    assert all(comment for _, comment in tables)


def _digest(warehouse: Warehouse) -> list[object]:
    """Content of all core and mart tables, as the release shows it."""
    tables = [t for t in PUBLISHED if t.startswith(("core.", "mart."))]
    return [warehouse.query(f"SELECT count(*), sum(hash(t)::HUGEINT)::VARCHAR FROM {t} AS t") for t in tables]
