"""Which channel a post or page belongs to, and what is said of it."""

from assets.formats.base import BatchBuilder, ParseOptions
from assets.formats.telegram import bare_id
from assets.formats.tme_web.post import Post
from assets.transforms.channels import reference_of


class ChannelStatements:
    """States each channel once per batch.

    What configuration says of a dump's channel fills what the dump leaves open, for the channel it means:
    the one of the configured handle, or the first one of the dump.
    """

    def __init__(self, builder: BatchBuilder, options: ParseOptions) -> None:
        self._builder = builder
        self._handle = options.channel_handle.lower().lstrip("@") if options.channel_handle else None
        self._telegram_id = bare_id(options.channel_telegram_id) if options.channel_telegram_id else None
        self._name = options.channel_name
        self._stated: dict[tuple[int | None, str | None, str | None, str], str | None] = {}

    def of_post(self, post: Post, page_title: str | None) -> str | None:
        """Reference of a post's channel."""
        kind = "public_supergroup" if post.is_group else "public_channel"
        name = post.owner_name or page_title
        return self._state(post.view.channel_id, post.handle, name, kind)

    def of_page(self, handle: str | None, title: str | None) -> None:
        """State the channel of a page's head, which may show no post."""
        if handle is not None:
            self._state(None, handle.lower(), title, "public_channel")

    def forget(self) -> None:
        """Begin a batch."""
        self._stated = {}

    def _state(
        self, telegram_id: int | None, handle: str | None, name: str | None, channel_type: str
    ) -> str | None:
        asked = (telegram_id, handle, name, channel_type)
        if asked in self._stated:
            return self._stated[asked]
        self._handle = self._handle or handle
        if handle == self._handle:
            telegram_id = telegram_id or self._telegram_id
            name = name or self._name
        ref = reference_of(telegram_id, handle, name)
        statement = (telegram_id, handle, name, channel_type)
        if ref is not None and statement not in self._stated:
            self._stated[statement] = ref
            self._builder.channel(
                ref, telegram_id=telegram_id, handle=handle, name=name, channel_type=channel_type
            )
        self._stated[asked] = ref
        return ref
