"""Errors that a person can act on."""


class AnbarError(Exception):
    """Something the user or operator can put right: what happened, where, and what to do.

    Args:
        message: what is wrong, naming the file or object.
        remedy: what to do about it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class UsageError(AnbarError):
    """Wrong usage or configuration: exit code 2."""


class LockedError(AnbarError):
    """Another process is writing: exit code 1."""
