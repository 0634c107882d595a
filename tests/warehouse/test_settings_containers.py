"""What ``anbar.toml`` says of archives."""

from pathlib import Path

import pytest

from warehouse.errors import UsageError
from warehouse.settings import Containers, Mapping, load_settings


def _containers(folder: Path, text: str) -> Containers:
    path = folder / "anbar.toml"
    path.write_text(f"[containers]\n{text}", encoding="utf-8")
    return load_settings(path).containers


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1500", 1500),
        ('"200GB"', 200 * 10**9),
        ('"1.5 TB"', 1_500_000_000_000),
        ('"2GiB"', 2 << 30),
        ('"64KB"', 64_000),
    ],
)
def test_sizes_may_be_words(tmp_path: Path, text: str, size: int) -> None:
    assert _containers(tmp_path, f"max_bytes = {text}").max_bytes == size


def test_defaults_let_real_exports_pass(tmp_path: Path) -> None:
    assert _containers(tmp_path, "") == Containers(
        max_bytes=200_000_000_000, max_ratio=500, max_members=200_000, max_depth=2, max_window=134_217_728
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("max_bytes = 'much'", "containers.max_bytes: 'much' is no size such as 200GB"),
        ("max_bytes = '5 bytes'", "is no size"),
        ("max_bytes = 0", "containers.max_bytes: Input should be greater"),
        ("max_depth = 0", "containers.max_depth: Input should be greater"),
        ("max_ratio = 0.5", "containers.max_ratio: Input should be greater"),
        ("max_window = 1000", "containers.max_window: Input should be greater"),
        ("max_size = 1", "containers.max_size: unknown key"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        _containers(tmp_path, text)
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["shop_1.csv", "all.zip/2024/shop_1.csv", "shop_1.csv.gz/shop_1.csv"])
def test_a_mapping_is_for_files_in_archives_too(name: str) -> None:
    assert Mapping(files="shop_*.csv", columns={}).fits(name)
