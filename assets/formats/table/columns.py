"""From cells to the columns of observations: dates, counts, attachments, forwards."""

import polars as pl

from assets.formats.table.cells import Cells
from assets.formats.table.dates import RESULT, as_days, is_read, parse_dates
from assets.formats.table.links import COMPOSITE, POST_LINK, extracted, identities
from assets.formats.table.media import Reactions, is_media, kind_of, kind_of_path, reactions_of
from assets.formats.table.names import is_utc
from assets.formats.table.values import counts, integers, mapped, stated_truth, truth

_REACTIONS = pl.List(pl.Struct({"reaction": pl.String, "reaction_count": pl.Int64}))
_REPLY_IN_OBJECT = r"reply_to_msg_id\W{1,4}(\d{1,18})"


def text_of(cells: Cells) -> pl.Series:
    """Text of the posts, with line feeds as line ends; the caption where there is no other text."""
    column, caption = cells.column("text"), cells.column("caption")
    text = cells.rows[column].fill_null("") if column else cells.none(pl.String).fill_null("")
    if cells.plan.null_text is not None:
        is_null = text == cells.plan.null_text
        cells.note("null_text", "text", text, is_null)
        text = text.set(is_null, "")
    if caption:
        text = text.set(text == "", None).fill_null(cells.rows[caption]).fill_null("")
    if text.str.contains("\r", literal=True).any():
        text = text.str.replace_all(r"\r+\n", "\n").str.replace_all("\r", "\n", literal=True)
    return text


