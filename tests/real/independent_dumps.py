"""The real dumps: where each lies, what reads it independently, and how much its source says it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import independent_html
import independent_json
import independent_text
from independent import Reading


@dataclass(frozen=True)
class RealDump:
    """One file, or the pages of one export."""

    files: tuple[Path, ...]
    read: Callable[[], Reading]


@dataclass(frozen=True)
class Kind:
    """Dumps below one folder that are read alike."""

    pattern: str
    """Files of the kind below the folder."""
    read: Callable[[Path], Reading]
    message_count: int
    """What the fact sheet says, so that a reader that loses messages does not agree with an adapter that does."""
    service_count: int = 0
    is_folder: bool = False
    """Whether the files of a folder are one dump."""

    def dumps(self, folder: Path) -> list[RealDump]:
        """The dumps below a folder."""
        files = sorted(folder.rglob(self.pattern))
        if not self.is_folder:
            return [RealDump((f,), lambda f=f: self.read(f)) for f in files]
        folders = sorted({f.parent for f in files})
        return [
            RealDump(tuple(f for f in files if f.parent == parent), lambda p=parent: self.read(p))
            for parent in folders
        ]


def _html(messages: int, service: int) -> Kind:
    return Kind("messages*.html", independent_html.tdesktop, messages, service, is_folder=True)


def _json(messages: int, service: int = 0, pattern: str = "result.json") -> Kind:
    return Kind(pattern, independent_json.tdesktop, messages, service)


def _telethon(messages: int, service: int = 0) -> Kind:
    return Kind("channel_messages.json", independent_json.telethon, messages, service)


def _seed(path: Path) -> Reading:
    return independent_text.signed_posts(path, "🔲 @ArmanGram", ("Telegram", "آرشیو"))


KINDS: dict[str, Kind] = {
    "dumps/tdesktop-html/ar-sheikh-audio-channel": _html(3557, 222),
    "dumps/tdesktop-html/ru-kapital-channel": _html(2111, 4),
    "dumps/tdesktop-html/en-verdan-quiz-channel": _html(1960, 25),
    "dumps/tdesktop-html/en-rubber-price-channel": _html(2271, 1),
    "dumps/tdesktop-html/salaf-path-channel": _html(208, 5),
    "dumps/tdesktop-html/roboteam-test-group": _html(8, 4),
    "dumps/tdesktop-json/salaf-path-channel": _json(208, 5),
    "dumps/tdesktop-json/roboteam-test-group": _json(8, 4),
    "dumps/tdesktop-json/zh-resources-channel": _json(1356, 8),
    "dumps/tdesktop-json/SYNTHETIC-tkonverter-personal": _json(25, 62),
    "dumps/tdesktop-json/SYNTHETIC-chat-miner-fixtures": _json(4, 0, "test_*.json"),
    "dumps/telethon-json/ru-tms-shop-channel": _telethon(1869, 1),
    "dumps/telethon-json/ru-science-policy-channel": _telethon(428),
    "dumps/telethon-json/am-shop-channel": _telethon(20),
    "dumps/custom-json/multi-tgdataset-preview": Kind("*.json", independent_json.tgdataset, 4010),
    "dumps/custom-json/en-engineering-flat": Kind("*.json", independent_json.flat, 300),
    "dumps/csv/am-fashiontera-shop": Kind("*.csv", independent_text.shop_table, 2618),
    "dumps/tme-web/tchantest-messages": Kind("*.html", independent_html.tme, 26, 4),
    "dumps/tme-web/fa-k1inusa-embed-2018": Kind("*.html", independent_html.tme, 7),
    "dumps/plain-text/fa-per-post-txt": Kind("[0-9]*.txt", independent_text.post_files, 820, is_folder=True),
    "seed": Kind("armangram.txt", _seed, 6),
}
"""By folder below the real data. Of the 4,532 rows of TGDataset, 522 are the media of texts listed there, too;
of tkonverter's 26 messages one is of type `unsupported`, which has an id and nothing else."""
