"""Parsing speed and memory of each format against a bare decode of the same files."""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.dumps import MAKERS
from benchmarks.processes import own_peak_megabytes
from benchmarks.results import Row, keep


def floor(name: str, files: list[Path]) -> int:
    """Decode the files with the fastest decoder of their format; gives the number of items seen."""
    return _FLOORS[name](files)


def _json_floor(files: list[Path]) -> int:
    import msgspec

    return sum(len(msgspec.json.decode(f.read_bytes())["messages"]) for f in files)


def _ndjson_floor(files: list[Path]) -> int:
    import msgspec

    decoder = msgspec.json.Decoder()
    return sum(1 for f in files for line in f.open("rb") if decoder.decode(line))


def _rows_in_rows_floor(files: list[Path]) -> int:
    """Lines that hold JSON in a string: a bare decode is one of the line and one of the string."""
    import msgspec

    decoder = msgspec.json.Decoder()
    return sum(1 for f in files for line in f.open("rb") if decoder.decode(decoder.decode(line)["data"]))


def _array_floor(files: list[Path]) -> int:
    import msgspec

    return sum(len(msgspec.json.decode(f.read_bytes())) for f in files)


def _html_floor(files: list[Path]) -> int:
    from selectolax.lexbor import LexborHTMLParser

    return sum(1 for f in files if LexborHTMLParser(f.read_bytes()).root is not None)


def _warc_floor(files: list[Path]) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    from selectolax.lexbor import LexborHTMLParser

    pages = 0
    for f in files:
        with f.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                pages += LexborHTMLParser(record.reader.read()).root is not None
    return pages


def _csv_floor(files: list[Path]) -> int:
    count = 0
    for f in files:
        with f.open(encoding="utf-8", newline="") as stream:
            count += sum(1 for _ in csv.reader(stream))
    return count


def _text_floor(files: list[Path]) -> int:
    return sum(len(f.read_text(encoding="utf-8").splitlines()) for f in files)


def _xml_floor(files: list[Path]) -> int:
    from xml.etree.ElementTree import iterparse

    count = 0
    for f in files:
        for _, element in iterparse(f):
            count += element.tag == "item"
            element.clear()
    return count


_FLOORS: dict[str, Callable[[list[Path]], int]] = {
    "tdesktop_json": _json_floor,
    "tdesktop_html": _html_floor,
    "telethon_json": _ndjson_floor,
    "telethon_json:array": _array_floor,
    "bot_api": _ndjson_floor,
    "tdl": _json_floor,
    "tdlib": _ndjson_floor,
    "research_json:pushshift": _ndjson_floor,
    "research_json:pushshift-text": _rows_in_rows_floor,
    "research_json:tgdataset": _array_floor,
    "table": _csv_floor,
    "table:ndjson": _ndjson_floor,
    "tme_web": _html_floor,
    "warc": _warc_floor,
    "plain_text": _text_floor,
    "markdown": _text_floor,
    "feed": _xml_floor,
}


def parse(name: str, files: list[Path]) -> int:
    """Parse the files with our adapter; gives the number of records."""
    from assets.formats.base import Member, Source
    from assets.formats.registry import ADAPTERS

    adapter = ADAPTERS[name.partition(":")[0]]
    members = tuple(Member(f.name, f, f.stat().st_size) for f in files)
    groups = [members] if name == "tdesktop_html" else [(m,) for m in members]
    return sum(b.record_count for g in groups for b in adapter.parse(Source("benchmark", g)))


def child(what: str, name: str, folder: Path) -> None:
    """Do one thing in this process and print seconds, CPU seconds, peak RSS and items as JSON."""
    files = sorted(folder.iterdir(), key=lambda p: (len(p.name), p.name))
    work = {"floor": floor, "parse": parse}[what]
    work(name, files[:0])  # imports are not what is measured
    wall, cpu = time.perf_counter(), time.process_time()
    items = work(name, files)
    measured = {
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "peak_rss_mb": own_peak_megabytes(),
        "items": items,
    }
    sys.stdout.write(json.dumps(measured))


def run(what: str, name: str, folder: Path) -> dict[str, float]:
    """Do one thing in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.formats",
        "--child",
        what,
        "--only",
        name,
        "--folder",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main() -> None:
    """Time each format, floor and parse in turn, and print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--posts", type=int, default=100_000)
    arguments.add_argument("--only", choices=list(MAKERS))
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--child", choices=["floor", "parse"], help=argparse.SUPPRESS)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.child:
        child(options.child, options.only, options.folder)
        return
    rows = []
    _print("format", "MB", "posts/s", "MB/s", "floor s", "parse s", "ratio", "peak MB", "floor MB")
    for name in [options.only] if options.only else MAKERS:
        with tempfile.TemporaryDirectory() as temporary:
            rows.append(_measure(name, Path(temporary), options.posts, options.repeat))
    keep(f"formats-{options.posts}", rows)


def _measure(name: str, folder: Path, posts: int, repeat: int) -> Row:
    files = MAKERS[name](folder, posts)
    megabytes = sum(f.stat().st_size for f in files) / 1e6
    pairs = [(run("floor", name, folder), run("parse", name, folder)) for _ in range(repeat)]
    ratio = median(p["seconds"] / f["seconds"] for f, p in pairs)
    bare = median(f["seconds"] for f, _ in pairs)
    ours = median(p["seconds"] for _, p in pairs)
    peak = max(p["peak_rss_mb"] for _, p in pairs)
    floor_peak = max(f["peak_rss_mb"] for f, _ in pairs)
    _print(name, f"{megabytes:.0f}", f"{posts / ours:,.0f}", f"{megabytes / ours:.1f}", f"{bare:.2f}",
           f"{ours:.2f}", f"{ratio:.2f}", f"{peak:.0f}", f"{floor_peak:.0f}")  # fmt: skip
    return {"format": name, "posts": posts, "megabytes": megabytes, "ratio": ratio, "floor_seconds": bare,
            "parse_seconds": ours, "peak_rss_mb": peak}  # fmt: skip


def _print(*cells: str) -> None:
    sys.stdout.write("  ".join(f"{c:>13}" for c in cells) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