def posted(cells: Cells) -> pl.DataFrame:
    """When posts were made: columns of ``dates.RESULT``. Unix time is surer than a clock."""
    date, clock = cells.get("posted_at"), cells.get("posted_time")
    plan = cells.plan
    if cells.column("posted_time"):
        date = date.str.replace(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?\z", "") + (" " + clock).fill_null("")
    in_utc = is_utc(cells.column("posted_at")) or is_utc(cells.column("posted_time"))
    dates = parse_dates(date, is_utc=in_utc, is_day_first=plan.is_day_first, day_shift=cells.day_shift)
    dates = as_days(dates) if plan.is_day_column else dates
    unix = cells.get("unix_time")
    if cells.column("unix_time"):
        instants = parse_dates(unix, is_utc=True)
        surer = is_read(instants)
        dates = pl.DataFrame({n: instants[n].zip_with(surer, dates[n]) for n in RESULT})
    unread = ~is_read(dates)
    cells.note("unreadable_date", "posted_at", date, unread & date.is_not_null() & unix.is_null())
    cells.note("unreadable_date", "unix_time", unix, unread & unix.is_not_null())
    return dates


def moments(cells: Cells) -> dict[str, pl.Series]:
    """Times of editing and capture."""
    edited = cells.get("edited_at").set(stated_truth(cells.get("edited_at")).is_not_null(), None)
    in_utc = is_utc(cells.column("edited_at"))
    dates = parse_dates(
        edited, is_utc=in_utc, is_day_first=cells.plan.is_day_first, day_shift=cells.day_shift
    )
    cells.note("unreadable_date", "edited_at", edited, ~is_read(dates) & edited.is_not_null())
    label = pl.duration(minutes=pl.col("offset"))
    local = dates.select(pl.when(pl.col("offset").is_null()).then("local")).to_series()
    labelled = dates.select(pl.col("local") - label).to_series()
    captured = cells.get("captured_at")
    capture = parse_dates(captured, is_utc=is_utc(cells.column("captured_at")))
    cells.note(
        "capture_time_without_zone", "captured_at", captured, captured.is_not_null() & capture["at"].is_null()
    )
    return {
        "edited_at": dates["at"].fill_null(labelled),
        "edited_local": local,
        "captured_at": capture["at"],
    }


def counters(cells: Cells) -> dict[str, pl.Series]:
    """Views, forwards and replies at capture."""
    columns = {}
    for role in ("view_count", "forward_count", "reply_count"):
        read = counts(cells.get(role))
        cells.note("unreadable_count", role, cells.get(role), ~read["is_read"])
        columns[role] = read["value"]
        if role == "view_count":
            columns["is_view_count_rounded"] = read["is_rounded"]
    return columns


def reactions(cells: Cells) -> dict[str, pl.Series]:
    """Reactions as lists, and their number: as stated, else their sum."""
    stated = cells.get("reactions")
    lists = mapped(stated, _as_structs, _REACTIONS)
    alone = counts(stated.set(lists.is_not_null(), None))
    cells.note("unreadable_reactions", "reactions", stated,
               stated.is_not_null() & lists.is_null() & alone["value"].is_null())  # fmt: skip
    if cells.plan.flat_reactions:
        lists = lists.fill_null(_flat_reactions(cells))
    total = lists.list.eval(pl.element().struct.field("reaction_count")).list.sum()
    number = counts(cells.get("reaction_count"))
    cells.note("unreadable_count", "reaction_count", cells.get("reaction_count"), ~number["is_read"])
    return {"reactions": lists, "reaction_count": number["value"].fill_null(total).fill_null(alone["value"])}


def _as_structs(cell: str) -> list[dict[str, str | int]] | None:
    found = reactions_of(cell)
    return None if found is None else _structs(found)


def _structs(found: Reactions) -> list[dict[str, str | int]]:
    return [{"reaction": emoji, "reaction_count": count} for emoji, count in found]


def _flat_reactions(cells: Cells) -> pl.Series:
    """Reactions that stand in pairs of columns."""
    pairs = [(cells.of_column(e), counts(cells.of_column(n))["value"])
             for e, n in cells.plan.flat_reactions if {e, n} <= set(cells.rows.columns)]  # fmt: skip
    lists: list[list[dict[str, str | int]] | None] = [None] * cells.height
    for emoji, count in pairs:
        for i, (e, n) in enumerate(zip(emoji, count, strict=True)):
            if e is not None and n is not None:
                name = f"custom:{e}" if e.isdecimal() else e
                lists[i] = [*(lists[i] or []), {"reaction": name, "reaction_count": n}]
    return pl.Series(lists, dtype=_REACTIONS)


def media(cells: Cells) -> dict[str, pl.Series]:
    """Kind of attachment, and whether there is one at all."""
    stated = cells.get("media_kind")
    yes_no = stated_truth(stated)
    stated = stated.set(yes_no.is_not_null(), None)
    kind = mapped(stated, kind_of, pl.String)
    has_media = (mapped(stated, is_media, pl.Boolean).fill_null(yes_no)).fill_null(value=False)
    cells.note("unknown_media_kind", "media_kind", stated, has_media & stated.is_not_null() & kind.is_null())
    for column, of_column in cells.plan.presence.items():
        if column in cells.rows.columns:
            filled = truth(cells.of_column(column)).fill_null(value=False)
            kind = kind.set(filled & kind.is_null(), of_column)
            has_media = has_media | filled
    path = cells.words("media_path")
    path = path.set(~mapped(path, is_media, pl.Boolean).fill_null(value=False), None)
    kind = kind.fill_null(mapped(path, kind_of_path, pl.String))
    webpage = cells.words("webpage_url")
    kind = kind.set((kind.is_null() & webpage.is_not_null()).fill_null(value=False), "webpage")
    stated_media = stated_truth(cells.get("has_media")).fill_null(value=False)
    return {
        "media_kind": kind,
        "has_media": has_media | kind.is_not_null() | stated_media,
        "webpage_url": webpage,
        "album_ref": cells.get("album_ref").str.replace(r"\.0+\z", ""),
    }


def forwards(cells: Cells) -> dict[str, pl.Series]:
    """Whether a post is a forward, and of what."""
    flag = stated_truth(cells.get("is_forward"))
    words = cells.words("forward_from_name")
    yes_no = stated_truth(words)
    named = identities(words.set(yes_no.is_not_null(), None), is_bare_handle=False)
    number = identities(cells.get("forward_from_id"))
    handle = identities(cells.words("forward_from_handle"))
    telegram_id = number["telegram_id"].fill_null(named["telegram_id"])
    by_handle = handle["handle"].fill_null(number["handle"]).fill_null(named["handle"])
    name = named["name"].fill_null(handle["name"])
    by_id = "id:" + telegram_id.cast(pl.String)
    ref = by_id.fill_null("handle:" + by_handle)
    is_forward = flag.fill_null(yes_no).fill_null(value=False) | ref.is_not_null() | name.is_not_null()
    return {"is_forward": is_forward, "forward_from_name": name, "forward_from_ref": ref}


def replies(cells: Cells) -> pl.Series:
    """Message that a post answers."""
    stated = cells.get("reply_to_message_id")
    number = integers(stated, are_floats=cells.has_float_numbers)
    cells.note("id_lost_precision", "reply_to_message_id", stated, number["is_lost"])
    inner = stated.str.extract(_REPLY_IN_OBJECT, 1).cast(pl.Int64)
    linked = extracted(stated, POST_LINK)["message_id"].fill_null(extracted(stated, COMPOSITE)["message_id"])
    return number["value"].fill_null(inner).fill_null(linked)
