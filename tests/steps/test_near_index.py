"""The index of near-duplicates: the same groups in whatever order and batches texts come, go and come back."""

import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.steps import near_index, near_segments
from assets.steps.near_index import NearIndex
from assets.steps.near_segments import read_texts
from warehouse.settings import Duplicates

_OPTIONS = Duplicates()
_WORDS = [a + b for a in "کتاب شهر باران درخت بازار road water garden".split() for b in ("", "ها", "ی", "s")]


class Lake:
    """An index that is saved and loaded with every batch, as runs do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.group: dict[int, int] = {}
        self.runs = 0

    def change(self, gone: set[int], new: dict[int, str]) -> None:
        state = self.folder / f"state{self.runs}"
        index = NearIndex.load(state, self.folder, _OPTIONS) if self.runs else NearIndex(_OPTIONS)
        self.runs += 1
        channels = [post % 3 for post in new]
        columns = {"post_key": list(new), "channel_key": channels, "text": list(new.values())}
        batch = pl.DataFrame(columns, schema=_BATCH)
        told = index.update(
            np.array(sorted(gone), np.int64), read_texts([batch], _OPTIONS), self.folder / f"run{self.runs}"
        )
        state = self.folder / f"state{self.runs}"
        state.mkdir(parents=True)
        index.save(state)
        for post in gone:
            del self.group[post]
        self.group |= dict.fromkeys(new, -1)
        told_posts = told["node"].to_list()
        assert len(told_posts) == len(set(told_posts))
        assert set(told_posts) <= set(self.group)
        self.group |= dict(told.iter_rows())


_BATCH = {"post_key": pl.Int64, "channel_key": pl.Int64, "text": pl.String}


def _texts(dice: random.Random, count: int) -> dict[int, str]:
    """Originals and their copies: edited, without title, of other numbers, and chains of edits."""
    texts: list[str] = []
    for _ in range(count):
        if texts and dice.random() < 0.6:
            text = _edited(dice, dice.choice(texts), dice.randrange(4))
            texts.append(text.partition("\n")[2] or text if dice.random() < 0.3 else text)
        else:
            title = " ".join(dice.choices(_WORDS, k=4)) + "\n" if dice.random() < 0.5 else ""
            texts.append(title + " ".join(dice.choices(_WORDS, k=dice.randint(0, 25))))
    keys = dice.sample(range(1, 10**6), count)
    return dict(zip(keys, texts, strict=True))


def _edited(dice: random.Random, text: str, count: int) -> str:
    words = text.split(" ")
    for _ in range(count):
        words[dice.randrange(len(words))] = dice.choice([*_WORDS, str(dice.randrange(50))])
    return " ".join(words)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_any_history_ends_in_the_same_groups(
    tmp_path_factory: pytest.TempPathFactory, seed: int, runs: int
) -> None:
    dice = random.Random(seed)
    texts = _texts(dice, 60)
    lake = Lake(tmp_path_factory.mktemp("lake"))
    final = {post: dice.randrange(runs) for post in texts}
    for run in range(runs):
        # A post may come with another text first: that of a copy that is the best one until then.
        early = {p: _edited(dice, t, dice.randrange(9)) for p, t in texts.items() if dice.random() < 0.4}
        new = {p: t for p, t in early.items() if final[p] > run}
        new |= {p: t for p, t in texts.items() if final[p] == run}
        gone = {p for p in lake.group if p in new or dice.random() < 0.1}
        lake.change(gone, new)
        final |= dict.fromkeys(gone - set(new), runs - 1)
        missing = {p: texts[p] for p in final if final[p] <= run and p not in lake.group}
        if run == runs - 1:
            lake.change(set(), missing)
    at_once = Lake(tmp_path_factory.mktemp("lake"))
    at_once.change(set(), {p: texts[p] for p in lake.group})
    assert lake.group == at_once.group
    assert any(post != group for post, group in lake.group.items())


def test_segments_stay_few_and_unchanged(tmp_path: Path) -> None:
    dice = random.Random(7)
    lake = Lake(tmp_path)
    for number in range(12):
        before = {f: f.read_bytes() for f in tmp_path.glob("run*/*.npy")}
        lake.change(set(), {p + number * 10**6: t for p, t in _texts(dice, 20).items()})
        assert all(f.read_bytes() == content for f, content in before.items())
    assert len(list(near_index.used_segments([tmp_path / "state12"]))) <= 4


def test_large_builds_write_several_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _texts(random.Random(3), 80)
    whole = Lake(tmp_path / "whole")
    whole.change(set(), texts)
    for module in (near_index, near_segments):
        monkeypatch.setattr(module, "MAX_TEXTS", 10)
    monkeypatch.setattr(near_segments, "_TEXTS_AT_ONCE", 7)
    parts = Lake(tmp_path / "parts")
    parts.change(set(), texts)
    assert len(list(near_index.used_segments([tmp_path / "parts" / "state1"]))) > 4
    assert parts.group == whole.group


def test_a_damaged_segment_is_noticed(tmp_path: Path) -> None:
    Lake(tmp_path).change(set(), _texts(random.Random(1), 10))
    assert near_index.is_whole(tmp_path / "state1", tmp_path)
    file = next(tmp_path.glob("run1*/entries.npy"))
    file.write_bytes(file.read_bytes()[:-8])
    assert not near_index.is_whole(tmp_path / "state1", tmp_path)
    assert not near_index.is_whole(tmp_path / "state0", tmp_path)
