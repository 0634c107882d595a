"""Folders that hold one post per file, named by message id."""

from collections import Counter
from pathlib import PurePosixPath

from assets.formats.base import Member

MAX_POST_FILE_BYTES = 4096 * 4
"""A message has at most 4,096 characters of at most 4 bytes."""

_MIN_POSTS = 2
_MAX_LONG_SHARE = 0.05
_MAX_OTHER_SHARE = 0.2
_MAX_DIGITS = 15


def message_id(member: Member) -> int | None:
    """The message id that a file is named by, None if it is not."""
    stem = PurePosixPath(member.name).stem
    is_id = stem.isascii() and stem.isdecimal() and len(stem) <= _MAX_DIGITS
    return (int(stem) or None) if is_id else None


def is_post_per_file(members: tuple[Member, ...]) -> bool:
    """Whether the files of a dump are single posts: nearly all named by a number and short enough.

    Files with numbers for names that are longer than a message are pages, not posts.
    """
    posts = [m for m in members if message_id(m) is not None]
    others = len(members) - len(posts)
    long = sum(m.byte_count > MAX_POST_FILE_BYTES for m in posts)
    return (
        len(posts) >= _MIN_POSTS
        and others <= max(2, _MAX_OTHER_SHARE * len(posts))
        and long <= _MAX_LONG_SHARE * len(posts)
    )


def repeated_ids(members: tuple[Member, ...]) -> set[int]:
    """Message ids that more than one file is named by: the folder then mixes several channels."""
    files = Counter(i for m in members if (i := message_id(m)) is not None)
    return {number for number, count in files.items() if count > 1}


def post_folders(members: tuple[Member, ...]) -> set[str]:
    """The folders in which files named by message ids lie."""
    return {str(PurePosixPath(m.name).parent) for m in members if message_id(m) is not None}
