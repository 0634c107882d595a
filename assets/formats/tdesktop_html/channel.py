"""The channel of a page: what configuration says, else its title."""

from assets.formats.base import BatchBuilder, ParseOptions
from assets.transforms.channels import reference_of


class Channels:
    """States each channel of a dump once and gives its reference.

    Pages state only a title. An id, handle or name of the configuration identifies the channel whatever
    the title; else pages with another title are of another channel.
    """

    def __init__(self, builder: BatchBuilder, options: ParseOptions) -> None:
        self._builder = builder
        self._options = options
        self._refs: dict[str | None, str | None] = {}

    def of_title(self, title: str | None) -> str | None:
        """Reference of the channel of a page with this title; None when nothing identifies it."""
        if title not in self._refs:
            self._refs[title] = self._state(title)
        return self._refs[title]

    def _state(self, title: str | None) -> str | None:
        telegram_id = self._options.channel_telegram_id
        handle = (self._options.channel_handle or "").lstrip("@").lower() or None
        ref = reference_of(telegram_id, handle, self._options.channel_name or title)
        name = title or self._options.channel_name
        if ref is not None:
            self._builder.channel(ref, telegram_id=telegram_id, handle=handle, name=name)
        return ref
