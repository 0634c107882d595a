"""Delimited files of texts alone: data sets that have neither ids nor dates, only texts and perhaps labels."""

import csv
from pathlib import PurePath

from assets.formats.base import Member
from assets.formats.table.names import candidates, is_ignored, is_label, is_recognised, is_sender
from assets.formats.table.plan import IDENTITY_ROLES, Mapping
from assets.formats.table.text_lines import codings, decoded

_SUFFIXES = frozenset([".csv", ".tsv", ".tab"])
_HEAD_BYTES = 4096
_DELIMITERS = ",;\t|"


def texts_by_name(member: Member) -> Mapping:
    """What the first line says of the columns of a file that is called a table and holds texts: which one they are in.

    Without the name of the file nothing would tell a column called `text` from a text that begins so. Empty where
    there are ids or dates, which tell a table of posts themselves, or columns of anything else.
    """
    if not _SUFFIXES & set(PurePath(member.name.lower()).suffixes):
        return ()
    head = member.head(_HEAD_BYTES)
    line = next(iter(decoded(head, codings(head)[0], is_whole=False).splitlines()), "")
    for delimiter in _DELIMITERS:
        names = next(csv.reader([line], delimiter=delimiter), [])
        texts = candidates("text", names)
        tells_posts = any(candidates(role, names) for role in IDENTITY_ROLES)
        if texts and not tells_posts and all(map(_is_expected, names)):
            return (("text", texts[0]),)
    return ()


def _is_expected(name: str) -> bool:
    return (is_recognised(name) or is_ignored(name) or is_label(name)) and not is_sender(name)
