"""Heads of records and of HTTP responses: a first line, and named values below it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Headers:
    """What a head says; names are lower case, and of one that is repeated the first counts."""

    first_line: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Value of a name in lower case."""
        return self.values.get(name)

    @property
    def content_length(self) -> int | None:
        """Bytes of the content; None where no number is given."""
        stated = self.values.get("content-length", "")
        return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 19 else None


def read_headers(data: bytes) -> Headers:
    """Read a head; lines that are none are passed over, and a folded one belongs to the line above."""
    lines = data.decode("utf-8", "replace").replace("\x00", "\ufffd").split("\n")
    values: dict[str, str] = {}
    name = ""
    for line in lines[1:]:
        if line[:1] in (" ", "\t") and name:
            values[name] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower() if colon else ""
        if name in values:
            name = ""
        if name:
            values[name] = value.strip()
    return Headers(lines[0].strip(), {name: value.strip() for name, value in values.items()})
