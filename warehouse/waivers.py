"""``waivers.toml``: rejected records that people accept for a while, and why.

The file stands in the home folder beside ``anbar.toml`` and outlives releases and rebuilds. People may edit it.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from warehouse.toml import load_toml

_HEAD = "# Rejected records that are accepted until a day; see `anbar quarantine waive --help`.\n"


class Waiver(BaseModel):
    """One accepted record."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quarantine_id: int = Field(gt=0)
    reason: str = Field(min_length=1)
    until: date
    """Last day on which it counts, UTC; the record is open again afterwards."""
    waived_by: str = "unknown"


class _Ledger(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    waiver: tuple[Waiver, ...] = ()


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """Read the ledger; nothing where the file is absent.

    Raises:
        UsageError: the file is no valid TOML or says what no waiver says.
    """
    return load_toml(path, _Ledger).waiver if path.exists() else ()


def add_waivers(path: Path, added: Iterable[Waiver]) -> None:
    """Write waivers into the ledger; one for the same record takes the place of an older one.

    Raises:
        UsageError: the ledger that is there cannot be read.
    """
    held = {w.quarantine_id: w for w in (*load_waivers(path), *added)}
    blocks = (_block(held[key]) for key in sorted(held))
    partial = path.with_suffix(".partial")
    partial.write_text(_HEAD + "".join(blocks), encoding="utf-8")
    partial.replace(path)


def in_force(waivers: Iterable[Waiver], day: date) -> dict[int, Waiver]:
    """Waivers that count on a day, by the record that they are for; of several, the last one."""
    return {w.quarantine_id: w for w in waivers if w.until >= day}


def digest(waivers: Iterable[Waiver]) -> str:
    """SHA-256 of waivers, whatever their order."""
    lines = sorted(w.model_dump_json() for w in waivers)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _block(waiver: Waiver) -> str:
    return (
        f"\n[[waiver]]\nquarantine_id = {waiver.quarantine_id}\nreason = {_text(waiver.reason)}\n"
        f"until = {waiver.until.isoformat()}\nwaived_by = {_text(waiver.waived_by)}\n"
    )


def _text(value: str) -> str:
    """A basic string of TOML: that of JSON, but for the one control character that JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
