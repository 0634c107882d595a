"""Plain text: files without a syntax, cut into posts by what repeats in them.

``lines`` reads lines with their bytes, ``traits`` describes them, ``profile`` infers how the dump is built
(``footers``, ``selection``, ``heads``), ``segmentation`` cuts it into blocks (``pairing`` where posts end
with a footer), ``records`` makes them records. ``post_files`` reads folders with one post per file.
"""

from assets.formats.plain_text.adapter import PlainTextAdapter

ADAPTER = PlainTextAdapter()

__all__ = ["ADAPTER", "PlainTextAdapter"]
