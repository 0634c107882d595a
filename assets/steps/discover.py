"""Which files handed over make up one dump, in folders and in archives alike."""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Generic, TypeVar

from warehouse.home import Home

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


P = TypeVar("P", bound=PurePath)


@dataclass(frozen=True)
class Candidate(Generic[P]):
    """Files that may be one dump, on the disk (``Path``) or in an archive (``PurePosixPath``)."""

    name: str
    """Name to show: the file's, or the folder's with a slash."""
    files: tuple[tuple[str, P], ...]
    """Member name and path, in natural order."""
    sidecar: P | None
    passed_over: str = ""
    """Why a file that was found in a folder is not even tried; empty for one that is. It is counted, and
    loads when it is named itself."""


def discover(paths: Iterable[Path]) -> Iterator[Candidate[Path]]:
    """Yield the dumps in files and folders, in a fixed order.

    A file is a dump, or an archive of dumps. In a folder, the numbered pages of an HTML export are one dump
    and so are texts named by message ids; every other file is a dump of its own. Hidden files, sidecars and
    files that a program is still writing (``.part``, ``.tmp`` …) are passed over, and so is what Anbar itself
    keeps in a home; a file that is named is taken unless it is a sidecar, so that all files of a folder may be
    named at once.
    """
    for path in paths:
        if path.is_dir():
            files = (p for f in _folders(path) for p in f.iterdir() if p.is_file())
            yield from arrange((p for p in files if not _is_config(p)), path)
        elif not _is_sidecar(path):
            sidecar = _sidecar(path, lambda p: p.exists() and not _is_config(p))
            yield Candidate(path.name, ((path.name, path),), sidecar)


def _folders(root: Path) -> list[Path]:
    """A folder and all below it, but for the own ones of homes: who works beside a home names its parent, too."""
    every = [root, *(p for p in root.rglob("*") if p.is_dir())]
    own = [folder for home in map(Home, every) if home.is_there() for folder in home.own_folders()]
    return [f for f in every if not any(f.is_relative_to(o) for o in own)]


def _is_config(path: Path) -> bool:
    """Whether a file tells how a home works, and nothing of the dumps that may lie beside it."""
    return path.name == FOLDER_SIDECAR and Home(path.parent).is_there()


def arrange(files: Iterable[P], root: P) -> Iterator[Candidate[P]]:
    """Yield the dumps among all files below a folder, by their names alone."""
    present = frozenset(files)
    folders: dict[P, list[P]] = {}
    for path in present:
        folders.setdefault(path.parent, []).append(path)
    for folder in sorted(folders):
        if not any(part.startswith(".") for part in folder.relative_to(root).parts):
            yield from _in_folder(folder, folders[folder], present)


def _in_folder(folder: P, found: list[P], present: Set[P]) -> Iterator[Candidate[P]]:
    files = sorted((p for p in found if _is_dump(p)), key=_natural)
    for pattern in (_PAGE, _POST):
        group = [p for p in files if pattern.fullmatch(p.name)]
        if len(group) > 1:
            files = [p for p in files if not pattern.fullmatch(p.name)]
            own = folder / FOLDER_SIDECAR
            yield Candidate(
                f"{folder.name}/", tuple((p.name, p) for p in group), own if own in present else None
            )
    for path in files:
        sidecar = _sidecar(path, present.__contains__)
        yield Candidate(path.name, ((path.name, path),), sidecar, _why_passed_over(path, present))


def _why_passed_over(path: P, present: Set[P]) -> str:
    """What lies beside dumps and is none: people's notes, and the media that exports come with."""
    if _NOTE.fullmatch(path.name):
        return "notes beside dumps"
    if path.suffix.lower() == ".toml":
        return "settings beside dumps"
    if path.suffix.lower() in _MEDIA or (
        path.parent.name in _EXPORT_FOLDERS and _is_export(path.parent.parent, present)
    ):
        return "media and page furniture of exports"
    return ""


def _is_export(folder: P, present: Set[P]) -> bool:
    return folder / "result.json" in present or folder / "messages.html" in present


def _is_dump(path: PurePath) -> bool:
    return not (path.name.startswith(".") or path.name.endswith(_UNFINISHED) or _is_sidecar(path))


def _is_sidecar(path: PurePath) -> bool:
    return path.name == FOLDER_SIDECAR or path.name.endswith(SIDECAR_SUFFIX)


def _sidecar(path: P, exists: Callable[[P], bool]) -> P | None:
    own = path.with_name(path.name + SIDECAR_SUFFIX)
    if exists(own):
        return own
    shared = path.parent / FOLDER_SIDECAR
    return shared if exists(shared) else None


def _natural(path: PurePath) -> tuple[list[tuple[int, int | str]], str]:
    """Total sort key that puts messages10 after messages9 and messages before both."""
    parts = re.split(r"(\d+)", path.stem.casefold())
    return [(0, int(p)) if p.isdecimal() else (1, p) for p in parts if p], path.name
