"""The adapter for RSS and Atom feeds of channels."""

import codecs
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from assets.formats.base import Batch, BatchBuilder, Member, Observation, Source
from assets.formats.feed.channel import FeedChannel, post_link
from assets.formats.feed.content import read_content
from assets.formats.feed.parser import Damage, FeedParser, Item

_CERTAIN = 0.95
_MEMBERS_SNIFFED = 20
_ROOTS = {b"rss", b"feed", b"rdf:RDF", b"atom:feed"}
_ELEMENT = re.compile(rb"<([A-Za-z][\w:.-]*)")
_OF_TELEGRAM = re.compile(rb"(?:t|telegram)\.(?:me|dog)/(?:s/|c/)?\w|\(#\d{1,18}\)\s*</title>", re.IGNORECASE)
_NUMBER = re.compile(r"\(#(\d{1,18})\)\s*\Z")
_RULES = {
    "broken_xml": "the feed is well-formed XML",
    "entities_declared": "the feed declares no entities",
    "post_too_long": "each part of an item is shorter than 1 MiB",
}
_HANDLED = {
    "title", "link", "guid", "id", "pubDate", "published", "updated", "date", "description", "encoded",
    "summary", "content", "enclosure",
}  # fmt: skip
_IGNORED = {
    "author",
    "creator",
    "category",
    "comments",
    "source",
    "thumbnail",
    "group",
    "contributor",
    "rights",
}


class FeedAdapter:
    """Adapter for feeds of channels; see ``assets.formats.base.Adapter``."""

    name = "feed"
    version = 1

    def sniff(self, members: tuple[Member, ...]) -> float:
        """0.95 when most files are RSS or Atom with links to t.me, or with message ids in their titles."""
        heads = [m.head() for m in members if m.byte_count][:_MEMBERS_SNIFFED]
        feeds = sum(_is_feed(head) and _OF_TELEGRAM.search(head) is not None for head in heads)
        return _CERTAIN if 2 * feeds > len(heads) else 0.0

    def parse(self, source: Source) -> Iterator[Batch]:
        """Yield the items of the feeds as posts."""
        builder = BatchBuilder()
        for member in source.members:
            if not _is_feed(member.head()):
                if member.byte_count:
                    builder.exclude("artifact", member.name, kind="container", span=(0, member.byte_count))
                continue
            with member.open() as stream:
                parser = FeedParser(stream)
                channel = FeedChannel(builder, source.options)
                prefix = f"{member.name}:" if len(source.members) > 1 else ""
                for item in parser.items():
                    _write(builder, channel, item, parser.head, prefix)
                    if builder.is_full:
                        channel.forget()
                        yield builder.flush()
        batch = builder.flush()
        if batch.record_count or batch.findings.height:
            yield batch


def _is_feed(head: bytes) -> bool:
    """Whether the first element of an XML file is that of a feed."""
    if not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return False
    first = _ELEMENT.search(head, 0, 8192)
    return first is not None and first[1] in _ROOTS


def _write(builder: BatchBuilder, channel: FeedChannel, item: Item | Damage, head: Item, prefix: str) -> None:
    if isinstance(item, Damage):
        cut = item.item
        place = f"{prefix}item {cut.number}" if cut else f"{prefix}feed"
        raw = " ".join(text for texts in cut.texts.values() for text in texts) if cut else ""
        builder.reject(item.reason, _RULES[item.reason], place, raw_text=raw[:65_536], failure_case=item.case)
        return
    place = f"{prefix}item {item.number}"
    if item.is_too_long:
        builder.reject(
            "post_too_long", _RULES["post_too_long"], place, raw_text=(item.first("title") or "")[:65_536]
        )
        return
    for name in item.texts.keys() - _HANDLED - _IGNORED:
        builder.finding("unknown_field", name, example=item.texts[name][0][:200])
    _observe(builder, channel, item, head, place)


def _observe(builder: BatchBuilder, channel: FeedChannel, item: Item, head: Item, place: str) -> None:
    html = item.first("encoded", "description", "content", "summary")
    title = item.first("title") or ""
    content = read_content(title if html is None else html)
    post = post_link([*item.links, *(item.texts.get("link") or []), item.first("guid", "id")])
    numbered = _NUMBER.search(title)
    message_id = post.message_id if post else int(numbered[1]) if numbered else None
    fields = Observation(
        record_locator=place,
        channel_ref=channel.of_post(post, head),
        message_id=message_id or None,
        text=content.text,
        media_kind=content.media_kind or _kind_of(item.enclosures),
        is_forward=content.forward_name is not None,
        forward_from_name=content.forward_name,
        forward_from_ref=content.forward_ref,
    )
    posted = item.first("pubDate", "published", "date", "updated")
    _date(fields, posted)
    edited = _moment(item.first("updated")) if "published" in item.texts else None
    if edited and edited.tzinfo and fields.get("posted_at"):
        instant = edited.astimezone(UTC).replace(tzinfo=None)
        fields["edited_at"] = instant if instant != fields["posted_at"] else None
    index = builder.observation(**fields)
    for kind, value in content.entities:
        builder.entity(index, kind, value)


def _date(fields: Observation, text: str | None) -> None:
    moment = _moment(text)
    if moment is None:
        return
    if moment.tzinfo is None:
        fields["posted_local"] = moment
    else:
        fields["posted_at"] = moment.astimezone(UTC).replace(tzinfo=None)


def _moment(text: str | None) -> datetime | None:
    """A date of RFC 2822 or ISO 8601; RFC 2822's unknown zone is UTC."""
    if not text:
        return None
    plain = text.strip()[:64]
    try:
        return datetime.fromisoformat(plain)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(plain)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _kind_of(enclosures: list[str]) -> str | None:
    """Kind of attachment by the media type of a file."""
    for kind in enclosures:
        family = kind.partition("/")[0].lower()
        if family in ("image", "video", "audio"):
            return "photo" if family == "image" else family
        if "/" in kind:
            return "document"
    return None
