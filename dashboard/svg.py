"""Pictures as inline SVG: no scripts, no styles of their own, a title and a description for those who listen.

Colours are classes of the site's style sheet, so that one picture serves light and dark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from dashboard.text import number, plain

WIDTH = 520
"""Units of the x axis: about as many pixels as a column of a page has, so that letters keep their size."""


@dataclass(frozen=True)
class Point:
    """One place on the x axis of a line with its band."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    is_marked: bool = False
    is_rest: bool = False
    """A day off, such as a weekend's."""
    occasion: str | None = None
    """Name of the holiday that the day is."""


def bars(title: str, items: Sequence[tuple[str, float]], *, height: int = 150, kind: str = "c1") -> Markup:
    """Columns from left to right, the first, the last and the highest labelled."""
    top, bottom = 18, height - 22
    step = (WIDTH - 10) / max(len(items), 1)
    peak = max((v for _, v in items), default=0) or 1
    body = []
    for n, (label, value) in enumerate(items):
        x, y = 5 + n * step, bottom - (bottom - top) * value / peak
        body.append(
            _rect(
                x, y, max(step * 0.8, 0.8), bottom - y, kind, f"{label}: {number(value)}" if step > 4 else ""
            )
        )
    body += _axis(items, step, bottom)
    body.append(_text(5, 12, f"highest {number(peak)}"))
    said = f"{len(items)} periods, highest {number(peak)}."
    return _picture(title, said, height, body)


def hbars(title: str, items: Sequence[tuple[str, int, str]]) -> Markup:
    """Bars below each other: label, value, kind (a class)."""
    peak = max((v for _, v, _ in items), default=0) or 1
    body = []
    for n, (label, value, kind) in enumerate(items):
        y = 4 + n * 30
        width = (WIDTH - 235) * value / peak
        body.append(_text(146, y + 16, label, "end"))
        body.append(_rect(155, y, max(width, 1.5 if value else 0), 22, kind))
        body.append(_text(162 + width, y + 16, number(value), css="strong"))
    said = "; ".join(f"{label} {number(value)}" for label, value, _ in items)
    return _picture(title, said, 8 + 30 * len(items), body)


def band_line(title: str, points: Sequence[Point], *, height: int = 90) -> Markup:
    """A line over its expected band; what lies outside is marked."""
    top, bottom = 6, height - 20
    peak = max((max(p.value or 0, p.high or 0) for p in points), default=0) or 1
    step = (WIDTH - 10) / max(len(points) - 1, 1)

    def place(n: int, value: float) -> str:
        return f"{5 + n * step:.1f} {round(bottom - (bottom - top) * value / peak, 1):g}"

    body = []
    for run in _runs([p.low is not None and p.high is not None for p in points]):
        upper = [place(n, points[n].high or 0) for n in run]
        lower = [place(n, points[n].low or 0) for n in reversed(run)]
        body.append(_line([*upper, *lower], "band", "Z"))
    body += _days_off(points, step, top, bottom)
    for run in _runs([p.value is not None for p in points]):
        body.append(_line(place(n, points[n].value or 0) for n in run))
    marked = [(n, p) for n, p in enumerate(points) if p.is_marked and p.value is not None]
    body += [_circle(place(n, p.value or 0), 3.5, "mark", f"{p.label}: {number(p.value)}") for n, p in marked]
    body += _axis([(p.label, 0) for p in points], step, bottom)
    feasts = f" Holidays: {', '.join(f'{p.label} {p.occasion}' for p in points if p.occasion)}."
    said = f"{len(points)} days, highest {number(peak)}, {len(marked)} outside the expected band."
    said += feasts if any(p.occasion for p in points) else ""
    return _picture(title, said, height, body)


def rate_over_rows(title: str, runs: Sequence[tuple[str, float | None, int]]) -> Markup:
    """Pass rate (0 to 1, None where nothing ran) right above the rows evaluated, on one x axis."""
    height, split, bottom = 118, 62, 98
    left = 44
    step = min((WIDTH - left) / max(len(runs), 1), 40)
    floor = min([r for _, r, _ in runs if r is not None] or [1.0])
    floor = 0.0 if floor < 0.5 else 0.5 if floor < 0.9 else 0.9 if floor < 0.99 else 0.99
    peak = max((c for *_, c in runs), default=0) or 1
    body = [_rule(14, left), _rule(split, left)]
    for run in _runs([r is not None for _, r, _ in runs]):
        places = [
            f"{left + (n + 0.4) * step:.1f} {split - (split - 14) * ((runs[n][1] or 0) - floor) / (1 - floor):.1f}"
            for n in run
        ]
        body.append(_line(places))
        body += [_circle(place, 2.5, "dot") for place in (places if len(runs) <= 40 else places[-1:])]
    for n, (label, _, count) in enumerate(runs):
        high = 28 * count / peak
        body.append(_rect(left + n * step, bottom - high, max(step * 0.8, 0.8), high, "c2", label))
    body += [_text(0, 18, "100 %"), _text(0, split + 4, f"{100 * floor:g} %")]
    body += _axis([(label, 0) for label, _, _ in runs], step, bottom)
    last = runs[-1][1] if runs else None
    said = f"{len(runs)} runs; newest pass rate {'not known' if last is None else f'{100 * last:.2f} %'}."
    return _picture(title, said, height, body)


