"""``anbar.toml`` and the sidecars of dumps: what people configure, validated strictly."""

import hashlib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from warehouse.setting_types import (
    HANDLE,
    BareId,
    ChannelWords,
    Columns,
    Handle,
    Size,
    UtcInstant,
    Zone,
    is_id,
)
from warehouse.taxonomy import Topics
from warehouse.toml import load_toml, read_toml


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Channel(_Section):
    """A known channel: how dumps may call it and what they do not say of it."""

    name: str | None = None
    handle: Handle | None = None
    telegram_id: BareId | None = None
    aliases: tuple[ChannelWords, ...] = ()
    """Other names under which dumps know the channel: titles, handles (`@x`) or ids."""
    exporter_zone: Zone | None = None
    """IANA zone of the machine that exports this channel."""
    footer_lines: tuple[str, ...] = ()
    title_markers: tuple[str, ...] = ()


class Mapping(_Section):
    """Which columns of a table say what, where their names do not tell."""

    files: str = Field(min_length=1)
    """Pattern of file names, such as `shop_*.csv`; upper and lower case are one."""
    columns: Columns

    def fits(self, file_name: str) -> bool:
        """Whether the mapping is for a file of this name, with or without the archive that it came in."""
        names = {file_name, file_name.rpartition("/")[2]}
        return any(fnmatchcase(name.casefold(), self.files.casefold()) for name in names)


class Retention(_Section):
    """Which releases are kept."""

    releases: int = Field(default=5, ge=3)
    days: int = Field(default=7, ge=0)


class Release(_Section):
    """What a release holds besides its database and its quality site."""

    parquet: bool = False
    """Every table as Parquet, too, described by ``datapackage.json``."""


class Quality(_Section):
    """Thresholds of quality bounds."""

    max_quarantined_share: float = Field(default=0.5, gt=0, le=1)
    """Share of a dump's records in quarantine above which nothing is published."""


class Duplicates(_Section):
    """When two texts say nearly the same. The defaults were measured on short posts of several languages."""

    similarity: float = Field(default=0.7, ge=0.3, le=1)
    """Jaccard similarity of their sets of words. One to five words changed in fifty keep it above 0.8; different
    posts of one template, their numbers aside, reach 0.7 at most."""
    own_similarity: float = Field(default=0.85, ge=0.3, le=1)
    """The same for texts of one channel that have words in place of each other: there most are another ad or
    another lesson of the same make, and a correction changes a word or two."""
    own_words: int = Field(default=20, ge=1)
    """Common words from which ``similarity`` is enough in one channel, too. Of real pairs between the two limits
    most of up to 16 common words were other ads, and those of 20 and more versions of one text."""
    chain_similarity: float = Field(default=0.5, ge=0.1, le=1)
    """The same with the centre of a group, for texts that are like another member: lower, since both may differ
    from that one; not lower, or a chain of small steps would join what has nothing in common."""
    min_words: int = Field(default=5, ge=1)
    """Distinct words of texts that are compared so; of shorter ones only equal texts say the same."""
    max_variants: int = Field(default=4, ge=1)
    """Related texts of one channel, beyond as many as other channels have of them, that may be versions of one text.
    More follow a pattern (an ad for each shoe), and only those of the same words say the same: of real ads with a word
    more than another two thirds were for another thing."""
    bands: int = Field(default=24, ge=1, le=64)
    rows: int = Field(default=4, ge=1, le=16)
    """Two texts that share the share `s` of their word pairs are compared with a probability a little below
    1 - (1 - s^rows)^bands: 0.75 at 0.5 and 0.99 at 0.7 by default. More bands find more and cost more: with 16 it
    is 0.64 at 0.5, where texts of ten to twenty words are in which one or two are others."""


class Containers(_Section):
    """What unpacking one file handed over may cost; sizes are bytes, or text such as ``"200GB"``."""

    max_bytes: Size = Field(default=200_000_000_000, ge=1)
    """Bytes that it unpacks to, archives inside it included."""
    max_ratio: float = Field(default=500, ge=1)
    """Unpacked to packed bytes; exports reach about 20, bombs 1,000 and more. Small files are exempt."""
    max_members: int = Field(default=200_000, ge=1)
    max_depth: int = Field(default=2, ge=1)
    """Archives around a dump: 2 allows an archive in an archive."""
    max_window: Size = Field(default=128 * 2**20, ge=2**20)
    """Memory that a stream of zstd or xz may ask for."""


