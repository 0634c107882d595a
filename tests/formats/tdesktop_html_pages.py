"""Makes pages in the layout of Telegram Desktop's HTML export, and parses files with the adapter."""

import tempfile
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from assets.formats.base import Batch, Member, ParseOptions, Source
from assets.formats.tdesktop_html import ADAPTER
from assets.transforms.stage import stage_batch

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests/fixtures/tdesktop_html"
TAIL = "</div></div></div></body></html>\n"


TABLES = [f.name for f in fields(Batch) if f.name != "record_count"]


@dataclass
class Parsed:
    """The batches of a dump in one."""

    observations: pl.DataFrame
    excluded: pl.DataFrame
    rejections: pl.DataFrame
    entities: pl.DataFrame
    reactions: pl.DataFrame
    channels: pl.DataFrame
    findings: pl.DataFrame
    record_count: int
    batches: list[Batch]
    options: ParseOptions

    @cached_property
    def staged(self) -> dict[str, pl.DataFrame]:
        """The staged tables of the dump; fails when its records cannot be staged."""
        staged = [stage_batch(batch, 1, self.options) for batch in self.batches]
        return {name: pl.concat([s[name] for s in staged]) for name in staged[0]} if staged else {}

    def post(self, message_id: int) -> dict[str, Any]:
        """The only post with this id."""
        return self.observations.row(by_predicate=pl.col("message_id") == message_id, named=True)

    def entities_of(self, message_id: int) -> list[tuple[str, str]]:
        """Kind and value of a post's entities, in order."""
        mine = pl.col("record_index") == self.post(message_id)["record_index"]
        return self.entities.filter(mine).select("entity_kind", "entity_value").rows()

    def reactions_of(self, message_id: int) -> list[tuple[str, int]]:
        """A post's reactions and their counts, in order."""
        mine = pl.col("record_index") == self.post(message_id)["record_index"]
        return self.reactions.filter(mine).select("reaction", "reaction_count").rows()

    def reasons(self) -> list[str]:
        """Reasons of the quarantined records, in order."""
        return self.rejections["reason"].to_list()


def parse_files(paths: list[Path], **options: Any) -> Parsed:
    """Parse files as one dump, and check that every record is accounted for."""
    members = tuple(Member(p.name, p, p.stat().st_size) for p in paths)
    stated = ParseOptions(**options)
    batches = list(ADAPTER.parse(Source("dump", members, stated)))
    parsed = Parsed(
        **{table: _joined(batches, table) for table in TABLES},
        record_count=sum(b.record_count for b in batches),
        batches=batches,
        options=stated,
    )
    indexes = [*parsed.observations["record_index"], *parsed.excluded["record_index"]]
    assert sorted(indexes) == list(range(parsed.record_count))
    return parsed


def parse_text(*pages: str | bytes, **options: Any) -> Parsed:
    """Parse pages given as text as one dump of `messages.html`, `messages2.html` …."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, content in enumerate(pages, 1):
            paths.append(Path(folder) / f"messages{number if number > 1 else ''}.html")
            paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode())
        return parse_files(paths, **options)


def page(*messages: str, title: str = "باغ", tail: str = TAIL) -> str:
    """A page with a title."""
    head = '<!DOCTYPE html>\n<html><head><title>Exported Data</title></head>\n<body><div class="page_wrap">'
    header = (
        f'<div class="page_header"><div class="content"><div class="text bold">\n{title} \n</div></div></div>'
    )
    return f'{head}{header}<div class="page_body chat_page"><div class="history">{"".join(messages)}{tail}'


def message(
    message_id: int, text: str = "", *, inner: str = "", when: str = "", name: str | None = "باغ "
) -> str:
    """A message block; without a name it is of a run."""
    joined = "" if name else " joined"
    sender = f'\n<div class="from_name">\n{name}\n</div>\n' if name else ""
    block = f'\n<div class="text">\n{text}\n       </div>\n' if text else ""
    return (
        f'\n     <div class="message default clearfix{joined}" id="message{message_id}">\n'
        f'<div class="body">\n<div class="pull_right date details" title="{when or "03.05.2023 10:00:00 UTC+03:30"}">'
        f"\n10:00\n</div>\n{sender}{inner}{block}\n</div>\n</div>\n"
    )


def _joined(batches: list[Batch], name: str) -> pl.DataFrame:
    return pl.concat([getattr(b, name) for b in batches]) if batches else pl.DataFrame({"record_index": []})
