"""The verdict for machines: ``dq.json``."""

import json
from pathlib import Path

from dashboard.ask import Row
from dashboard.pages.ledger import Totals
from dashboard.verdict import Verdict

NAME = "dq.json"
FORMAT = "anbar-dq/1"
"""Changes when a reader of an older file could be misled."""


def counts_before(earlier: Path | None) -> dict[str, int]:
    """Counts of the release before, as its own ``dq.json`` says; nothing where there is none that can be read."""
    try:
        found = json.loads((earlier / NAME).read_text(encoding="utf-8")) if earlier else {}
        return {k: v for k, v in found.get("counts", {}).items() if isinstance(v, int)}
    except (OSError, ValueError, AttributeError):
        return {}


def summary(verdict: Verdict, watermark: str, counts: Row, total: Totals, reasons: list[Row]) -> str:
    """Say as JSON what the first page says to people."""
    subject = verdict.subject
    change = {c["check_id"]: c["change"] for c in verdict.changes}
    content = {
        "format": FORMAT,
        "verdict": verdict.state,
        "headline": verdict.headline,
        "is_published": subject.release_id is not None,
        "release_id": subject.release_id,
        "served_release_id": subject.release_id or subject.served_release_id,
        "held_back_reason": subject.reason,
        "run_id": subject.run_id,
        "built_at": f"{subject.built_at:%Y-%m-%dT%H:%M:%SZ}",
        "code_version": subject.code_version,
        "reporting_zone": subject.reporting_zone,
        "watermark": watermark,
        "counts": counts,
        "checks": verdict.counts(),
        "layers_not_checked": verdict.unchecked,
        "changes": {name: verdict.change_counts[name] for name in ("new", "continuing", "fixed")},
        "troubles": [
            {k: c[k] for k in ("check_id", "severity", "status", "dimension", "table_name", "column_name",
                               "failed_count", "evaluated_count", "rule_in_words", "example_value", "owner")}
            | {"change": change.get(c["check_id"]), "href": f"checks.html#{c['check_id']}"}
            for c in verdict.troubles
        ],
        "ledger": {
            stage: {k: v for k, v in row.items() if k != "stage"} for stage, row in total.items()
        },
        "quarantine": [
            {k: r[k] for k in ("reason", "open_count", "replayed_count", "waived_count", "href")} for r in reasons
        ],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"
