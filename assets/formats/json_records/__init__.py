"""JSON record by record: in bounded memory, strictly, and past damage.

``read_lines`` reads files of one record per line; ``JsonReader`` everything else (lists, lists below a key,
objects keyed by id, documents one after another). ``decode`` turns the bytes of a record into a value,
and ``RecordWriter`` what an adapter makes of it into a batch.
"""

from assets.formats.json_records.lines import Line, read_lines
from assets.formats.json_records.reader import JsonReader, Piece
from assets.formats.json_records.strict import Fault, decode
from assets.formats.json_records.writer import Aside, Place, Post, RecordWriter, Rejection

__all__ = [
    "Aside",
    "Fault",
    "JsonReader",
    "Line",
    "Piece",
    "Place",
    "Post",
    "RecordWriter",
    "Rejection",
    "decode",
    "read_lines",
]
