"""Which column of a table says what: by name, by what its first rows hold, or by configuration."""

from dataclasses import dataclass, field

import polars as pl

from assets.formats.table.dates import is_day_first, is_midnight, parse_dates
from assets.formats.table.fits import CHECKS, is_date, share
from assets.formats.table.links import POST_LINK
from assets.formats.table.names import (
    ALIASES,
    candidates,
    flat_reactions,
    is_foreign,
    is_ignored,
    is_recognised,
    is_sender,
    is_utc,
    presence_columns,
)
from assets.formats.table.values import cleaned, integers

Mapping = tuple[tuple[str, str], ...]
"""What configuration says of columns: what one says → its name in the table."""

MAPPED_ROLES = {
    "channel_ref": "channel", "posted_local": "posted_at", "edited_local": "edited_at",
    "forward_from_ref": "forward_from_id", "telegram_id": "channel_id", "handle": "channel_handle",
}  # fmt: skip
"""What a mapping may say besides roles, and the roles that are meant."""

_CHANNEL_ROLES = ("channel_id", "channel_handle", "channel_name", "channel")
IDENTITY_ROLES = frozenset(["message_id", "unix_time", "posted_at", "url", *_CHANNEL_ROLES])
"""Roles that tell posts apart."""
_TELEGRAM_ROLES = frozenset(
    ["message_id", "url", "view_count", "forward_count", "forward_from_id", "album_ref", *_CHANNEL_ROLES]
)
"""Roles that chats of other messengers have no columns for."""
_OWN_ROLES = (_TELEGRAM_ROLES - {"message_id", "channel_name", "channel"}) | {"forward_from_handle"}
"""Roles that tables of other things have no columns for."""
_HALF = 0.5
_NULL_TEXTS = ["nan", "NaN", "None", "none", "null", "NULL", "\\N", "<NA>"]


@dataclass(frozen=True)
class Plan:
    """Roles of a table's columns."""

    roles: dict[str, str]
    """Role → source column."""
    mapped_roles: frozenset[str] = frozenset()
    """Roles that configuration states."""
    presence: dict[str, str] = field(default_factory=dict)
    """Column → kind of attachment that it tells of."""
    flat_reactions: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Columns that have no role and are not known to have none."""
    unused_mappings: list[tuple[str, str]] = field(default_factory=list)
    has_senders: bool = False
    has_foreign: bool = False
    """There are columns of other things than posts: several, for one may be somebody's note about them."""
    null_text: str | None = None
    """What stands in the text column where a post has no text."""
    is_day_column: bool = False
    """Times are all at 0:00: the column states days."""
    is_day_first: bool | None = None
    are_words_handles: bool = True
    """A single word in a column about channels is a handle, not a name."""

    @property
    def is_table(self) -> bool:
        """Whether rows can be posts: there is text, and something that tells posts apart.

        A log of a chat (who, when, what) without anything of Telegram is another messenger's, and a table
        with columns of other things (people, goods, letters) is one of them. Whoever says which column is
        the text says that there are posts.
        """
        roles = self.roles.keys()
        if {"text", "caption"} & self.mapped_roles:
            return True
        is_chat = (self.has_senders or "author_signature" in roles) and not roles & _TELEGRAM_ROLES
        is_foreign = is_chat or (self.has_foreign and not roles & _OWN_ROLES)
        return bool({"text", "caption"} & roles and roles & IDENTITY_ROLES and not is_foreign)

    @property
    def confidence(self) -> float:
        """How sure the table is one of Telegram posts, 0 to 1."""
        if not self.is_table:
            return 0.0
        return 0.85 if self.roles.keys() & _TELEGRAM_ROLES and len(self.roles) >= 3 else 0.6


def make_plan(
    sample: pl.DataFrame,
    mapping: Mapping = (),
    fixed: Plan | None = None,
    *,
    has_float_numbers: bool = False,
) -> Plan:
    """Decide what the columns of a table say.

    Args:
        sample: First rows, all String.
        mapping: Wins over any guess.
        fixed: Plan of the table so far; what it decided stays, new columns may fill what it left open.
        has_float_numbers: The source holds all numbers as floats.
    """
    columns = sample.columns
    cells = {c: cleaned(sample[c]) for c in columns}
    roles, unused = _mapped(columns, mapping)
    stated = frozenset(roles)
    if fixed is not None:
        roles = {**fixed.roles, **roles}
    taken = set(roles.values())
    for role in ALIASES:
        if role not in roles:
            column = _choose(
                role, columns, cells, taken, {r: cells[c] for r, c in roles.items() if c in cells}
            )
            if column is not None:
                roles[role] = column
                taken.add(column)
    roles = _settled(roles, cells, stated)
    taken = set(roles.values())
    presence = {c: kind for c, kind in presence_columns(columns).items() if c not in taken}
    reactions = flat_reactions(columns)
    known = taken | set(presence) | {c for pair in reactions for c in pair}
    text = sample[roles["text"]] if roles.get("text") in sample.columns else None
    is_day_column, day_first = _date_habits(roles, cells, fixed)
    return Plan(
        roles=roles,
        mapped_roles=stated,
        presence=presence,
        flat_reactions=reactions,
        unknown=[c for c in columns if c not in known and not is_ignored(c)],
        unused_mappings=unused,
        has_senders=any(map(is_sender, columns)),
        has_foreign=sum(map(is_foreign, columns)) > 1,
        null_text=fixed.null_text if fixed else _null_text(text),
        is_day_column=is_day_column,
        is_day_first=day_first,
        are_words_handles=fixed.are_words_handles if fixed else _words_are_handles(roles, cells),
    )


