"""Readings of tables and plain text with ``csv`` and string methods."""

import csv
from datetime import datetime
from pathlib import Path

from independent import Message, Reading, utc


def shop_table(path: Path) -> Reading:
    """A scraper's CSV: title, user name, id, text, date, path of the medium."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return Reading(
        [
            Message(
                int(row["ID"]),
                _unified(row["Message"]),
                utc(datetime.fromisoformat(row["Date"])),
                channel=row["Channel Username"],
            )
            for row in rows
        ]
    )


def post_files(folder: Path) -> Reading:
    """One text file per post, named by its message id; line ends at the edges are no text."""
    files = sorted((p for p in folder.glob("*.txt") if p.stem.isdecimal()), key=lambda p: int(p.stem))
    return Reading(
        [Message(int(p.stem), _unified(p.read_bytes().decode("utf-8-sig")).strip("\n")) for p in files]
    )


def signed_posts(path: Path, signature: str, card: tuple[str, ...]) -> Reading:
    """Posts one after the other, each ended by the channel's signature line, with preview cards between."""
    reading = Reading()
    post: list[str] = []
    lines = _unified(path.read_text(encoding="utf-8")).split("\n")
    while lines:
        if not post and tuple(lines[: len(card)]) == card:
            del lines[: len(card)]
            reading.other_rows += 1
            continue
        post.append(lines.pop(0))
        if post[-1] == signature:
            reading.messages.append(Message(None, "\n".join(post)))
            post = []
    assert not "".join(post).strip(), "text behind the last signature"
    return reading


def _unified(text: str) -> str:
    """Text with line feeds as its only line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
