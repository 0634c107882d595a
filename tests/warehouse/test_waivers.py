"""The ledger of waivers: written, read, edited by people, and over when its day is."""

from datetime import date
from pathlib import Path

import pytest

from warehouse.errors import UsageError
from warehouse.waivers import Waiver, add_waivers, digest, in_force, load_waivers

DAY = date(2026, 5, 1)


def waiver(key: int = 7, reason: str = "known", until: date = DAY) -> Waiver:
    return Waiver(quarantine_id=key, reason=reason, until=until, waived_by="ناظر")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    assert load_waivers(path) == ()
    odd = 'نقل "قول" \\ با\nدو سطر و \x7f و ]]'
    add_waivers(path, [waiver(9, odd), waiver(8)])
    add_waivers(path, [waiver(8, "other"), waiver(1)])
    assert [(w.quarantine_id, w.reason) for w in load_waivers(path)] == [(1, "known"), (8, "other"), (9, odd)]
    assert not path.with_suffix(".partial").exists()


@pytest.mark.parametrize(("day", "counts"), [(date(2026, 5, 1), True), (date(2026, 5, 2), False)])
def test_a_waiver_counts_up_to_its_day(day: date, counts: bool) -> None:
    assert (7 in in_force([waiver()], day)) == counts


def test_of_two_for_one_record_the_last_counts() -> None:
    assert in_force([waiver(), waiver(reason="later")], DAY)[7].reason == "later"


def test_the_digest_knows_changes_and_no_order() -> None:
    one, two = waiver(1), waiver(2)
    assert digest([one, two]) == digest([two, one])
    assert len({digest([]), digest([one]), digest([one, two]), digest([waiver(1, "x")])}) == 4


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[waiver]]\nquarantine_id = 1\nreason = 'x'\n", "until"),
        ("[[waiver]]\nquarantine_id = 1\nreason = ''\nuntil = 2026-01-01\n", "reason"),
        ("[[waiver]]\nquarantine_id = 1\nreason = 'x'\nuntil = 2026-01-01\nfor = 'ever'\n", "unknown key"),
        ("waiver =", "no valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file(text: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "waivers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=rf"waivers\.toml.*{complaint}"):
        load_waivers(path)
