"""Long lists in pages that stay what they are when the list grows at its end."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def packed(items: Iterable[tuple[Item, int]], *, count: int, weight: int) -> Iterator[list[Item]]:
    """Fill pages one after the other.

    Args:
        items: in their order, each with its weight in bytes.
        count: items of a page at most.
        weight: bytes of a page at most; an item that is heavier has a page to itself.
    """
    page: list[Item] = []
    filled = 0
    for item, own in items:
        if page and (len(page) == count or filled + own > weight):
            yield page
            page, filled = [], 0
        page.append(item)
        filled += own
    if page:
        yield page
