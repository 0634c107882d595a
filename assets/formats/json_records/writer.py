"""From what an adapter makes of a JSON record to a batch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from assets.formats.base import Batch, Observation
from assets.formats.json_records.lines import SHOWN_BYTES
from assets.formats.json_records.rows import RowBuilder
from assets.formats.json_records.strict import RULES, Fault, decode

FLUSH_CHARACTERS = 1 << 26
"""A batch is yielded once it holds so much text, however few its records are."""

_SERVICE_BYTES = 4096


class Rejection(Exception):  # noqa: N818 - it is an outcome, not an error
    """A record that breaks a rule of its format."""

    def __init__(self, reason: str, rule: str, column: str | None = None, case: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule = rule
        self.column = column
        self.case = None if case is None else str(case)[:200]


@dataclass
class Post:
    """A record that is a post."""

    fields: Observation
    entities: list[tuple[str, str]] = field(default_factory=list)
    """Kind and value."""
    reactions: list[tuple[str, int]] = field(default_factory=list)


class Aside(NamedTuple):
    """A record that is no post."""

    record_kind: str
    kind: str
    """Its action, or the kind of artifact."""


class Place(NamedTuple):
    """Where a record stands."""

    locator: str
    span: tuple[int, int] | None = None


Interpret = Callable[[Any], Post | Aside]
"""What a record is; raises ``Rejection``."""


class RecordWriter:
    """Writes records into a batch; every one of them ends in it exactly once."""

    def __init__(self) -> None:
        self.builder = RowBuilder()
        self._characters = 0

    @property
    def is_full(self) -> bool:
        """True when the batch should be yielded."""
        return self._characters >= FLUSH_CHARACTERS or self.builder.is_full

    def flush(self) -> Batch:
        """Hand over the batch."""
        self._characters = 0
        return self.builder.flush()

    def write(self, raw: bytes, fault: Fault | None, place: Place, interpret: Interpret) -> None:
        """Write one record as it stands in the file."""
        value: Any = None
        if fault is None:
            value, fault = decode(raw)
        if fault is not None:
            self._reject(Rejection(fault.reason, RULES[fault.reason], case=fault.case), raw, place)
        elif not isinstance(value, dict):
            self._reject(Rejection("not_an_object", "a record is a JSON object", case=value), raw, place)
        else:
            self.write_value(value, raw, place, interpret)

    def write_value(self, value: Any, raw: bytes | None, place: Place, interpret: Interpret) -> None:
        """Write one record that was decoded, with something larger if there is no ``raw``."""
        try:
            outcome = interpret(value)
        except Rejection as rejection:
            self._reject(rejection, msgspec.json.encode(value) if raw is None else raw, place)
            return
        if isinstance(outcome, Post):
            self.post(outcome, place)
            return
        text = (msgspec.json.encode(value) if raw is None else raw)[:_SERVICE_BYTES].decode(
            "utf-8", "replace"
        )
        self._characters += len(text)
        self.builder.exclude(
            outcome.record_kind, place.locator, kind=outcome.kind, span=place.span, raw_text=text
        )

    def post(self, post: Post, place: Place) -> None:
        """Write a post."""
        fields = post.fields
        fields["record_locator"] = place.locator
        if place.span is not None:
            fields["byte_start"], fields["byte_end"] = place.span
        self._characters += len(fields.get("text", ""))
        index = self.builder.add(fields)
        for kind, value in post.entities:
            self.builder.entity(index, kind, value)
        for reaction, count in post.reactions:
            self.builder.reaction(index, reaction, count)

    def _reject(self, rejection: Rejection, raw: bytes, place: Place) -> None:
        text = raw[:SHOWN_BYTES].decode("utf-8", "backslashreplace")
        self._characters += len(text)
        self.builder.reject(
            rejection.reason,
            rejection.rule,
            place.locator,
            span=place.span,
            raw_text=text,
            column_name=rejection.column,
            failure_case=rejection.case,
        )
