"""Findings about the fields of a dump: what its adapter does not know or cannot read."""

from collections.abc import Collection
from typing import Any

from assets.formats.base import BatchBuilder

_EXAMPLE_LENGTH = 80
_SUBJECT_LENGTH = 100


class Notes:
    """Notes on fields, counted per dump."""

    def __init__(self, builder: BatchBuilder) -> None:
        self._builder = builder
        self._unknown: dict[tuple[Any, ...], tuple[str, ...]] = {}

    def fields(self, kind: str, record: dict[str, Any], known: Collection[str]) -> None:
        """Note fields of a record that are not known and not empty.

        Names that begin with an underscore are private attributes of library objects, not data.
        """
        shape = (kind, *record)  # records of a dump have few shapes, so their fields are compared once
        unknown = self._unknown.get(shape)
        if unknown is None:
            unknown = tuple(f for f in record if f not in known and not f.startswith("_"))
            self._unknown[shape] = unknown
        for name in unknown:
            if record[name] not in (None, False, "", []):
                self.note("unknown_field", f"{kind}.{name}", record[name])

    def note(self, finding: str, subject: str, example: Any = None) -> None:
        """Note one thing."""
        text = None if example is None else str(example)[:_EXAMPLE_LENGTH]
        self._builder.finding(finding, subject[:_SUBJECT_LENGTH], example=text)
