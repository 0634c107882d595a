"""Pages of Telegram's web preview: t.me/s, `?embed=1` widgets from 2018 to today, single message blocks.

``markup`` recognises, cuts and repairs the markup, ``pages`` cuts files into pages, and ``writer`` makes
records of messages. A message exactly as t.me writes it is read by patterns (``template``, ``exact``,
``exact_text``); for any other ``parts`` collects from its tree what ``post``, ``text`` and ``media`` read.
Web archives (``assets.formats.warc``) hand their pages to the same writer.
"""

from assets.formats.tme_web.adapter import TmeWebAdapter

ADAPTER = TmeWebAdapter()

__all__ = ["ADAPTER", "TmeWebAdapter"]
