"""What the documentation says is what the project does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Warehouse

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_generated_parts_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.docs", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_queries_of_readme_and_demo_run_on_the_sample_release(released: Warehouse) -> None:
    queries = re.findall(r'anbar sql \\?"(.+?)\\?"(?: |$)', README + MAKEFILE, flags=re.MULTILINE)
    assert len(queries) >= 4
    for query in queries:
        assert released.query(query), query


def test_configuration_in_the_readme_is_valid(tmp_path: Path) -> None:
    from warehouse.settings import load_settings, load_sidecar

    sidecar, settings = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    for text, load in ((sidecar, load_sidecar), (settings, load_settings)):
        path = tmp_path / "x.toml"
        path.write_text(text, encoding="utf-8")
        load(path)


@pytest.mark.parametrize("target", ["demo", "test", "install", "acceptance"])
def test_make_targets_exist(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, flags=re.MULTILINE)
