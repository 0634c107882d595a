"""Turns the records of an archive into posts, or says what else they are."""

from datetime import datetime

from assets.formats.base import Batch, ParseOptions
from assets.formats.tme_web.markup import is_tme
from assets.formats.tme_web.writer import PageWriter
from assets.formats.warc import framing, http
from assets.formats.warc.framing import RECORD_TOO_LARGE, Record
from assets.formats.warc.html import markup_of
from assets.formats.warc.http import Response, read_response
from assets.formats.warc.pieces import CUT_OFF, Fault
from assets.formats.warc.targets import OTHER_NETWORK, TELEGRAM, Target, target_of
from assets.formats.warc.texts import TextWriter
from assets.formats.warc.times import moment_of

_RULES = {**framing.RULES, **http.RULES, "no_http_head": "the content of a response begins with an HTTP head"}
_MAX_ADDRESS = 200
_MESSAGE = b"tgme_widget_message"
"""Without it a page invites to a channel or post; crawls have more of these than of any other."""
_OK = (200, 203, 206)


class RecordWriter:
    """Writes the records of archives into batches.

    Each record is its posts, or else exactly one record that is none: a container, or one in quarantine.
    A page of Eitaa, a network with t.me's looks and channels of its own, is a container, too: a post there
    is not the Telegram post of the same channel name and number.
    """

    def __init__(self, options: ParseOptions) -> None:
        self._pages = PageWriter(options)
        self._texts = TextWriter(self._pages.builder, options)
        self._fallback = options.captured_at

    @property
    def is_full(self) -> bool:
        """True when the batch should be handed over."""
        return self._pages.builder.is_full

    def write(self, record: Record, prefix: str = "") -> None:
        """Write a record; ``prefix`` names its file, where there are several."""
        address = (record.headers.get("warc-target-uri") or "").strip("<> ")
        place = f"{prefix}{record.place} {address[:_MAX_ADDRESS]}".rstrip()
        target = target_of(address)
        if record.is_length_wrong:
            subject = "a record's Content-Length is wrong: it was read up to the next one"
            self._pages.builder.finding("wrong_content_length", subject, example=place)
        if record.fault is not None:
            self._write_fault(record, record.fault, target, place)
        elif target is None or target.kind == OTHER_NETWORK or target.handle is None:
            self._leave_out(target, record, place)
        else:
            self._write_page(record, target, place)

    def finish(self) -> None:
        """Write what is still gathered."""
        self._texts.finish()

    def flush(self) -> Batch:
        """Hand over what was written since the last flush."""
        return self._pages.flush()

    def _write_fault(self, record: Record, fault: Fault, target: Target | None, place: str) -> None:
        if fault.reason == RECORD_TOO_LARGE and (target is None or _kind(record) not in _READ):
            self._container(place)
        else:
            self._reject(fault, record.content, place)

    def _leave_out(self, target: Target | None, record: Record, place: str) -> None:
        if record.is_cut_off:
            self._reject_rest(record, place)
            return
        if target is not None and target.kind == OTHER_NETWORK and _kind(record) in _READ:
            subject = "pages of eitaa.com, whose channels are not those of Telegram"
            self._pages.builder.finding("other_network", subject, example=place)
        self._container(place)

    def _reject_rest(self, record: Record, place: str) -> None:
        """Quarantine what the end of the archive cut off; what was read of the record stays."""
        self._reject(Fault(CUT_OFF, f"{len(record.content)} bytes are there"), record.content, place)

    def _write_page(self, record: Record, target: Target, place: str) -> None:
        captured_at = target.captured_at or moment_of(record.headers.get("warc-date")) or self._fallback
        kind, media = _kind(record), (record.headers.get("content-type") or "").lower()
        if kind == "conversion" and media.startswith("text/plain"):
            self._texts.write(target, record.content, place, captured_at)
        elif target.kind != TELEGRAM or kind not in ("response", "resource"):
            self._container(place)
        else:
            is_http = kind == "response"
            self._write_response(read_response(record.content), target, place, captured_at, is_http=is_http)
        if record.is_cut_off:
            self._reject_rest(record, f"{place} end")

    def _write_response(
        self, response: Response, target: Target, place: str, captured_at: datetime | None, *, is_http: bool
    ) -> None:
        if response.status is not None and response.status not in _OK:
            self._note_status(response.status, place)
            self._container(place)
            return
        if response.fault is not None:
            self._reject(response.fault, response.payload, place)
            return
        markup = markup_of(response)
        if response.status is None and is_http and not is_tme(markup):
            self._reject(Fault("no_http_head", repr(markup[:40])), markup, place)
        elif not target.is_list and _MESSAGE not in markup:
            self._container(place)
        else:
            self._pages.start_page(place, captured_at)
            self._pages.write(markup)
            self._pages.end_page()
        if response.is_cut_off:
            subject = "the payload of a response ends too early: posts at its end may be missing"
            self._pages.builder.finding("cut_off_page", subject, example=place)

    def _note_status(self, status: int, place: str) -> None:
        words = "a redirect: the channel has no preview" if 300 <= status < 400 else f"HTTP {status}"
        self._pages.builder.finding("no_page", f"t.me answered with {words}", example=place)

    def _container(self, place: str) -> None:
        self._pages.builder.exclude("artifact", place, kind="container")

    def _reject(self, fault: Fault, raw: bytes, place: str) -> None:
        self._pages.reject(fault.reason, _RULES[fault.reason], raw.decode("utf-8", "backslashreplace"),
                           fault.case, place)  # fmt: skip


_READ = ("response", "resource", "conversion")
"""Types of records that hold pages."""


def _kind(record: Record) -> str:
    return (record.headers.get("warc-type") or "").lower()
