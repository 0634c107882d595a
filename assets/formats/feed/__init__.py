"""RSS and Atom feeds of channels, as bridges and archives publish them.

``parser`` reads items from XML, ``content`` the HTML in them, ``channel`` says whose they are.
"""

from assets.formats.feed.adapter import FeedAdapter

ADAPTER = FeedAdapter()

__all__ = ["ADAPTER", "FeedAdapter"]
