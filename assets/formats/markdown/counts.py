"""Views, forwards, comments and reactions as mirrors print them: `👁 **1.37K** · 🔁 678`."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from assets.formats.telegram import display_count

_NUMBER = r"(\d{1,9}(?:[.,]\d{1,9}){0,4}(?:\s?[KkMmBb](?![^\W_]))?)"
_KINDS = {
    "view": r"👁|👀|views?|seen|بازدید|مشاهده|مشاهدات|просмотр\w{0,3}",
    "forward": r"🔁|🔄|↪|↩|📤|🔀|➡|forwards?|shares?|reposts?",
    "reply": r"💬|🗨|comments?|replies",
}
_MARKS = re.compile(r"[*_`|\ufe0f\u200d]+")
_PATTERNS = {
    kind: re.compile(rf"(?<!\w)(?:{names})🗨?\s?:?\s{{0,3}}{_NUMBER}|{_NUMBER}\s{{0,3}}(?:{names})(?!\w)", re.IGNORECASE)
    for kind, names in _KINDS.items()
}  # fmt: skip
_REACTION = re.compile(rf"([\u203c-\u3299\U0001f000-\U0001faff]{{1,8}})\s{{0,3}}{_NUMBER}(?!\w)")


class Counts(NamedTuple):
    """Numbers that a line states; None where it does not."""

    view: int | None = None
    is_view_rounded: bool = False
    forward: int | None = None
    reply: int | None = None
    reactions: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return self != Counts()

    @staticmethod
    def merged(parts: Iterable["Counts"]) -> "Counts":
        """What several lines state together; the first to state a number wins."""
        result = Counts()
        for part in parts:
            if result.view is None and part.view is not None:
                result = result._replace(view=part.view, is_view_rounded=part.is_view_rounded)
            forward = part.forward if result.forward is None else result.forward
            reply = part.reply if result.reply is None else result.reply
            reactions = result.reactions or part.reactions
            result = result._replace(forward=forward, reply=reply, reactions=reactions)
        return result


def take_counts(text: str) -> tuple[str, Counts]:
    """The text without its counts, and the counts."""
    rest = _MARKS.sub(" ", text)
    found: dict[str, tuple[int, bool]] = {}
    for kind, pattern in _PATTERNS.items():
        match = pattern.search(rest)
        number = display_count(match[1] or match[2]) if match else None
        if match and number:
            found[kind] = number
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    reactions = []
    for match in _REACTION.finditer(rest):
        if (number := display_count(match[2])) is not None:
            reactions.append((match[1], number[0]))
    rest = _REACTION.sub(" ", rest) if reactions else rest
    view = found.get("view")
    counts = Counts(
        view=view[0] if view else None,
        is_view_rounded=view[1] if view else False,
        forward=found["forward"][0] if "forward" in found else None,
        reply=found["reply"][0] if "reply" in found else None,
        reactions=tuple(reactions),
    )
    return rest, counts
