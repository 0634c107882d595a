"""The feed: an entry per run whose verdict or checks changed, for whoever wants to be told."""

from collections import defaultdict
from datetime import datetime
from itertools import zip_longest

from markupsafe import Markup, escape

from dashboard.ask import Row
from dashboard.text import plain

_ENTRIES = 50
_WORDS = {"published": "Published", "held_back": "Held back", "failed": "Failed"}

_FEED = Markup(
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    "<id>urn:anbar:quality</id>\n<title>Anbar: data quality</title>\n<updated>{updated}</updated>\n"
    '<author><name>Anbar</name></author>\n<link rel="alternate" href="index.html"/>\n{entries}</feed>\n'
)
_ENTRY = Markup(
    "<entry>\n<id>urn:anbar:run:{id}</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n"
    '<link rel="alternate" href="runs.html#run-{id}"/>\n<content type="text">{content}</content>\n</entry>\n'
)


def atom(runs: list[Row], changes: list[Row]) -> str:
    """Write the feed.

    Args:
        runs: rows of ``dq.run``, newest first.
        changes: checks that changed, as ``check_change`` gives them.
    """
    of_run: dict[str, list[Row]] = defaultdict(list)
    for change in changes:
        if change["change"] != "continuing":
            of_run[change["run_id"]].append(change)
    pairs = zip_longest(runs, runs[1:])
    told = [
        run
        for run, before in pairs
        if not before or run["status"] != before["status"] or of_run[run["run_id"]]
    ]
    entries = Markup("").join(_entry(run, of_run[run["run_id"]]) for run in told[:_ENTRIES])
    updated = _instant(told[0]["started_at"]) if told else "1970-01-01T00:00:00Z"
    return str(_FEED.format(updated=updated, entries=entries))


def _entry(run: Row, changes: list[Row]) -> Markup:
    counts = [f"{sum(c['change'] == kind for c in changes)} {kind}" for kind in ("new", "fixed")]
    lines = [f"{c['change']}: {c['check_id']} ({c['rule_in_words']})" for c in changes]
    if run["error"]:
        lines.insert(0, run["error"])
    title = f"{_WORDS.get(run['status'], run['status'])} {run['release_id'] or ''}: {', '.join(counts)}"
    return _ENTRY.format(
        id=escape(plain(run["run_id"])),
        title=plain(title),
        updated=_instant(run["started_at"]),
        content=plain("\n".join(lines)),
    )


def _instant(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"
