"""Which files handed over make up one dump."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SIDECAR_SUFFIX = ".anbar.toml"
FOLDER_SIDECAR = "anbar.toml"

_UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download")
_PAGE = re.compile(r"messages\d*\.html", re.IGNORECASE)
"""Pages of one Telegram Desktop export; people rename the first one `messages1.html`."""
_POST = re.compile(r"-?\d+\.txt", re.IGNORECASE)
"""One post per file, named by its message id."""

_NOTE = re.compile(r"(readme|licen[cs]e|source|notice|changelog|copying)(\.(txt|md|rst))?", re.IGNORECASE)
_MEDIA = frozenset(
    ".jpg .jpeg .png .gif .webp .heic .svg .ico .mp4 .mov .webm .mkv .avi .mp3 .ogg .oga .opus .m4a .wav "
    ".tgs .pdf .apk .exe .css .js .woff .woff2 .ttf".split()
)
_EXPORT_FOLDERS = frozenset(
    "photos video_files voice_messages round_video_messages files stickers css js images contacts "
    "profile_pictures".split()
)
"""Folders that Telegram Desktop puts beside `messages.html` and `result.json`."""


@dataclass(frozen=True)
class Candidate:
    """Files that may be one dump."""

    name: str
    """Name to show: the file's, or the folder's with a slash."""
    files: tuple[tuple[str, Path], ...]
    """Member name and path, in natural order."""
    sidecar: Path | None
    passed_over: str = ""
    """Why a file that was found in a folder is not even tried; empty for one that is. It is counted, and
    loads when it is named itself."""


def discover(paths: Iterable[Path]) -> Iterator[Candidate]:
    """Yield the dumps in files and folders, in a fixed order.

    A file is a dump. In a folder, the numbered pages of an HTML export are one dump and so are texts
    named by message ids; every other file is a dump of its own. Hidden files, sidecars and files that a
    program is still writing (``.part``, ``.tmp`` …) are passed over; a file that is named is taken unless
    it is a sidecar, so that all files of a folder may be named at once.
    """
    for path in paths:
        if path.is_dir():
            for folder in sorted([path, *(p for p in path.rglob("*") if p.is_dir())]):
                if not any(part.startswith(".") for part in folder.relative_to(path).parts):
                    yield from _in_folder(folder)
        elif not _is_sidecar(path):
            yield Candidate(path.name, ((path.name, path),), _sidecar(path))


def _in_folder(folder: Path) -> Iterator[Candidate]:
    files = sorted((p for p in folder.iterdir() if p.is_file() and _is_dump(p)), key=_natural)
    for pattern in (_PAGE, _POST):
        group = [p for p in files if pattern.fullmatch(p.name)]
        if len(group) > 1:
            files = [p for p in files if p not in group]
            own = folder / FOLDER_SIDECAR
            yield Candidate(
                f"{folder.name}/", tuple((p.name, p) for p in group), own if own.exists() else None
            )
    for path in files:
        yield Candidate(path.name, ((path.name, path),), _sidecar(path), _why_passed_over(path))


def _why_passed_over(path: Path) -> str:
    """What lies beside dumps and is none: people's notes, and the media that exports come with."""
    if _NOTE.fullmatch(path.name):
        return "notes beside dumps"
    if path.suffix.lower() in _MEDIA or (
        path.parent.name in _EXPORT_FOLDERS and _is_export(path.parent.parent)
    ):
        return "media and page furniture of exports"
    return ""


def _is_export(folder: Path) -> bool:
    return (folder / "result.json").exists() or (folder / "messages.html").exists()


def _is_dump(path: Path) -> bool:
    return not (path.name.startswith(".") or path.name.endswith(_UNFINISHED) or _is_sidecar(path))


def _is_sidecar(path: Path) -> bool:
    return path.name == FOLDER_SIDECAR or path.name.endswith(SIDECAR_SUFFIX)


def _sidecar(path: Path) -> Path | None:
    own = path.with_name(path.name + SIDECAR_SUFFIX)
    if own.exists():
        return own
    shared = path.parent / FOLDER_SIDECAR
    return shared if shared.exists() else None


def _natural(path: Path) -> tuple[list[tuple[int, int | str]], str]:
    """Total sort key that puts messages10 after messages9 and messages before both."""
    parts = re.split(r"(\d+)", path.stem.casefold())
    return [(0, int(p)) if p.isdecimal() else (1, p) for p in parts if p], path.name
