"""Records that hold the bare text of a page (WET), as posts.

Pages that say where posts end are cut by that. Of others nothing is known but the text: those of one channel
are gathered and read as a plain-text dump of it, so that its habits show.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from assets.formats.base import BatchBuilder, Member, Observation, ParseOptions, Source
from assets.formats.plain_text import PlainTextAdapter
from assets.formats.warc.page_text import PageText, PostText, post_of_mirror, post_of_page, posts_of_list
from assets.formats.warc.targets import MIRROR, Target

CUT_BY_PAGE = 0.75
"""Trust in posts between what t.me prints: a quoted answer or preview card may be among their lines."""
SHOWN_ALONE = 0.9
"""Trust in the post of a page of one."""
MIRRORED = 0.5
"""Trust in what a mirror prints: quoted parents and advertisements cannot be told from the post."""

_PAGE = "page "
"""Names of gathered pages are this and six digits."""
_GATHERED_BYTES = 16 << 20
_RAW_CHARACTERS = 65_536


@dataclass(frozen=True)
class _TextMember(Member):
    """A page's text as if it were a file of a dump."""

    data: bytes = b""
    place: str = ""
    captured_at: datetime | None = None

    def open(self) -> BinaryIO:
        return BytesIO(self.data)


@dataclass
class TextWriter:
    """Writes the texts of pages into a batch."""

    builder: BatchBuilder
    options: ParseOptions
    _gathered: dict[str, list[_TextMember]] = field(default_factory=dict)
    _gathered_bytes: int = 0

    def write(self, target: Target, data: bytes, place: str, captured_at: datetime | None) -> None:
        """Write the text of a page whose address names a channel."""
        assert target.handle is not None
        if target.is_list:
            self._write_list(target.handle, data, place, captured_at)
            return
        read, trust = (post_of_mirror, MIRRORED) if target.kind == MIRROR else (post_of_page, SHOWN_ALONE)
        text = self._decoded(data, place)
        if text is not None:
            page = read(text) if target.message_id is not None else PageText([], [text])
            self._write_page(page, target, place, captured_at, trust)

    def finish(self) -> None:
        """Write the pages that are gathered."""
        for handle, pages in self._gathered.items():
            self._write_gathered(handle, pages)
        self._gathered, self._gathered_bytes = {}, 0

    def _write_list(self, handle: str, data: bytes, place: str, captured_at: datetime | None) -> None:
        page = posts_of_list(data.decode("utf-8-sig", "replace"))
        if page is not None:
            if self._decoded(data, place) is not None:
                self._write_page(page, Target("", handle), place, captured_at, CUT_BY_PAGE)
            return
        pages = self._gathered.setdefault(handle, [])
        pages.append(_TextMember(f"{_PAGE}{len(pages):06d}", Path(), len(data), data, place, captured_at))
        self._gathered_bytes += len(data)
        if self._gathered_bytes > _GATHERED_BYTES:
            self.finish()

    def _decoded(self, data: bytes, place: str) -> str | None:
        """Text of a page; one that is not valid is quarantined."""
        try:
            text = data.decode("utf-8-sig")
            if "\x00" not in text:
                return text
            case = "a NUL character"
        except UnicodeDecodeError as error:
            case = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        raw = data.decode("utf-8", "backslashreplace")[:_RAW_CHARACTERS].replace("\x00", "\\x00")
        rule = "the text is valid UTF-8 without NUL"
        self.builder.reject("damaged_text", rule, place, raw_text=raw, failure_case=case)
        return None

    def _write_page(
        self, page: PageText, target: Target, place: str, captured_at: datetime | None, trust: float
    ) -> None:
        handle = target.handle or ""
        for number, post in enumerate(page.posts, start=1):
            fields = _post_fields(post)
            fields["record_locator"] = place if target.message_id is not None else f"{place} post {number}"
            fields["channel_ref"] = self._channel(handle)
            fields["message_id"] = target.message_id
            fields["captured_at"] = captured_at
            fields["confidence"] = trust
            self.builder.observation(**fields)
            if trust < SHOWN_ALONE:
                subject = f"boundaries of posts are trusted less than {SHOWN_ALONE}"
                self.builder.finding("low_confidence_posts", subject, example=place)
        rest = "\n".join(page.rest)[:_RAW_CHARACTERS]
        if rest or not page.posts:
            self.builder.exclude("artifact", f"{place} page", kind="boilerplate", raw_text=rest)

    def _channel(self, handle: str) -> str:
        own = (self.options.channel_handle or "").lower().lstrip("@") == handle
        name = self.options.channel_name if own else None
        telegram_id = self.options.channel_telegram_id if own else None
        return self.builder.channel(f"handle:{handle}", telegram_id=telegram_id, handle=handle, name=name)

    def _write_gathered(self, handle: str, pages: list[_TextMember]) -> None:
        options = replace(self.options, channel_handle=handle, channel_name=None, channel_telegram_id=None)
        channel = self._channel(handle)
        silent = dict.fromkeys(page.place for page in pages)
        for batch in PlainTextAdapter().parse(Source("", tuple(pages), options)):
            reasons = {row["record_index"]: row for row in batch.rejections.rows(named=True)}
            posts = batch.observations.rows(named=True)
            others = batch.excluded.rows(named=True)
            for row in sorted([*posts, *others], key=lambda row: int(row["record_index"])):
                page, place = _page_of(pages, row["record_locator"])
                silent.pop(page.place, None)
                if "text" in row:
                    self.builder.observation(**_observed(row, channel, place, page.captured_at))
                else:
                    self._leave_out(row, place, reasons.get(row["record_index"]))
            for finding, subject, count, example in batch.findings.iter_rows():
                is_place = (example or "").startswith(_PAGE)
                self.builder.finding(
                    finding, subject, count, _page_of(pages, example)[1] if is_place else example
                )
        for place in silent:
            self.builder.exclude("artifact", place, kind="container")

    def _leave_out(self, row: dict[str, Any], place: str, why: dict[str, Any] | None) -> None:
        raw = (row["raw_text"] or "")[:_RAW_CHARACTERS]
        if why is None:
            self.builder.exclude(row["record_kind"], place, kind=row["artifact_kind"], raw_text=raw)
        else:
            self.builder.reject(why["reason"], why["rule_in_words"], place, raw_text=raw,
                                failure_case=why["failure_case"])  # fmt: skip