class Alerts(_Section):
    """Whom to tell of failed runs and checks; nobody when nothing is set.

    Secrets stay out of the file: keys that end in ``_env`` name a variable of the environment.
    """

    webhook: str | None = Field(default=None, pattern=r"^https?://")
    """Address that gets each alert as JSON by POST."""
    webhook_env: str | None = None
    """Variable that holds the address, where it is a secret itself."""
    token_env: str | None = None
    """Variable that holds a token, sent as ``Authorization: Bearer …``."""
    email: tuple[str, ...] = ()
    sender: str = "anbar@localhost"
    smtp: str = Field(default="localhost:25", pattern=r"^[^:/\s]+(:\d{1,5})?$")
    """Mail server as host:port; 465 speaks TLS from the start, others where the server offers it."""
    smtp_user: str | None = None
    smtp_password_env: str | None = None
    on: Literal["failure", "warning"] = "warning"
    """``failure``: runs that published nothing; ``warning``: also warnings that are new or gone."""
    timeout_seconds: float = Field(default=10, gt=0, le=60)


class Settings(_Section):
    """Everything ``anbar.toml`` may say; all keys are optional, unknown ones are an error."""

    reporting_zone: Zone = "Asia/Tehran"
    lock_timeout_seconds: float = Field(default=60, ge=0)
    memory_limit: str | None = Field(default=None, pattern=r"^\d+(\.\d+)?(MB|GB)$")
    """Memory DuckDB may use; a tenth of the machine's, at least 1 GB, when absent."""
    channel: tuple[Channel, ...] = ()
    mapping: tuple[Mapping, ...] = ()
    retention: Retention = Retention()
    release: Release = Release()
    quality: Quality = Quality()
    duplicates: Duplicates = Duplicates()
    containers: Containers = Containers()
    topics: Topics = Topics()
    alerts: Alerts = Alerts()

    @property
    def content_hash(self) -> str:
        """SHA-256 of the settings that shape content, defaults and what the taxonomy says included.

        Where the taxonomy lies does not, nor whom to alert.
        """
        stated = self.model_dump_json(exclude={"alerts": True, "topics": {"taxonomy"}})
        return hashlib.sha256((stated + self.topics.rules.content_hash).encode()).hexdigest()


class Sidecar(_Section):
    """What ``<file>.anbar.toml`` states about one dump."""

    channel: ChannelWords | Channel | None = None
    """Name, handle (`@x`, `t.me/x`) or id of the channel, or a table as in ``anbar.toml``."""
    source_url: str | None = None
    captured_at: UtcInstant | None = None
    exporter_zone: Zone | None = None
    columns: Columns | None = None
    """Columns of a table, as in a mapping of ``anbar.toml``."""


def channel_from_text(text: str) -> Channel:
    """Read an alias or a sidecar's channel: an id, a handle (`@x`, `t.me/x`), else a title."""
    if is_id(text):
        return Channel(telegram_id=int(text))
    if HANDLE.match(text):
        return Channel(handle=text)
    return Channel(name=text)


def load_settings(path: Path) -> Settings:
    """Read ``anbar.toml``; defaults where the file is absent.

    Raises:
        UsageError: the file or its taxonomy is no valid TOML, has an unknown key or a value that does not fit.
    """
    settings = load_toml(path, Settings) if path.exists() else Settings()
    settings.topics.load(path.parent)
    return settings


def load_sidecar(path: Path) -> Sidecar:
    """Read the sidecar of a dump.

    Raises:
        UsageError: as for ``load_settings``.
    """
    return load_toml(path, Sidecar)


def read_sidecar(text: bytes, place: str) -> Sidecar:
    """Read a sidecar that is no file; ``place`` says where it stands, for messages.

    Raises:
        UsageError: as for ``load_settings``.
    """
    return read_toml(text, place, Sidecar)
