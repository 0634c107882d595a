"""Parses in the lake: which one is in force for a dump, and whether it is whole."""

import hashlib
import json
from pathlib import Path

from assets.formats.registry import ADAPTERS
from assets.steps.options import parse_options
from assets.transforms.stage import STAGE_VERSION
from assets.transforms.text import NORM_VERSION
from warehouse.lake import Dump
from warehouse.settings import Settings

SUMMARY = "summary.json"
"""File of a parse that says what it holds; it is written last."""


def parser_version(dump: Dump) -> str:
    """Adapter and versions that decide how a dump is parsed."""
    return f"{dump.dump_format} {ADAPTERS[dump.dump_format].version}.{STAGE_VERSION}.{NORM_VERSION}"


def parse_key(dump: Dump, settings: Settings) -> str:
    """Identity of a parse: parser version and options. Another key means another parse."""
    identity = f"{parser_version(dump)} {parse_options(dump, settings)!r}"
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def is_whole(folder: Path) -> bool:
    """Whether a parse is complete: all of its files are there in their size. What is not is parsed anew."""
    try:
        parts = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))["parts"]
        return all((folder / name).stat().st_size == size for name, size in parts.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
