"""Progress of long work, told to whoever listens.

Steps report; the command line shows. Without a listener a report costs one call.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeAlias

Advance: TypeAlias = Callable[[int], None]


class Listener(Protocol):
    """Somebody who shows progress."""

    def start(self, label: str, total: int, unit: str) -> Advance:
        """A piece of work begins; call the returned function with each amount done."""

    def finish(self, label: str) -> None:
        """The piece of work is done."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send reports to a listener while the block runs."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def track(label: str, total: int, unit: str = "records") -> Iterator[Advance]:
    """Report one piece of work of a known size."""
    listener = _listener.get()
    if listener is None:
        yield lambda _: None
        return
    yield listener.start(label, total, unit)
    listener.finish(label)
