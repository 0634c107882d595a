"""Telegram Desktop's HTML export: pages of up to a thousand messages."""

from assets.formats.tdesktop_html.adapter import TdesktopHtmlAdapter

ADAPTER = TdesktopHtmlAdapter()

__all__ = ["ADAPTER"]
