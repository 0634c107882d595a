"""What configuration and sidecars say about a dump, in the terms of parsers."""

from collections.abc import Iterable

from assets.formats.base import ParseOptions
from assets.transforms.channels import KnownChannel, reference_of
from warehouse.lake import Dump
from warehouse.settings import Channel, Settings, Sidecar, channel_from_text


def parse_options(dump: Dump, settings: Settings) -> ParseOptions:
    """What configuration and sidecar say about a dump; the sidecar is the nearer word."""
    sidecar = Sidecar.model_validate(dump.sidecar or {})
    stated = sidecar.channel
    channel = channel_from_text(stated) if isinstance(stated, str) else stated or Channel()
    known = next((c for c in settings.channel if _same(channel, c)), Channel())
    return ParseOptions(
        channel_name=channel.name or known.name,
        channel_handle=channel.handle or known.handle,
        channel_telegram_id=channel.telegram_id or known.telegram_id,
        captured_at=sidecar.captured_at,
        exporter_zone=sidecar.exporter_zone or channel.exporter_zone or known.exporter_zone,
        reporting_zone=settings.reporting_zone,
        channel_zones=tuple(
            (ref, c.exporter_zone) for c in settings.channel if c.exporter_zone for ref in _refs(c)
        ),
        footer_lines=channel.footer_lines or known.footer_lines or _all(settings, "footer_lines"),
        title_markers=channel.title_markers or known.title_markers or _all(settings, "title_markers"),
        field_mapping=field_mapping(dump.file_names, settings, sidecar),
    )


def field_mapping(
    file_names: Iterable[str], settings: Settings, sidecar: Sidecar | None
) -> tuple[tuple[str, str], ...]:
    """What configuration says of a table's columns.

    The first mapping for one of the file's names counts; the sidecar is the nearer word about each column.
    """
    names = sorted(file_names)
    mapping = next((m.columns for m in settings.mapping if any(map(m.fits, names))), {})
    own = sidecar.columns if sidecar else None
    return tuple(sorted({**mapping, **(own or {})}.items()))


def known_channels(settings: Settings) -> list[KnownChannel]:
    """Channels of the configuration with the references that dumps use for them."""
    return [KnownChannel(_refs(c), c.telegram_id, c.handle, c.name) for c in settings.channel]


def _refs(channel: Channel) -> tuple[str, ...]:
    """Every reference by which a dump may know a channel."""
    aliases = [channel_from_text(a) for a in channel.aliases]
    stated = [
        *[(a.telegram_id, a.handle, a.name) for a in aliases],
        (channel.telegram_id, None, None),
        (None, channel.handle, None),
        (None, None, channel.name),
    ]
    return tuple(ref for parts in stated if (ref := reference_of(*parts)))


def _same(stated: Channel, known: Channel) -> bool:
    return not set(_refs(stated)).isdisjoint(_refs(known))


def _all(settings: Settings, field: str) -> tuple[str, ...]:
    """Lines of all configured channels: a dump of unknown channel may be of any of them."""
    return tuple(line for c in settings.channel for line in getattr(c, field))
