"""Warehouses that are run again and again, and dumps that overlap, contradict and complete each other."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from conftest import copy_of
from scripted import write_script

from assets.steps.base import keep_state
from assets.steps.checks import LAYERS, check_layer
from assets.steps.core import build_core
from assets.steps.lifecycle import begin
from assets.steps.marts import build_marts
from assets.steps.parse import parse_dumps
from assets.steps.quality import build_quality
from assets.steps.release import publish_release
from assets.steps.stage import stage_dumps
from assets.steps.workspace import Workspace, now
from warehouse.connect import scratch
from warehouse.content import content_of
from warehouse.home import Home
from warehouse.publish import Publisher
from warehouse.relation import attach_base
from warehouse.release import FILE_NAME, ReleaseInfo, build_release


class Runs:
    """A home and its runs."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.home.create()
        self.count = 0
        self.continued = 0
        """Runs that continued a release."""

    def run(self, *dumps: Path, again: frozenset[str] = frozenset(), checked: bool = False) -> None:
        """Load dumps and publish; ``checked`` with all checks and the smoke test, as the job does."""
        self.count += 1
        workspace = Workspace(self.home, f"run-{self.count}")
        begin(workspace)
        stage_dumps(workspace, dumps)
        parse_dumps(workspace, again)
        build_core(workspace)
        build_marts(workspace)
        self.continued += workspace.base is not None
        if checked:
            build_quality(workspace)
            for layer in LAYERS:
                check_layer(workspace, layer)
            publish_release(workspace)
        else:
            _publish(workspace)

    def copied_to(self, folder: Path) -> "Runs":
        """The same runs in another folder, to go on from."""
        copy_of(self.home, folder / "home")
        copy = Runs(folder)
        copy.count, copy.continued = self.count, self.continued
        return copy

    @property
    def database(self) -> Path:
        """The current release."""
        return self.home.published / "current" / "warehouse.duckdb"

    @property
    def dump_ids(self) -> list[str]:
        """Everything that was staged."""
        return sorted(path.stem for path in self.home.dumps.glob("*.json"))


def contents(*databases: Path) -> Iterator[dict[str, tuple[int, int]]]:
    """Content of releases, by the hash of one process."""
    for database in databases:
        with scratch() as con:
            attach_base(con, database.resolve())
            con.execute("USE base")
            yield content_of(con)


def _publish(workspace: Workspace) -> None:
    """Publish core and marts without looking at them."""
    publisher = Publisher(workspace.home.published)
    with publisher.lock(), patch("warehouse.publish.smoke_test", lambda path, counts, release_id: counts):
        release_id = publisher.next_release_id(now())
        target = publisher.begin(release_id) / FILE_NAME
        info = ReleaseInfo(
            release_id, workspace.run_id, now(), "", "Asia/Tehran", workspace.settings.content_hash, "", 0
        )
        report = build_release(target, workspace.relations("core", "mart", "dq"), (), info)
        keep_state(workspace, release_id)
        publisher.commit(release_id, report.row_counts)


_CHANNELS = ("id:5", "handle:baker", "name:آرمان", None)
_START = datetime(2024, 3, 1, 8)  # noqa: DTZ001 - naive UTC, as everywhere
_WORDS = "شهر کتاب راه باران درخت بازار نان آب خانه دیوار".split()


def dump_lines(seed: int) -> list[dict[str, Any]]:
    """One dump: a few posts of few channels, so that dumps meet in numbers, texts, titles and albums."""
    dice = random.Random(seed)
    own = dice.choice(_CHANNELS)
    lines: list[dict[str, Any]] = []
    if own and dice.random() < 0.7:
        lines.append({"do": "channel", "ref": own, "name": dice.choice(["آرمان", "نانوا", None])})
    captured = _START + timedelta(days=30 * dice.randint(1, 4)) if dice.random() < 0.6 else None
    for _ in range(dice.randint(1, 7)):
        kind = dice.random()
        if kind < 0.1:
            lines.append({"do": dice.choice(["service", "artifact", "reject", "finding"])})
        else:
            lines.append(_post(dice, dice.choice([own, own, own, *_CHANNELS]), captured))
    return lines


def _post(dice: random.Random, channel: str | None, captured: datetime | None) -> dict[str, Any]:
    number = dice.randint(1, 6)
    body = _body(number, dice.randint(0, 1))
    text = body if dice.random() < 0.4 else f"{_WORDS[number]} {_WORDS[number - 1]}\n{body}"
    post: dict[str, Any] = {"do": "post", "channel_ref": channel, "text": text if dice.random() < 0.9 else ""}
    if dice.random() < 0.6:
        post["message_id"] = number
    if dice.random() < 0.7:
        post["posted_at"] = (_START + timedelta(days=number)).isoformat()
        if dice.random() < 0.2:
            hours = -1 if dice.random() < 0.3 else 5  # an edit before the post breaks the contract
            post["edited_at"] = (_START + timedelta(days=number, hours=hours)).isoformat()
    if captured:
        post["captured_at"] = captured.isoformat()
    if dice.random() < 0.3:
        post["album_ref"] = f"a{number // 3}"
    if dice.random() < 0.3:
        post |= {"is_forward": True, "forward_from_ref": dice.choice(_CHANNELS)}
    if dice.random() < 0.5:
        post |= {"view_count": dice.randint(-1, 40), "reactions": {"👍": dice.randint(0, 9)}}
    return post


def _body(number: int, version: int) -> str:
    words = random.Random(number % 4).choices(_WORDS, k=9)
    tag = ("#نان_تازه", "#نان‌تازه", "#باغ")[number % 3]
    return " ".join([*words, "ویرایش" * version, tag])


def write_dumps(folder: Path, seed: int, count: int) -> list[Path]:
    """Dumps of a seed, by name."""
    return [write_script(folder / f"{n}.jsonl", *dump_lines(1000 * seed + n)) for n in range(count)]
