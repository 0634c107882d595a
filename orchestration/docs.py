"""Write, or with ``--check`` compare, the generated parts of the documentation."""

import re
import sys
from pathlib import Path

from assets.transforms.relational.survivorship import SURVIVORSHIP, UNRANKED
from orchestration.definitions import defs
from orchestration.graph import asset_graph
from schemas import PUBLISHED, changes
from schemas.changes import Promises, promises
from schemas.dictionary import dictionary, table_list
from warehouse.checks import sql_checks
from warehouse.views import load_views

_ROOT = Path(__file__).parent.parent


def documents() -> dict[Path, str]:
    """Each generated document with the text that it should have."""
    readme = _ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    text = _replace(text, "tables", table_list(PUBLISHED.values(), {v.name: v.comment for v in load_views()}))
    text = _replace(text, "graph", f"```mermaid\n{asset_graph(defs)}\n```")
    return {
        readme: text,
        _ROOT / "warehouse" / "DATA_DICTIONARY.md": dictionary(PUBLISHED.values()) + survivorship_rules(),
        **contract_record(published_contract()),
    }


def published_contract() -> Promises:
    """What a release promises its readers: tables, views, and the checks that hold between them."""
    promised = promises(PUBLISHED.values())
    for view in load_views():
        promised[view.name] = view.comment
        promised |= {f"{view.name}.{column}": meaning for column, meaning in view.columns}
    for check in sql_checks():
        rule = f"{check.severity} above a share of {check.threshold:g}: {check.rule_in_words}"
        promised[check.check_id] = rule
    return promised


def contract_record(now: Promises) -> dict[Path, str]:
    """The record of the contract, and its history with an entry for what changed since it was recorded."""
    before = changes.recorded()
    history = changes.HISTORY.read_text(encoding="utf-8") if changes.HISTORY.exists() else ""
    if before != now:
        lines = changes.difference(before, now) if before else ["recorded for the first time"]
        history = changes.with_change(history, lines)
    return {changes.RECORD: changes.written(now), changes.HISTORY: history}


def survivorship_rules() -> str:
    """Which copy of a post each column of ``core.fact_post`` comes from, as the rules in the code say."""
    # Albums have a key only after the posts were merged.
    columns = [[c.replace("album_ref", "album_key") for c in rule.columns] for rule in SURVIVORSHIP]
    rows = [
        f"| {', '.join(f'`{c}`' for c in group)} | {rule.why} |"
        for group, rule in zip(columns, SURVIVORSHIP, strict=True)
    ]
    fixed = [f"| `{column}` | {why} |" for column, why in UNRANKED.items()]
    head = [
        "## Which copy wins",
        "",
        "A post may appear in many dumps. Each column of `core.fact_post` is taken from one of its appearances:",
        "",
        "| columns | taken |",
        "| --- | --- |",
    ]
    return "\n".join([*head, *rows, *fixed, ""])


def _replace(text: str, block: str, content: str) -> str:
    """Put generated content between the marks of a block.

    Raises:
        ValueError: the marks are not there.
    """
    pattern = rf"(<!-- {block}: generated -->\n).*?(<!-- end of {block} -->)"
    if not re.search(pattern, text, flags=re.DOTALL):
        raise ValueError(f"README.md lacks the marks of the generated block {block}")
    return re.sub(pattern, lambda m: f"{m[1]}\n{content}\n\n{m[2]}", text, flags=re.DOTALL)


def main() -> int:
    """Write the documents, or say which are out of date."""
    wanted = documents()
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    is_check = "--check" in sys.argv
    for path in stale:
        if is_check:
            sys.stderr.write(f"{path.relative_to(_ROOT)} is out of date; run `make docs`\n")
        else:
            path.write_text(wanted[path], encoding="utf-8")
    for number in changes.unexplained(wanted[changes.HISTORY]):
        sys.stderr.write(
            f"{changes.HISTORY.relative_to(_ROOT)}: say in change {number} why the contract changed, "
            "for those whose queries it touches\n"
        )
    is_whole = not stale and not changes.unexplained(wanted[changes.HISTORY])
    return 0 if is_whole or not is_check else 1


if __name__ == "__main__":
    sys.exit(main())
