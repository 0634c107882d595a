"""An album is one post on the web and several rows of an export: in core they are one album."""

from pathlib import Path

import polars as pl
import pytest
from conftest import Warehouse
from tdesktop_json_dumps import chat, message
from tme_web_pages import album, block, page, text

from assets.steps.core import build_core
from assets.steps.parse import parse_dumps
from assets.steps.stage import stage_dumps

CAPTION = "سه عکس از باغ در یک آلبوم"


def write_dumps(folder: Path) -> dict[str, Path]:
    """The same four messages, of which the first three are an album, from the web and exported."""
    web = folder / "web.html"
    web.write_bytes(page(block(5, album(5, 6, 7) + text(text(CAPTION))), block(8, text("نوشتهٔ بعدی"))))
    export = folder / "result.json"
    rows = [message(n, photo="(File not included)", width=9, height=9) for n in (5, 6, 7)]
    rows[0] |= {"text": CAPTION, "text_entities": [{"type": "plain", "text": CAPTION}]}
    last = message(8, text="نوشتهٔ بعدی", text_entities=[{"type": "plain", "text": "نوشتهٔ بعدی"}])
    last |= {"date": "2024-03-20T07:00:30", "date_unixtime": "1710918030"}
    for row in rows:
        row["date_unixtime"] = "1710918000"
    export.write_bytes(chat(*rows, last, name="باغ‌نامه", type="public_channel", id=1700000001))
    return {"web": web, "export": export}


@pytest.mark.parametrize("order", [("web", "export"), ("export", "web"), ("web",)])
def test_a_web_album_and_its_exported_rows_have_one_key(
    warehouse: Warehouse, tmp_path: Path, order: tuple[str, ...]
) -> None:
    dumps = write_dumps(tmp_path)
    workspace = warehouse.workspace()
    warehouse.home.create()
    stage_dumps(workspace, [dumps[name] for name in order])
    parse_dumps(workspace)
    build_core(workspace)
    posts = pl.read_parquet(workspace.table_files("core.fact_post")).sort("message_id")
    numbers = [5, 6, 7, 8] if "export" in order else [5, 8]
    assert posts["message_id"].to_list() == numbers
    assert posts["text"].to_list() == [CAPTION, *[""] * (len(numbers) - 2), "نوشتهٔ بعدی"]
    first = posts["post_key"][0]
    assert posts["album_key"].to_list() == [first] * (len(numbers) - 1) + [-1]
    assert posts["posted_at"].dt.date().n_unique() == 1
