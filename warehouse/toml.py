"""Files that people write, in TOML: read strictly, and every mistake named with its place."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from warehouse.errors import UsageError

Model = TypeVar("Model", bound=BaseModel)


def load_toml(path: Path, model: type[Model]) -> Model:
    """Read a file into a model.

    Raises:
        UsageError: the file cannot be read, is no valid TOML, has an unknown key or a value that does not fit.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Check the file and run again."
        ) from error
    return read_toml(text, str(path), model)


def read_toml(text: bytes, path: str, model: type[Model]) -> Model:
    """Read text into a model; ``path`` says where it stands, for messages.

    Raises:
        UsageError: as for ``load_toml``.
    """
    try:
        # Notepad begins a file with a byte-order mark, which TOML does not know.
        values: dict[str, Any] = tomllib.loads(text.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no valid TOML: {error}.", "Correct the file and run again.") from error
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {_problem(e['type'], e['msg'])}" for e in error.errors()
        )
        raise UsageError(f"{path}: {problems}.", "Correct the file and run again.") from error


def _problem(kind: str, message: str) -> str:
    return "unknown key" if kind == "extra_forbidden" else message.removeprefix("Value error, ")
