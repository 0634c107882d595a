"""Turns pages into records; web archives use it, too."""

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
from selectolax.lexbor import LexborHTMLParser

from assets.formats.base import Batch, BatchBuilder, Observation, ParseOptions
from assets.formats.tme_web.channel import ChannelStatements
from assets.formats.tme_web.exact import read_exact
from assets.formats.tme_web.markup import (
    blocks,
    count_roots,
    cut,
    decode,
    is_tme,
    is_too_deep,
    repair,
    without_tail,
)
from assets.formats.tme_web.parts import PageParts, Parts, read_head, read_parts
from assets.formats.tme_web.post import RULES, Post, read_post
from assets.formats.tme_web.service import action_of
from assets.formats.tme_web.text import MAY_HOLD_ENTITIES, line_of
from assets.formats.tme_web.vocabulary import ROOT_ATTRIBUTES
from assets.transforms.entities import text_entities

RAW_CHARACTERS = 65_536
_EXAMPLE = 80


@dataclass
class _Page:
    """A page that is being written, in one or several pieces."""

    place: str = ""
    captured_at: datetime | None = None
    head: PageParts = field(default_factory=PageParts)
    record_count: int = 0
    is_tme: bool = False
    notice: str | None = None
    """What a widget says in place of a message, such as `Post not found`."""


