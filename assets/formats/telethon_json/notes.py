"""Findings about the fields of a dump: what its adapter does not know or cannot read."""

from typing import Any

from assets.formats.base import BatchBuilder

_EXAMPLE_LENGTH = 80
_SUBJECT_LENGTH = 100


class Notes:
    """Notes on fields, counted per dump."""

    def __init__(self, builder: BatchBuilder) -> None:
        self._builder = builder

    def fields(self, kind: str, record: dict[str, Any], known: frozenset[str]) -> None:
        """Note fields of a record that are not known and not empty.

        Names that begin with an underscore are private attributes of library objects, not data.
        """
        if known.issuperset(record):
            return
        for name, value in record.items():
            if name not in known and not name.startswith("_") and value not in (None, False, "", []):
                self.note("unknown_field", f"{kind}.{name}", value)

    def note(self, finding: str, subject: str, example: Any = None) -> None:
        """Note one thing."""
        text = None if example is None else str(example)[:_EXAMPLE_LENGTH]
        self._builder.finding(finding, subject[:_SUBJECT_LENGTH], example=text)
