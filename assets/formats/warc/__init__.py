"""Web crawls: WARC files with t.me pages, and WET files with the texts of such pages.

``codecs`` unpacks members, ``pieces`` finds a way through a damaged file, ``feed`` and ``framing`` cut it
into records, ``targets`` says what an address leads to, ``http`` and ``html`` get at the markup of a page,
``page_text`` and ``texts`` read bare texts, and ``writer`` makes records of it all.
"""

from assets.formats.warc.adapter import WarcAdapter

ADAPTER = WarcAdapter()

__all__ = ["ADAPTER", "WarcAdapter"]