class PageWriter:
    """Writes the messages of pages into batches."""

    def __init__(self, options: ParseOptions) -> None:
        self.builder = BatchBuilder()
        self._channels = ChannelStatements(self.builder, options)
        self._page = _Page()
        self._unlinked: list[tuple[int, str]] = []

    def start_page(self, place: str, captured_at: datetime | None = None) -> None:
        """Begin a page; ``place`` is the file, or its place in one, and begins the locators.

        ``captured_at``: when the page was fetched, for messages that do not say it themselves.
        """
        self._page = _Page(place, captured_at)

    def write(self, data: bytes) -> None:
        """Write a page, or a piece of it."""
        page = self._page
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
        is_plain = b"\r" not in data and b"\x00" not in data
        for begin, end in cut(data):
            post = read_exact(data, begin, end) if is_plain else None
            if post is None:
                self._write_piece(data[begin:end])
            else:
                self._post(post, "")
        self._channels.of_page(page.head.handle, page.head.title)
        if not page.record_count:
            page.is_tme |= is_tme(data)

    def _write_piece(self, data: bytes) -> None:
        html, is_damaged = decode(data)
        html, repairs = repair(html)
        if repairs:
            subject = "a space behind `<` of a tag"
            self.builder.finding("repaired_markup", subject, repairs, self._page.place)
        for block, count in blocks(html):
            if count and is_too_deep(block):
                self._reject_markup(block, "thousands of tags are not closed")
            elif count:
                self._write_block(block, count, is_damaged=is_damaged)
            elif "tgme_channel_info" in block and not is_too_deep(block):
                self._page.head = _merged(self._page.head, read_head(LexborHTMLParser(block)))

    def _write_block(self, html: str, count: int, *, is_damaged: bool) -> None:
        parts = read_parts(LexborHTMLParser(without_tail(html)))
        self._page.head = _merged(self._page.head, parts)
        for message in parts.messages:
            self._message(message, html, is_damaged=is_damaged)
        if count == len(parts.messages):
            return
        missing = count_roots(html) - len(parts.messages)
        if missing > 0:
            case = f"{missing} of {missing + len(parts.messages)} messages were not found"
            self._reject_markup(html, case)

    def _reject_markup(self, html: str, case: str) -> None:
        rule = "every message of a t.me page is within well-formed tags"
        self.reject("unparsed_markup", rule, html, case)

    def end_page(self) -> None:
        """End a page: one without records is a container."""
        page = self._page
        if page.record_count:
            return
        self.builder.exclude("artifact", page.place, kind="container")
        if page.is_tme:
            example = page.notice or page.head.handle or page.head.title
            subject = "a page of t.me that shows no post"
            self.builder.finding(
                "no_posts_found", subject, example=f"{page.place} {example or ''}".strip()[:_EXAMPLE]
            )

    def reject(self, reason: str, rule: str, raw: str, case: str, place: str | None = None) -> None:
        """Quarantine a stretch of the current page."""
        self.builder.reject(
            reason,
            rule,
            self._page.place if place is None else place,
            raw_text=raw[:RAW_CHARACTERS].replace("\x00", "\\x00"),
            failure_case=case,
        )
        self._page.record_count += 1

    def flush(self) -> Batch:
        """Hand over what was written since the last flush."""
        if self._unlinked:
            schema = {"record_index": pl.Int64, "text": pl.String}
            unlinked = pl.DataFrame(self._unlinked, schema=schema, orient="row")
            plain = text_entities(unlinked.with_columns(has_source_entities=pl.lit(value=False)))
            for index, kind, value in plain.iter_rows():
                self.builder.entity(index, kind, value)
            self._unlinked = []
        self._channels.forget()
        return self.builder.flush()

    def _message(self, parts: Parts, html: str, *, is_damaged: bool) -> None:
        if "tgme_widget_message_error" in parts.first:
            self._page.notice = line_of(parts.first["tgme_widget_message_error"])[:_EXAMPLE]
            return
        post = read_post(parts, is_damaged=is_damaged)
        place = self._post(post, html)
        names = [f"class {name}" for name in parts.unknown]
        names += [f"attribute {name}" for name in parts.attributes if name not in ROOT_ATTRIBUTES]
        self._note_unknown(names, place)

    def _post(self, post: Post, html: str) -> str:
        """Write a message as what it is; gives its place."""
        place = self._place(post)
        if post.fault is not None:
            reason, case = post.fault
            self.reject(reason, RULES[reason], html, case, place)
        elif post.is_service:
            self.builder.exclude("service", place, kind=action_of(post.text.shown), raw_text=post.text.shown)
            self._page.record_count += 1
        else:
            self._observe(post, place)
            self._page.record_count += 1
        if post.view.unknown:
            self._note_unknown([f"data-view.{name[:_EXAMPLE]}" for name in post.view.unknown], place)
        return place

    def _observe(self, post: Post, place: str) -> None:
        fields = Observation(
            record_locator=place,
            channel_ref=self._channels.of_post(post, self._page.head.title),
            message_id=post.message_id,
            posted_at=post.posted_at,
            captured_at=post.view.captured_at or self._page.captured_at,
            text=post.text.shown,
            media_kind=post.media_kind,
            album_ref=f"first:{post.message_id}" if len(post.album_ids) > 1 else None,
            is_forward=post.is_forward,
            forward_from_name=post.forward_name,
            forward_from_ref=post.forward_ref,
            reply_to_message_id=post.reply_to,
            author_signature=post.author,
            has_source_entities=True,
        )
        if post.views is not None:
            fields["view_count"], fields["is_view_count_rounded"] = post.views
        if post.reactions is not None:
            fields["reaction_count"] = sum([count for _, count in post.reactions])
        index = self.builder.observation(**fields)
        for reaction, count in post.reactions or []:
            self.builder.reaction(index, reaction, count)
        for kind, value in post.text.entities:
            self.builder.entity(index, kind, value)
        if MAY_HOLD_ENTITIES.search(post.text.unlinked):
            self._unlinked.append((index, post.text.unlinked))
        self._note_findings(post, place)

    def _note_findings(self, post: Post, place: str) -> None:
        finding = self.builder.finding
        if len(post.album_ids) > 1:
            inner = len(post.album_ids) - 1
            finding("album_members", "messages that a page shows only inside an album", inner, place)
        if post.is_edited:
            finding("edited_without_time", "the page says `edited`, but not when", example=place)
        if post.media_kind == "unsupported" and not post.text.shown:
            finding("withheld_post", "the page shows neither text nor media of the post", example=place)
        for value in post.unreadable:
            finding("unreadable_count", value.partition(":")[0], example=value[:_EXAMPLE])

    def _note_unknown(self, names: list[str], place: str) -> None:
        for name in names:
            self.builder.finding("unknown_field", name, example=place[:_EXAMPLE])

    def _place(self, post: Post) -> str:
        if post.message_id is None:
            return f"{self._page.place}#message {self._page.record_count + 1}"
        return f"{self._page.place}#{post.handle or post.view.channel_id}/{post.message_id}"


def _merged(head: PageParts, piece: PageParts) -> PageParts:
    return PageParts([], head.title or piece.title, head.handle or piece.handle)
