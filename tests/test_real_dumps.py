"""All real dumps in one warehouse, compared with counts made by other means than the adapters.

Skipped where the folder of real dumps is not there; its texts never enter this repository.
"""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SHARED, Warehouse

DUMPS = SHARED / "dumps"

pytestmark = pytest.mark.skipif(
    not DUMPS.exists(), reason="the real dumps (../shared/data) are not on this machine"
)


@pytest.fixture(scope="module")
def everything(new_warehouse: Callable[[], Warehouse]) -> Warehouse:
    """A warehouse with every real dump, loaded in one run."""
    warehouse = new_warehouse()
    warehouse.refresh(DUMPS)
    return warehouse


def html_messages(folder: Path) -> int:
    """Messages of an HTML export by their opening tags."""
    pages = [p.read_text(encoding="utf-8") for p in folder.glob("*.html")]
    return sum(len(re.findall(r'<div class="message default clearfix', page)) for page in pages)


def json_messages(path: Path) -> int:
    """Messages of a JSON export that are not service rows."""
    return sum(m["type"] == "message" for m in json.loads(path.read_text(encoding="utf-8"))["messages"])


def telethon_messages(path: Path) -> int:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return sum(r["_"] == "Message" for r in rows)


def csv_rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 1


EXPECTED: dict[str, Callable[[], int]] = {
    **{
        f"tdesktop-html/{name}": (lambda name=name: html_messages(DUMPS / "tdesktop-html" / name))
        for name in (
            "ar-sheikh-audio-channel", "en-rubber-price-channel", "en-verdan-quiz-channel",
            "ru-kapital-channel", "salaf-path-channel", "roboteam-test-group",
        )
    },
    **{
        f"tdesktop-json/{name}": (lambda name=name: json_messages(DUMPS / "tdesktop-json" / name / "result.json"))
        for name in ("salaf-path-channel", "zh-resources-channel", "roboteam-test-group")
    },
    **{
        f"telethon-json/{name}": (
            lambda name=name: telethon_messages(DUMPS / "telethon-json" / name / "channel_messages.json")
        )
        for name in ("am-shop-channel", "ru-science-policy-channel", "ru-tms-shop-channel")
    },
    "csv/am-fashiontera-shop": lambda: csv_rows(DUMPS / "csv" / "am-fashiontera-shop" / "telegram_data.csv"),
}  # fmt: skip


@pytest.mark.parametrize("dump", sorted(EXPECTED))
def test_observations_equal_an_independent_count(warehouse: Warehouse, dump: str) -> None:
    workspace = warehouse.build(DUMPS / dump)
    from assets.steps.staged import books

    rows = books(workspace)
    assert rows["observation_count"].sum() == EXPECTED[dump]()
    whereabouts = sum(
        rows[f"{kind}_count"].sum() for kind in ("observation", "service", "artifact", "quarantined")
    )
    assert rows["record_count"].sum() == whereabouts


def test_all_dumps_load_in_one_run_and_every_record_is_accounted_for(everything: Warehouse) -> None:
    assert everything.query("SELECT sum(abs(residual))::INT FROM dq.ledger") == [(0,)]
    refused = {str(name) for (name,) in everything.query("SELECT file_name FROM dq.refused_file")}
    assert {"messages.html", "target.json"} <= refused  # the Matrix export and a foreign JSON
    totals = everything.query("SELECT sum(post_count)::INT FROM mart.post_frequency_daily")
    assert totals == everything.query("SELECT count(*)::INT FROM core.fact_post")


@pytest.mark.parametrize("order", [("html", "json"), ("json", "html")])
def test_html_and_json_of_one_channel_are_one_set_of_posts(
    warehouse: Warehouse, order: tuple[str, str]
) -> None:
    for kind in order:
        workspace = warehouse.build(DUMPS / f"tdesktop-{kind}" / "salaf-path-channel")
    import polars as pl

    posts = pl.read_parquet(workspace.table_files("core.fact_post"))
    path = DUMPS / "tdesktop-json" / "salaf-path-channel" / "result.json"
    messages = [m for m in json.loads(path.read_text(encoding="utf-8"))["messages"] if m["type"] == "message"]
    assert sorted(posts["message_id"]) == sorted(m["id"] for m in messages)
    assert posts["observation_count"].unique().to_list() == [2]
    observations = pl.read_parquet(workspace.table_files("core.fact_post_observation"))
    assert set(observations["copy_kind"]) == {"original", "exact_copy"}
    times = dict(posts.select("message_id", pl.col("posted_at").dt.epoch("s")).iter_rows())
    assert times == {m["id"]: int(m["date_unixtime"]) for m in messages}


def test_a_channel_keeps_its_posting_hour_through_summer(warehouse: Warehouse) -> None:
    # The exporter's label says UTC+01:00 all year; its clock kept Central European summer time.
    warehouse.home.create()
    warehouse.home.config.write_text(
        'reporting_zone = "Europe/Moscow"\n[[channel]]\nname = "КАПИТАЛ"\nexporter_zone = "Europe/Berlin"\n',
        encoding="utf-8",
    )
    folder = DUMPS / "tdesktop-html" / "ru-kapital-channel"
    page = (folder / "messages.html").read_text(encoding="utf-8")
    title = re.search(r'<div class="text bold">\s*(.*?)\s*</div>', page, flags=re.DOTALL)
    assert title is not None
    config = warehouse.home.config
    config.write_text(config.read_text(encoding="utf-8").replace("КАПИТАЛ", title[1]), encoding="utf-8")
    workspace = warehouse.build(folder)
    import polars as pl

    posts = pl.read_parquet(workspace.table_files("core.fact_post"))
    assert not posts["is_zone_assumed"].any()
    local = pl.col("posted_at_local")
    months = (
        posts.filter(local.dt.date().is_between(pl.date(2019, 4, 1), pl.date(2022, 2, 28)))
        .group_by(summer=local.dt.month().is_between(4, 10), hour=local.dt.hour())
        .len()
        .sort("len", descending=True)
    )
    commonest = {summer: months.filter(pl.col("summer") == summer)["hour"][0] for summer in (True, False)}
    assert commonest[True] == commonest[False]
