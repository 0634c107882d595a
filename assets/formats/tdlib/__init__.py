"""Messages as Telegram's own library TDLib gives them in JSON."""

from assets.formats.tdlib.adapter import ADAPTER

__all__ = ["ADAPTER"]
