"""A picture of the foreign keys: what is referred to in the middle, what refers to it on both sides."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboard.ask import Row
from dashboard.text import plain

_WIDTH, _BOX, _LINE, _GAP = 960, 260, 15, 12
_MIDDLE, _RIGHT = (_WIDTH - _BOX) // 2, _WIDTH - _BOX

Keys = Mapping[str, Mapping[str, str]]
"""Referring table → column → table referred to."""


def diagram(relationships: Sequence[Row]) -> Markup:
    """Draw ``meta.relationship``: facts of ``core`` on the right, ``mart`` and the rest on the left."""
    keys: dict[str, dict[str, str]] = defaultdict(dict)
    for r in relationships:
        target = f"{r['referenced_schema']}.{r['referenced_table']}"
        keys[f"{r['table_schema']}.{r['table_name']}"][r["column_name"]] = target
    middle = sorted({t for columns in keys.values() for t in columns.values()})
    right = sorted(t for t in keys if t.startswith("core.") and t not in middle)
    left = sorted(t for t in keys if t not in middle and t not in right)
    places: dict[str, tuple[int, int]] = {}
    boxes = Markup("")
    bottom = 0
    for x, tables in ((0, left), (_MIDDLE, middle), (_RIGHT, right)):
        drawn, end = _column(x, tables, keys, places)
        boxes, bottom = boxes + drawn, max(bottom, end)
    lines = Markup("").join(
        _line(places, table, n, target)
        for table, columns in keys.items()
        for n, target in enumerate(columns.values(), 1)
    )
    head = '<svg class="chart erd" role="img" viewBox="0 0 {} {}"><title>{}</title><desc>{}</desc>'
    said = "; ".join(f"{t}: {', '.join(f'{c} to {x}' for c, x in keys[t].items())}" for t in sorted(keys))
    return Markup(head + "{}{}</svg>").format(
        _WIDTH, bottom, "Which table refers to which", plain(said), lines, boxes
    )


def _column(
    x: int, tables: Sequence[str], keys: Keys, places: dict[str, tuple[int, int]]
) -> tuple[Markup, int]:
    drawn, y = Markup(""), 4
    for table in tables:
        columns = keys.get(table, {})
        height = 24 + _LINE * len(columns) + (6 if columns else 0)
        places[table] = (x, y)
        drawn += Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="4"/>').format(
            x + 1, y, _BOX - 2, height
        )
        drawn += Markup('<a href="#{}"><text x="{}" y="{}">{}</text></a>').format(table, x + 9, y + 16, table)
        for n, column in enumerate(columns, 1):
            drawn += Markup('<text class="col" x="{}" y="{}">{}</text>').format(
                x + 9, y + 16 + _LINE * n, column
            )
        y += height + _GAP
    return drawn, y


def _line(places: Mapping[str, tuple[int, int]], table: str, n: int, target: str) -> Markup:
    """A curve from a column to the head of the table that it refers to."""
    (x, y), (tx, ty) = places[table], places[target]
    start, end = y + 12 + _LINE * n, ty + 12
    if x < tx:
        a, b = x + _BOX, tx
        bend = (a + b) // 2
        return _curve(a, start, bend, bend, b, end)
    if x > tx:
        a, b = x, tx + _BOX
        bend = (a + b) // 2
        return _curve(a, start, bend, bend, b, end)
    side = x + _BOX
    return _curve(side, start, side + 40, side + 40, side, end)


def _curve(a: int, start: int, bend: int, unbend: int, b: int, end: int) -> Markup:
    return Markup('<path d="M{} {}C{} {} {} {} {} {}"/>').format(a, start, bend, start, unbend, end, b, end)
