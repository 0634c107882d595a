"""Progress is told to whoever listens, and to nobody else."""

import pytest

from warehouse import progress


class _Notes:
    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []

    def start(self, label: str, total: int, unit: str) -> progress.Advance:
        self.said.append(("start", label, total, unit))
        return lambda amount: self.said.append(("advance", label, amount))

    def finish(self, label: str) -> None:
        self.said.append(("finish", label))


def test_a_listener_hears_begin_amounts_and_end() -> None:
    notes = _Notes()
    with progress.listening(notes), progress.track("parsing", 10, "bytes") as advance:
        advance(4)
        advance(6)
    assert notes.said == [
        ("start", "parsing", 10, "bytes"),
        ("advance", "parsing", 4),
        ("advance", "parsing", 6),
        ("finish", "parsing"),
    ]


def test_without_a_listener_nothing_happens() -> None:
    with progress.track("parsing", 10) as advance:
        advance(10)


def test_a_listener_hears_only_what_happens_in_its_block() -> None:
    outer, inner = _Notes(), _Notes()
    with progress.listening(outer):
        with progress.listening(inner), progress.track("inner", 1):
            pass
        with progress.track("outer", 1):
            pass
    with progress.track("after", 1):
        pass
    assert [s[1] for s in inner.said] == ["inner", "inner"]
    assert [s[1] for s in outer.said] == ["outer", "outer"]


def test_work_that_fails_is_not_reported_as_done() -> None:
    notes = _Notes()
    with pytest.raises(ValueError, match="broken"), progress.listening(notes), progress.track("parsing", 1):
        raise ValueError("broken")
    assert notes.said == [("start", "parsing", 1, "records")]
    with progress.track("after", 1):
        pass
    assert len(notes.said) == 1
