"""Web archives for tests: records written by hand, so that each of their bytes can be wrong."""

import gzip
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import zstandard
from json_dumps import members

from assets.formats.base import Batch, ParseOptions, Source
from assets.formats.warc import ADAPTER

CAPTURED = "2024-05-01T10:00:00Z"
LIST = "https://t.me/s/shahrnama"


def message(number: int, text: str = "", view: str = "") -> str:
    """A post as t.me/s shows it."""
    return (
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message" '
        f'data-post="shahrnama/{number}"{view}><div class="tgme_widget_message_bubble">'
        f'<a class="tgme_widget_message_owner_name" href="https://t.me/shahrnama"><span>شهرنامه</span></a>'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text or f"نوشتهٔ {number}"}</div>'
        f'<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.98K</span>'
        f'<a class="tgme_widget_message_date" href="https://t.me/shahrnama/{number}">'
        f'<time datetime="2024-04-{1 + number % 28:02d}T08:00:00+00:00">08:00</time></a></div></div></div></div>'
    )


def page(*numbers: int) -> bytes:
    """A page of posts."""
    body = "".join(message(number) for number in numbers)
    return f"<!DOCTYPE html>\n<html><body><section>{body}</section></body></html>".encode()


def http(payload: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """A response with a head."""
    lines = [f"HTTP/1.1 {status}", *(headers or ["Content-Type: text/html; charset=utf-8"]), "", ""]
    return "\r\n".join(lines).encode() + payload


def record(content: bytes, uri: str = LIST, kind: str = "response", **headers: Any) -> bytes:
    """A record; ``headers`` replace those it would have, None leaves one out."""
    types = {"response": "application/http; msgtype=response", "conversion": "text/plain"}
    values = {
        "WARC-Type": kind, "WARC-Date": CAPTURED, "WARC-Record-ID": "<urn:uuid:0>", "WARC-Target-URI": uri,
        "Content-Type": types.get(kind, "application/octet-stream"), "Content-Length": len(content),
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in values.items() if value is not None)
    return f"WARC/1.1\r\n{head}\r\n".encode() + content + b"\r\n\r\n"


def posts(*numbers: int) -> bytes:
    """A record of a page of posts."""
    return record(http(page(*numbers)))


def timeless_gzip(data: bytes) -> bytes:
    """Packed bytes that are the same at any time: they name tests, which all processes of a run must call alike."""
    return gzip.compress(data, mtime=0)


def gzipped(*records: bytes) -> list[bytes]:
    """Records packed one by one."""
    return [gzip.compress(r, mtime=0) for r in records]


def zstd_framed(*records: bytes, dictionary: bytes | None = None) -> list[bytes]:
    """Records packed one by one, with the dictionary of all in front where there is one."""
    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    packer = zstandard.ZstdCompressor(dict_data=known, write_checksum=True)
    return [packer.compress(r) for r in records]


def skippable(magic: int, content: bytes) -> bytes:
    """A zstd frame to skip."""
    return magic.to_bytes(4, "little") + len(content).to_bytes(4, "little") + content


def moment(*parts: int) -> datetime:
    """A naive UTC instant, as everywhere."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def parse_records(folder: Path, *parts: bytes, **options: Any) -> Batch:
    """Parse parts of a file, one after the other, and prove that every record ended in one place."""
    path = folder / "crawl.warc"
    path.write_bytes(b"".join(parts))
    batches = list(ADAPTER.parse(Source("0" * 64, members(path), ParseOptions(**options))))
    frames = {name: [getattr(b, name) for b in batches] for name in Batch.__dataclass_fields__}
    record_count = sum(frames.pop("record_count"))
    batch = Batch(
        **{n: pl.concat(f) if f else pl.DataFrame() for n, f in frames.items()}, record_count=record_count
    )
    if batches:
        indexes = [*batch.observations["record_index"], *batch.excluded["record_index"]]
        assert sorted(indexes) == list(range(record_count))
    return batch


def ids(batch: Batch) -> Sequence[int | None]:
    """Message ids in order."""
    return batch.observations["message_id"].to_list()


def kinds(batch: Batch) -> list[str]:
    """What became of the records that are no posts."""
    return [kind or what for what, kind in batch.excluded.select("record_kind", "artifact_kind").iter_rows()]


def reasons(batch: Batch) -> list[str]:
    """Why records were rejected, in order."""
    return batch.rejections["reason"].to_list()
