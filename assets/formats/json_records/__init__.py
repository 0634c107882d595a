"""JSON record by record: in bounded memory, strictly, and past damage.

``read_lines`` reads files of one record per line; ``JsonReader`` everything else (lists, lists below a key,
objects keyed by id, documents one after another); ``Shape`` finds the records of a file. ``decode`` turns
the bytes of a record into a value, and ``RecordWriter`` what an adapter makes of it into a batch.
``RecordAdapter`` is all of an adapter but what a record says.
"""

from assets.formats.json_records.adapter import Reading, RecordAdapter
from assets.formats.json_records.lines import Line, read_lines
from assets.formats.json_records.reader import JsonReader, Piece
from assets.formats.json_records.strict import Fault, decode
from assets.formats.json_records.walk import Located, Shape
from assets.formats.json_records.writer import Aside, Place, Post, RecordWriter, Rejection

__all__ = [
    "Aside",
    "Fault",
    "JsonReader",
    "Line",
    "Located",
    "Piece",
    "Place",
    "Post",
    "Reading",
    "RecordAdapter",
    "RecordWriter",
    "Rejection",
    "Shape",
    "decode",
    "read_lines",
]
