"""`anbar explain`: the whole story of one post."""

from typing import Annotated, Any

import typer

from orchestration.cli.app import DebugOption, HomeOption, app, explained, out
from orchestration.cli.query import current_database
from orchestration.cli.render import cell, table
from warehouse.connect import open_release
from warehouse.home import Home

_BRIEF = 60


@app.command()
@explained
def explain(
    post: Annotated[
        str,
        typer.Argument(
            help="CHANNEL/MESSAGE (handle, id or title of the channel), a t.me link, or a post_key.",
            show_default=False,
        ),
    ],
    home: HomeOption = None,
    debug: DebugOption = False,
) -> None:
    """Tell the whole story of a post.

    Every appearance with its place in the raw bytes, which copy each column was taken from and why,
    versions of the text, topics with their evidence, entities, reactions, reposts, findings and checks.
    """
    from assets.steps.explain import explain_post
    from assets.steps.workspace import Workspace

    place = Home.locate(home)
    with open_release(current_database(place)) as con:
        story = explain_post(Workspace(place, ""), con, post)
    text = story.post.pop("text")
    story.post.pop("raw_text_display")
    story.post.pop("escaped_text")
    known = [(name, value) for name, value in story.post.items() if value is not None]
    out.print(table(None, ("", "post"), known))
    out.print(cell(text), soft_wrap=True)
    for number, appearance in enumerate(story.appearances, 1):
        _print_appearance(number, appearance)
    for why in dict.fromkeys(c.why for c in story.choices):
        out.print(why, style="bold", highlight=False, soft_wrap=True)
        chosen = [c for c in story.choices if c.why == why and c.value is not None]
        values = [(c.column, _brief(c.value), c.appearance) for c in chosen]
        out.print(table(None, ("column", "value", "from appearance"), values))
    for title, rows in story.tables.items():
        if rows:
            out.print(table(title, list(rows[0]), [[_brief(v) for v in row.values()] for row in rows]))


def _print_appearance(number: int, appearance: Any) -> None:
    row = appearance.row
    where = f"{row['file_name']} ({row['dump_format']}), {row['record_locator']}"
    out.print(f"appearance {number}: {row['copy_kind']}, {where}", style="bold", highlight=False)
    facts = [(k, row[k]) for k in ("captured_at", "view_count", "forward_count", "reaction_count")]
    facts += [("confidence", row["confidence"]), ("raw file", appearance.blob or "no longer in the lake")]
    if appearance.raw is not None:
        facts.append(("bytes", f"{row['byte_start']} to {row['byte_end']}"))
        facts.append(("raw", appearance.raw.decode("utf-8", "backslashreplace")))
    out.print(table(None, ("", ""), [(k, v) for k, v in facts if v is not None]))


def _brief(value: Any) -> Any:
    """A long text cut short; the whole one stands above."""
    return f"{value[:_BRIEF]} …" if isinstance(value, str) and len(value) > _BRIEF else value
