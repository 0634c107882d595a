"""Real exports, packed: the same warehouse as from the plain folder."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from conftest import SHARED, Warehouse, assert_same_content, content


@pytest.fixture
def twins() -> tuple[Path, Path]:
    """A channel as pages and as JSON; skips where the folder of real dumps is not there."""
    html = SHARED / "dumps" / "tdesktop-html" / "salaf-path-channel"
    json = SHARED / "dumps" / "tdesktop-json" / "salaf-path-channel" / "result.json"
    if not html.exists():
        pytest.skip("the real dumps (../shared/data) are not on this machine")
    return html, json


def test_packed_exports_give_the_warehouse_of_plain_ones(
    twins: tuple[Path, Path], new_warehouse: Callable[[], Warehouse], tmp_path: Path
) -> None:
    html, json = twins
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(html.rglob("*")):
            archive.write(path, f"ChatExport/{path.relative_to(html)}")
    packed = tmp_path / "result.json.zst"
    packed.write_bytes(zstandard.compress(json.read_bytes()))
    plain, unpacked = (new_warehouse().build(*dumps) for dumps in (twins, (tmp_path / "export.zip", packed)))
    expected, found = content(plain), content(unpacked)
    names = [set(tables["core.dim_dump"]["file_name"]) for tables in (expected, found)]
    assert any(n.startswith("export.zip/ChatExport/") for n in names[1])
    assert "result.json.zst/result.json" in names[1]
    assert expected["core.fact_post"].height == 208
    for tables in (expected, found):
        tables["core.dim_dump"] = tables["core.dim_dump"].drop("file_name")
    assert_same_content(expected, found)


def test_a_warehouse_is_rebuilt_without_the_archive(
    new_warehouse: Callable[[], Warehouse], tmp_path: Path, samples: Path
) -> None:
    warehouse = new_warehouse()
    path = tmp_path / "samples.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for sample in sorted(p for p in samples.rglob("*") if p.is_file()):
            archive.write(sample, sample.relative_to(samples))
    first = content(warehouse.build(path))
    path.unlink()
    assert first["core.fact_post"].height > 0
    everything = frozenset(d.dump_id for d in warehouse.workspace().lake.dumps())
    assert_same_content(first, content(warehouse.build(again=everything)))
