"""What decides topics: settings, and the taxonomy, one TOML file that analysts edit, validated strictly.

What the words of a topic match is decided in ``assets.transforms.topics``.
"""

import hashlib
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from warehouse.errors import UsageError

SAMPLE, NONE = "sample", "none"
"""What ``[topics] taxonomy`` may be besides a file: the taxonomy that comes with Anbar, or no topics by rule."""

MAX_WORDS = 5
"""Longest phrase, in words: half-spaces part words here."""

_HALF_SPACES = "\u00ac\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff\u2060"
_TATWEEL = "\u0640"


def pattern_words(pattern: str) -> list[str]:
    """Parts of a pattern between spaces, half-spaces and punctuation, those without letter or digit left out.

    A test holds this against what ``token_key`` keeps.
    """
    parted = "".join(c if _is_kept(c) else "\n" for c in pattern)
    return [part for part in parted.split("\n") if any(_is_spoken(c) for c in part)]


def _is_kept(character: str) -> bool:
    if character in _HALF_SPACES:
        return False
    return unicodedata.category(character)[0] in "LNM" or unicodedata.category(character) == "Cf"


def _is_spoken(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" and character != _TATWEEL


def _pattern(text: str) -> str:
    words = pattern_words(text)
    if not words:
        raise ValueError(f"{text!r} has no letter or digit to be found by; write a word or remove it")
    if len(words) > MAX_WORDS:
        raise ValueError(f"{text!r} has more than {MAX_WORDS} words; shorten it to what is typical")
    return text


def _prefix(text: str) -> str:
    if len(pattern_words(text)) != 1:
        raise ValueError(f"{text!r} must be the begin of one word; write phrases into words")
    return _pattern(text)


Pattern = Annotated[str, AfterValidator(_pattern)]
Prefix = Annotated[str, AfterValidator(_prefix)]


class Topic(BaseModel):
    """A topic and the words that speak of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    """Stays the same when labels change: it makes the key of the topic."""
    fa: str | None = Field(default=None, min_length=1)
    en: str | None = Field(default=None, min_length=1)
    parent: str | None = None
    words: tuple[Pattern, ...] = ()
    """Words and phrases; Persian endings of a closed list may follow the last word."""
    exact: tuple[Pattern, ...] = ()
    """The same without endings, for words that an ending turns into others."""
    prefixes: tuple[Prefix, ...] = ()
    """Begins of words, for languages that inflect."""
    hashtags: tuple[Pattern, ...] = ()
    """Only as a hashtag, written without ``#``."""
    exclude: tuple[Pattern, ...] = ()
    """Phrases in which the words above mean something else."""

    @property
    def label(self) -> str:
        """Persian label, else the English one, else the id."""
        return self.fa or self.en or self.id


class Taxonomy(BaseModel):
    """All topics; none by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(default="taxonomy", pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    """Begins the version of the topics."""
    topic: tuple[Topic, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of what the taxonomy says: not of comments, spacing, or the order of topics."""
        ordered = self.model_copy(update={"topic": tuple(sorted(self.topic, key=lambda t: t.id))})
        return hashlib.sha256(ordered.model_dump_json().encode()).hexdigest()

    def ancestors(self, topic_id: str) -> Iterator[str]:
        """Parent of a topic, its parent, and so on."""
        parents = {t.id: t.parent for t in self.topic}
        parent = parents[topic_id]
        while parent is not None:
            yield parent
            parent = parents[parent]


def load_taxonomy(choice: str, folder: Path) -> Taxonomy:
    """The taxonomy that settings choose.

    Args:
        choice: ``sample``, ``none``, or a TOML file, relative to ``folder``.
        folder: the home folder.

    Raises:
        UsageError: the file is missing or no valid TOML, has an unknown key, a pattern without letters, an id
            twice, a parent that is no topic, or topics that are each other's ancestors; says where.
    """
    if choice == NONE:
        return Taxonomy()
    return sample_taxonomy() if choice == SAMPLE else _read(folder / choice)


@cache
def sample_taxonomy() -> Taxonomy:
    """Politics and economy in Persian, as a beginning."""
    return _read(Path(__file__).with_name("sample_taxonomy.toml"))


class Topics(BaseModel):
    """What posts are about: by rules that analysts write, and by phrases that emerge from the texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    taxonomy: str = Field(default=SAMPLE, min_length=1)
    """`sample` (comes with Anbar), `none`, or a TOML file, relative to the home folder."""
    keyphrases: int = Field(default=300, ge=0, le=5_000)
    """Most keyphrases; 0 for none."""
    min_texts: int = Field(default=5, ge=2)
    """Different texts of a channel or a month that must hold a phrase."""
    sample_texts: int = Field(default=100_000, ge=1)
    """Most texts that keyphrases are learned from, evenly from all channels; what they cost is bounded by it."""
    _rules: Taxonomy = PrivateAttr(default_factory=sample_taxonomy)

    @property
    def rules(self) -> Taxonomy:
        """The taxonomy in force: the sample until ``load``."""
        return self._rules

    def load(self, folder: Path) -> None:
        """Read the taxonomy that is chosen; see ``load_taxonomy``."""
        self._rules = load_taxonomy(self.taxonomy, folder)


def _read(path: Path) -> Taxonomy:
    try:
        values: dict[str, Any] = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        remedy = f'Check `taxonomy` under [topics] in anbar.toml: a file, "{SAMPLE}" or "{NONE}".'
        raise UsageError(f"The taxonomy {path} cannot be read: {error.strerror}.", remedy) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no valid TOML: {error}.", "Correct the file and run again.") from error
    try:
        taxonomy = Taxonomy.model_validate(values)
        problems = list(_problems(taxonomy))
    except ValidationError as error:
        problems = [f"{_place(e['loc'], values)}: {_said(e['type'], e['msg'])}" for e in error.errors()]
    if problems:
        raise UsageError(f"{path}: {'; '.join(problems)}.", "Correct the taxonomy and run again.")
    return taxonomy


def _place(place: tuple[int | str, ...], values: dict[str, Any]) -> str:
    """Where a problem lies, in the words of the file: topics by their id, else by their number."""
    if len(place) < 2 or place[0] != "topic" or not isinstance(place[1], int):
        return ".".join(map(str, place))
    stated = values["topic"][place[1]]
    name = stated.get("id") if isinstance(stated, dict) else None
    return ".".join([f"topic {name or f'number {place[1] + 1}'}", *map(str, place[2:])])


def _said(kind: str, message: str) -> str:
    return "unknown key" if kind == "extra_forbidden" else message.removeprefix("Value error, ")


def _problems(taxonomy: Taxonomy) -> Iterator[str]:
    """What is wrong between topics."""
    counts = Counter(t.id for t in taxonomy.topic)
    yield from (f"topic {name}: this id is used {count} times" for name, count in counts.items() if count > 1)
    parents = {t.id: t.parent for t in taxonomy.topic}
    for name, parent in parents.items():
        if parent is not None and parent not in parents:
            yield f"topic {name}: its parent {parent} is no topic of this file"
        elif name in _above(name, parents):
            yield f"topic {name}: it is its own ancestor; remove one `parent` of the circle"


def _above(name: str, parents: dict[str, str | None]) -> set[str]:
    seen: set[str] = set()
    parent = parents[name]
    while parent is not None and parent not in seen:
        seen.add(parent)
        parent = parents.get(parent)
    return seen