_CODES = {"p": ("ok", "passed"), "f": ("bad", "failed"), "n": ("off", "not run"), "-": ("gone", "not there")}


def strip(title: str, codes: str) -> Markup:
    """Statuses of a check over runs, oldest first: p passed, f failed, n not run, - not in the catalogue."""
    width = 3 * max(len(codes), 1)
    body, start = [], 0
    for code, same in groupby(codes):
        count = len(list(same))
        if code in _CODES:
            y, high = (1, 16) if code == "f" else (3, 12)
            body.append(_rect(3 * start, y, 3 * count - 0.6, high, _CODES[code][0]))
        start += count
    counted = ", ".join(f"{codes.count(c)} {words}" for c, (_, words) in _CODES.items() if codes.count(c))
    return _picture(title, f"{len(codes)} runs, oldest first: {counted}.", 18, body, width, "strip")


def heat(title: str, rows: Sequence[tuple[str, Sequence[int]]], columns: Sequence[str]) -> Markup:
    """Counts as shades, one row of squares per label."""
    peak = max((v for _, values in rows for v in values), default=0) or 1
    step = (WIDTH - 106) / max(len(columns), 1)
    body = []
    for n, (label, values) in enumerate(rows):
        y = 18 + n * 20
        body.append(_text(98, y + 13, label, "end"))
        for m, value in enumerate(values):
            shade = 0 if value == 0 else 1 + min(int(6 * value / peak), 5)
            words = f"{label}, {columns[m]}: {number(value)}"
            body.append(_rect(106 + m * step, y, step - 2, 18, f"h{shade}", words))
    for m, label in enumerate(columns):
        if m % max(len(columns) // 8, 1) == 0:
            body.append(_text(106 + m * step, 12, label))
    return _picture(title, f"Highest count {number(peak)}.", 22 + 20 * len(rows), body)


def byte_map(title: str, kinds: Sequence[str | None]) -> Markup:
    """A dump from its first byte to its last: what the bytes of each stretch became, mostly."""
    step = WIDTH / max(len(kinds), 1)
    body, start = [], 0
    for kind, same in groupby(kinds):
        count = len(list(same))
        if kind:
            body.append(_rect(start * step, 0, count * step, 16, f"k-{kind}", kind))
        start += count
    found = ", ".join(sorted({k for k in kinds if k}))
    return _picture(title, f"Stretches of the dump from start to end hold: {found}.", 16, body)


def _picture(
    title: str, said: str, height: int, body: Iterable[str], width: float = WIDTH, css: str = "chart"
) -> Markup:
    """Put shapes into a frame. Shapes are markup as plain text: formatting each as Markup costs ten times more."""
    return Markup(  # all words in it are escaped
        f'<svg class="{css}" role="img" viewBox="0 0 {width:g} {height}" width="{width:g}" height="{height}">'
        f"<title>{_words(title)}</title><desc>{_words(said)}</desc>{''.join(body)}</svg>"
    )


def _words(text: str) -> str:
    return str(escape(plain(text)))


def _rect(x: float, y: float, width: float, height: float, css: str, words: str = "") -> str:
    end = f"><title>{_words(words)}</title></rect>" if words else "/>"
    size = f'width="{width:.1f}" height="{max(height, 0):.1f}"'
    return f'<rect class="{_words(css)}" x="{x:.1f}" y="{y:.1f}" {size}{end}'


def _text(x: float, y: float, words: str, anchor: str = "start", css: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{css}">{_words(words)}</text>'


def _days_off(points: Sequence[Point], step: float, top: float, bottom: float) -> list[str]:
    """Days without work as stripes behind a line: all weekends in one stroke, each holiday by its name."""
    wide = max(step, 2)
    rests = "".join(f"M{5 + n * step:.1f} {top}V{bottom}" for n, p in enumerate(points) if p.is_rest)
    stripes = [f'<path class="rest" stroke-width="{wide:.1f}" d="{rests}"/>'] if rests else []
    return stripes + [
        _rect(5 + n * step - wide / 2, top, wide, bottom - top, "feast", f"{p.label}: {p.occasion}")
        for n, p in enumerate(points)
        if p.occasion
    ]


def _circle(place: str, radius: float, css: str, words: str = "") -> str:
    x, _, y = place.partition(" ")
    end = f"><title>{_words(words)}</title></circle>" if words else "/>"
    return f'<circle class="{css}" cx="{x}" cy="{y}" r="{radius}"{end}'


def _line(places: Iterable[str], css: str = "line", end: str = "") -> str:
    return f'<path class="{css}" d="M{"L".join(places)}{end}"/>'


def _rule(y: float, left: float = 0) -> str:
    return f'<path class="rule" d="M{left} {y:g}H{WIDTH}"/>'


def _axis(items: Sequence[tuple[str, float]], step: float, bottom: float) -> list[str]:
    if not items:
        return [_text(5, bottom + 14, "no data")]
    ends = [_rule(bottom), _text(5, bottom + 15, items[0][0])]
    if len(items) > 1:
        ends.append(_text(min(max(5 + step * len(items), 240), WIDTH - 5), bottom + 15, items[-1][0], "end"))
    return ends


def _runs(flags: Sequence[bool]) -> list[list[int]]:
    """Stretches of positions whose flag is set."""
    found: list[list[int]] = []
    for n, flag in enumerate(flags):
        if flag and found and found[-1][-1] == n - 1:
            found[-1].append(n)
        elif flag:
            found.append([n])
    return found
