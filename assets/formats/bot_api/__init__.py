"""What a bot collects of Telegram's Bot API: updates, messages, and responses that hold them."""

from assets.formats.bot_api.adapter import ADAPTER

__all__ = ["ADAPTER"]
