"""Telegram Desktop's exports in JSON: ``result.json`` of one chat, or of a whole account.

``window`` holds a bounded part of the file, ``walker`` follows it from chat to chat, ``records`` cuts lists
of messages into blocks, ``decode`` decodes them, also where they are not quite JSON. ``message`` (``text``,
``reactions``, ``values``) says what a message means, ``channel`` whose it is, ``writer`` puts it into
batches. ``detect`` recognises the format; ``fields`` names what is known of it.
"""

from assets.formats.tdesktop_json.adapter import TdesktopJsonAdapter

ADAPTER = TdesktopJsonAdapter()

__all__ = ["ADAPTER", "TdesktopJsonAdapter"]