def _page_of(pages: list[_TextMember], locator: str) -> tuple[_TextMember, str]:
    """The page that a locator is of, and its place in the archive: locators of folders begin with the file."""
    if len(pages) == 1:
        own = locator.removeprefix(pages[0].name).removeprefix(":")
        return pages[0], f"{pages[0].place} {own}".rstrip()
    page = pages[int(locator[len(_PAGE) : len(pages[0].name)])]
    return page, f"{page.place} {locator.removeprefix(page.name).removeprefix(':')}".rstrip()


def _observed(row: dict[str, Any], channel: str, place: str, captured_at: datetime | None) -> Observation:
    """Fields of a post of a gathered page; its bytes are the page's, not the file's."""
    kept = ("title", "text", "content_text", "posted_local", "posted_precision", "date_method", "confidence")
    fields = Observation(record_locator=place, channel_ref=channel, captured_at=captured_at)
    for name in kept:
        if row[name] is not None:
            fields[name] = row[name]  # type: ignore[literal-required]
    return fields


def _post_fields(post: PostText) -> Observation:
    fields = Observation(text=post.text)
    if post.views is not None:
        fields["view_count"], fields["is_view_count_rounded"] = post.views
    if post.forward_name is not None:
        fields["is_forward"], fields["forward_from_name"] = True, post.forward_name
    return fields
