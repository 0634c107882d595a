"""Exports of the tool tdl (``tdl chat export``), with contents or with Telegram's own messages."""

from assets.formats.tdl.adapter import ADAPTER

__all__ = ["ADAPTER"]
