"""Times of captures, as archives write them."""

import re
from datetime import UTC, datetime

from schemas.vocabulary import LATEST_PLAUSIBLE_POST, TELEGRAM_LAUNCH

_DIGITS = re.compile(r"\d{14}", re.ASCII)


def moment_of(stated: str | None) -> datetime | None:
    """Naive UTC of `2024-05-01T10:00:00Z`, with any fraction, or of 14 digits; None for anything else.

    A time before Telegram, or far in the future, is none of a capture.
    """
    try:
        if _DIGITS.fullmatch(stated or ""):
            moment = datetime.strptime(stated or "", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        else:
            moment = datetime.fromisoformat(stated or "")
            moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    naive = moment.replace(tzinfo=None)
    return naive if TELEGRAM_LAUNCH <= naive < LATEST_PLAUSIBLE_POST else None