def names_score(names: list[str], mapping: Mapping = ()) -> int:
    """How many columns are recognised, if together they make a table; else 0. For finding headers.

    A row with most of the names that configuration gives is surer than any other.
    """
    mapped = {column for _, column in mapping}
    if 2 * len(mapped & set(names)) > len(mapped):
        return len(names) + len(mapped)
    plan = make_plan(pl.DataFrame(schema=dict.fromkeys(names, pl.String)))
    is_header = bool({"text", "caption"} & plan.roles.keys() and plan.roles.keys() & IDENTITY_ROLES)
    return sum(is_recognised(n) for n in names) if is_header else 0


def _mapped(columns: list[str], mapping: Mapping) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Roles that configuration states, and what of it the table has no column for."""
    roles, unused = {}, []
    for target, column in mapping:
        role = MAPPED_ROLES.get(target, target)
        if role in ALIASES and role not in roles and column in columns:
            roles[role] = column
        else:
            unused.append((target, column))
    return roles, unused


def _choose(
    role: str, columns: list[str], cells: dict[str, pl.Series], taken: set[str], chosen: dict[str, pl.Series]
) -> str | None:
    """The likeliest column for a role whose first rows hold what the role needs."""
    for column in candidates(role, columns):
        if column not in taken and _fits(role, cells[column], chosen):
            return column
    return None


def _fits(role: str, cells: pl.Series, chosen: dict[str, pl.Series]) -> bool:
    """Whether at least half of the filled cells can be read in a role; an empty column fits any."""
    filled = cells.drop_nulls()
    if filled.is_empty():
        return True
    if role == "title":
        return _is_title(cells, chosen)
    check = CHECKS.get(role)
    return check is None or share(check(filled)) >= _HALF


def _is_title(cells: pl.Series, chosen: dict[str, pl.Series]) -> bool:
    """Whether a column called title names posts; with one value per channel it names channels."""
    channel = next((chosen[r] for r in _CHANNEL_ROLES[:2] if r in chosen), None)
    frame = pl.DataFrame({"title": cells, "channel": channel if channel is not None else pl.Series([None])
                          .cast(pl.String).extend_constant(None, len(cells) - 1)})  # fmt: skip
    per_channel = frame.drop_nulls("title").group_by("channel").agg(pl.col("title").n_unique())["title"]
    return bool((per_channel > 1).any())


def _settled(roles: dict[str, str], cells: dict[str, pl.Series], stated: frozenset[str]) -> dict[str, str]:
    """Roles after a look at how columns go together."""
    roles = dict(roles)
    if "posted_at" not in roles and "posted_time" in roles:
        clock = cells.get(roles["posted_time"])
        if clock is not None and share(is_date(clock.drop_nulls())) >= _HALF:
            roles["posted_at"] = roles.pop("posted_time")
    if "channel_name" not in roles and "title" not in roles:
        free = [c for c in candidates("title", list(cells)) if c not in roles.values()]
        roles.update({"channel_name": free[0]} if free else {})
    if {"message_id", "url"} <= roles.keys() and "message_id" not in stated:
        own, linked = (cells.get(roles[r]) for r in ("message_id", "url"))
        if own is not None and linked is not None and not _agree(own, linked):
            del roles["message_id"]
    if "text" not in roles and "caption" in roles:
        roles["text"] = roles.pop("caption")
    return roles


def _agree(own: pl.Series, linked: pl.Series) -> bool:
    """Whether ids are those of the links to posts; otherwise they number the rows of a database."""
    link_id = linked.str.extract_groups(POST_LINK).struct.field("message_id").cast(pl.Int64)
    pairs = pl.DataFrame({"own": integers(own)["value"], "link": link_id}).drop_nulls()
    return pairs.is_empty() or share(pairs["own"] == pairs["link"]) >= _HALF


def _null_text(text: pl.Series | None) -> str | None:
    """The word that stands for no text: it is repeated, and no cell is empty."""
    if text is None or text.is_empty() or (text.fill_null("") == "").any():
        return None
    counted = text.filter(text.is_in(_NULL_TEXTS)).value_counts(sort=True)
    return str(counted[text.name][0]) if counted.height and counted["count"][0] > 1 else None


def _date_habits(
    roles: dict[str, str], cells: dict[str, pl.Series], fixed: Plan | None
) -> tuple[bool, bool | None]:
    """Whether dates are days, and whether their day comes first, as far as the first rows show it."""
    column = roles.get("posted_at")
    if fixed is not None and (fixed.roles.get("posted_at") == column or column not in cells):
        return fixed.is_day_column, fixed.is_day_first
    if column is None or column not in cells:
        return False, None
    order = is_day_first(cells[column])
    dates = parse_dates(cells[column], is_utc=is_utc(column), is_day_first=order)
    is_alone = "posted_time" not in roles and "unix_time" not in roles
    return is_alone and is_midnight(dates), order


def _words_are_handles(roles: dict[str, str], cells: dict[str, pl.Series]) -> bool:
    """Whether a column about channels in any form holds handles: every word of it could be one."""
    column = roles.get("channel")
    words = cells[column].drop_nulls() if column in cells else pl.Series(dtype=pl.String)
    is_numeric = words.str.contains(r"\A[-+\d.]+\z")
    words = words.filter(~is_numeric)
    return bool(words.str.contains(r"(?i)\A@?[a-z][a-z0-9_]{3,31}\z|t\.me/|telegram\.(me|dog)/").all())
