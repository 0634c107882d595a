"""What may be wrong with a packed file."""

from warehouse.errors import AnbarError


class UnreadableError(AnbarError):
    """It cannot be unpacked, or what comes out cannot be trusted: none of it is used."""


class CutOffError(AnbarError):
    """It ends early or has a damaged rest: what came before is sound and is used."""


class LimitError(AnbarError):
    """It is larger, denser or holds more than allowed: none of it is used."""


def cut_off() -> CutOffError:
    """The error for something that ends early."""
    return CutOffError(
        "it is cut off; what could be read of it is loaded.", "Hand it over again whole to load the rest."
    )


def followed() -> CutOffError:
    """The error for something with foreign bytes behind it."""
    return CutOffError(
        "something else follows its compressed data; what comes before is loaded.",
        "If something is missing, make the file anew and hand it over again.",
    )


def damaged(words: str) -> UnreadableError:
    """The error for bytes that are not what they should be."""
    return UnreadableError(f"it is damaged ({words}).", "Hand it over again, whole.")


def too_wide(max_window: int) -> UnreadableError:
    """The error for a stream that asks for more memory than allowed."""
    return UnreadableError(
        f"unpacking it takes more than the {max_window:,} bytes of memory that are allowed.",
        "If it is a real export, raise max_window under [containers] in anbar.toml.",
    )
