"""Items of RSS and Atom feeds, one at a time, from a stream of bytes.

Expat reads; documents that declare entities are refused, external ones are never fetched, and no item is kept
after it is handed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from typing import BinaryIO
from xml.parsers import expat

PIECE_BYTES = 1 << 18
MAX_FIELD_CHARACTERS = 1 << 20
"""A longer field is cut: a message has at most 4,096 characters."""

_MAX_ATTRIBUTES = 64
_ITEMS = {"item", "entry"}
_HEAD = {"title", "link", "id"}
_VOID = {"br", "img", "hr", "source", "wbr"}
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")


@dataclass
class Item:
    """An item: texts of its elements by local name, in order, and what attributes say."""

    number: int
    texts: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    """Addresses in attributes of links."""
    enclosures: list[str] = field(default_factory=list)
    """Media types of attached files."""
    is_complete: bool = False
    is_too_long: bool = False

    def first(self, *names: str) -> str | None:
        """The first text of the first of these elements that is there."""
        return next((self.texts[name][0].strip() for name in names if name in self.texts), None)


@dataclass(frozen=True)
class Damage:
    """Why a feed could not be read to its end."""

    reason: str
    case: str
    item: Item | None
    """The item that was cut off."""


class FeedParser:
    """Reads a feed; ``head`` has the texts of the channel that were seen so far."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.head = Item(0)
        self._item: Item | None = None
        self._done: list[Item] = []
        self._depth = 0
        self._item_depth = 0
        self._field: str | None = None
        self._field_depth = 0
        self._pieces: list[str] = []
        self._size = 0
        self._has_markup = False
        self._count = 0
        self._parser = self._new_parser()

    def items(self) -> Iterator[Item | Damage]:
        """Yield the items, and last what is wrong with the feed, if anything is."""
        is_first, is_wide = True, False
        try:
            while piece := self._stream.read(PIECE_BYTES):
                if is_first:
                    is_wide = piece[:2] in (b"\xff\xfe", b"\xfe\xff")
                    piece = piece if is_wide else piece.lstrip()
                is_first = False
                self._parser.Parse(piece if is_wide else piece.translate(None, _CONTROLS), False)
                yield from self._taken()
            self._parser.Parse(b"", True)
        except _EntityError as error:
            yield from self._taken()
            yield Damage("entities_declared", str(error), self._item)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the last two of a declared encoding
            yield from self._taken()
            yield Damage("broken_xml", str(error), self._item)
        else:
            yield from self._taken()

    def _taken(self) -> list[Item]:
        done, self._done = self._done, []
        return done

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._refuse
        parser.UseForeignDTD(True)  # so that names of HTML characters are skipped, not fatal
        parser.ExternalEntityRefHandler = lambda *_: 1
        parser.SkippedEntityHandler = self._skipped
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._depth += 1
        if self._field is not None:
            if not self._has_markup:
                self._pieces = [escape(piece, quote=False) for piece in self._pieces]
            self._has_markup = True
            href = "".join(
                f' {k}="{escape(v)}"' for k, v in attributes.items() if k in ("href", "src", "class", "alt")
            )
            self._add(f"<{local}{href}>")
        elif self._item is None and local in _ITEMS:
            self._count += 1
            self._item, self._item_depth = Item(self._count), self._depth
        elif self._is_field(local):
            self._field, self._field_depth = local, self._depth
            self._pieces, self._size, self._has_markup = [], 0, False
            self._note_attributes(local, attributes)

    def _is_field(self, local: str) -> bool:
        """Whether an element that opens is a part of an item, or of the channel's own head."""
        if self._item is not None:
            return self._depth == self._item_depth + 1
        return local in _HEAD and self._depth in (2, 3)

    def _note_attributes(self, local: str, attributes: dict[str, str]) -> None:
        owner = self._item or self.head
        if local == "link" and "href" in attributes and len(owner.links) < _MAX_ATTRIBUTES:
            own = attributes.get("rel", "alternate") == "alternate"
            owner.links.insert(0 if own else len(owner.links), attributes["href"])
        if (
            local in ("enclosure", "content")
            and self._item is not None
            and len(owner.enclosures) < _MAX_ATTRIBUTES
        ):
            kind = attributes.get("medium") or (attributes.get("type") if "url" in attributes else None)
            owner.enclosures += [kind] if kind else []

    def _data(self, data: str) -> None:
        if self._field is not None:
            self._add(escape(data, quote=False) if self._has_markup else data)

    def _add(self, piece: str) -> None:
        self._size += len(piece)
        if self._size <= MAX_FIELD_CHARACTERS:
            self._pieces.append(piece)
        elif self._item is not None:
            self._item.is_too_long = True

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if self._field is not None and self._depth == self._field_depth:
            owner = self._item or self.head
            known = owner.texts.setdefault(self._field, [])
            if len(known) < _MAX_ATTRIBUTES:
                known.append("".join(self._pieces))
            self._field = None
        elif self._field is not None:
            self._add("" if local in _VOID else f"</{local}>")
        elif self._item is not None and self._depth == self._item_depth:
            self._item.is_complete = True
            self._done.append(self._item)
            self._item = None
        self._depth -= 1

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._data(html5.get(f"{name};", f"&{name};"))

    def _refuse(self, name: str, *_: object) -> None:
        raise _EntityError(f"entity {name!r}")


class _EntityError(Exception):
    """A document declares entities."""
