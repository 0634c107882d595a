"""Reactions as 4CAT writes them: each emoji as often as it was given."""

import re
from collections import Counter

_EMOJI = re.compile(
    r"[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    r"|[0-9#*]\ufe0f?\u20e3"  # a key
    r"|.[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*(?:[\U000e0020-\U000e007f]+)?"
    r"(?:\u200d.[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)
_OTHER = re.compile(r"\{(?:[^{}]++|\{[^{}]*+\})*+\}(?:, )?")
"""A reaction that is no emoji stands as the text of a Python dictionary."""
_COUNT = re.compile(r"'count': (\d{1,18})")
_DOCUMENT = re.compile(r"'document_id': '?(\d+)")


def read_repeated(reactions: str) -> list[tuple[str, int]]:
    """``👍👍❤`` → [("👍", 2), ("❤", 1)]; in order of first appearance."""
    found: Counter[str] = Counter()
    for other in _OTHER.findall(reactions):
        count, document = _COUNT.search(other), _DOCUMENT.search(other)
        name = f"custom:{document[1]}" if document else "paid" if "ReactionPaid" in other else None
        if name is not None and count is not None:
            found[name] += int(count[1])
    found.update(e for e in _EMOJI.findall(_OTHER.sub("", reactions)) if not e.isspace() and e != ",")
    return list(found.items())
