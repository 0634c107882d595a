"""Merged posts find their texts where these were staged, batch by batch."""

from pathlib import Path

import polars as pl
import pytest

from assets.steps.post_texts import PLACE, PostTexts

_PARTS = {"a": [(7, 0), (7, 1)], "b": [(7, 2), (7, 5)], "c": [(8, 0)], "d": [(9, 0), (9, 1)]}
"""Place of the records in each staged file: dump 7 is large enough for two."""


def _texts(folder: Path, wanted: list[tuple[int, int]]) -> PostTexts:
    files = []
    for name, records in _PARTS.items():
        frame = pl.DataFrame(records, schema=["dump_key", "record_index"], orient="row")
        files.append(folder / f"{name}.parquet")
        frame.with_columns(text=pl.format("{}/{}", "dump_key", "record_index")).write_parquet(files[-1])
    posts = pl.DataFrame(wanted, schema=PLACE, orient="row").with_row_index("post_key").sort(PLACE)
    posts.write_parquet(folder / "posts.parquet")
    return PostTexts.of(folder / "posts.parquet", files)


@pytest.mark.parametrize(("size", "batches"), [(1, 4), (1 << 20, 1)])
def test_every_post_gets_its_text_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, batches: int
) -> None:
    monkeypatch.setattr("assets.steps.post_texts._BYTES_AT_ONCE", size)
    wanted = [(9, 1), (7, 5), (7, 0), (8, 0)]
    texts = _texts(tmp_path, wanted)
    assert len(texts.parts) == batches
    found = pl.concat(texts.batch(n, ["post_key"]) for n in range(batches))
    assert sorted(found.rows()) == [(n, f"{d}/{r}") for n, (d, r) in enumerate(wanted)]
    whole = pl.concat(texts.batch(n) for n in range(batches))
    assert set(whole.columns) == {"post_key", "text", *PLACE}


def test_a_batch_without_posts_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.steps.post_texts._BYTES_AT_ONCE", 1)
    assert _texts(tmp_path, [(8, 0)]).batch(0).is_empty()
