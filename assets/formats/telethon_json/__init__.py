"""Messages as the libraries Telethon and Pyrogram write them to JSON."""

from assets.formats.telethon_json.adapter import ADAPTER

__all__ = ["ADAPTER"]
