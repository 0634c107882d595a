"""Pages of Telegram's web preview: t.me/s, `?embed=1` widgets from 2018 to today, single message blocks.

``markup`` recognises and repairs the markup, ``pages`` cuts files into pages, ``parts`` collects what belongs
to a message, ``text``, ``media`` and ``reactions`` read it, ``post`` puts a message together and ``writer``
makes it a record. Web archives (``assets.formats.warc``) hand their pages to the same writer.
"""

from assets.formats.tme_web.adapter import TmeWebAdapter

ADAPTER = TmeWebAdapter()

__all__ = ["ADAPTER", "TmeWebAdapter"]
