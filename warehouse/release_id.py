"""Names of releases: ``r000007-20261124T031500Z``.

The number orders them; the time is for people only, because clocks jump.
"""

import re
from datetime import UTC, datetime

from warehouse.errors import AnbarError

_ID = re.compile(r"r(\d{6,})-(\d{8}T\d{6}Z)")
_STAMP = "%Y%m%dT%H%M%SZ"


def make_id(number: int, now: datetime) -> str:
    """Name a release; ``now`` is naive UTC, or of any zone."""
    return f"r{number:06d}-{as_utc(now).strftime(_STAMP)}"


def is_id(name: str) -> bool:
    """Tell whether a name is that of a release."""
    if _ID.fullmatch(name) is None:
        return False
    try:
        began_at(name)
    except ValueError:
        return False
    return True


def number_of(release_id: str) -> int:
    """The number in a release's name.

    Raises:
        AnbarError: it is no name of a release; nothing else may become part of a path.
    """
    if not is_id(release_id):
        raise AnbarError(f"{release_id!r} is no release id.", "See `anbar releases list`.")
    return int(release_id[1:].partition("-")[0])


def began_at(release_id: str) -> datetime:
    """When its building began by the clock of that machine, naive UTC."""
    return datetime.strptime(release_id.partition("-")[2], _STAMP)  # noqa: DTZ007


def as_utc(instant: datetime) -> datetime:
    """Naive UTC; an instant without zone is taken as UTC."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant
