"""Reads the text of a message whose tags are closed in order, without a parser of HTML."""

from functools import lru_cache

from assets.formats.tme_web.template import ANCHOR, ATTRIBUTE, EMOJI, EMPTY, SPAN, TAG, WITHIN_TAG
from assets.formats.tme_web.text import SPACE, Text, TextWriter, link_of

_REFERENCES = {
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\xa0",
    **{f"#{code}": chr(code) for code in range(33, 127)}, **{f"#0{code}": chr(code) for code in range(33, 100)},
}  # fmt: skip
"""What t.me writes for characters that would be markup."""
_MAX_NESTED = 16


class InexactError(ValueError):
    """Markup fits the template, but is left to the parser of HTML."""


def read_markup(markup: str) -> Text:
    """Text of a block.

    Raises:
        InexactError: only a parser can tell what is text.
    """
    markup = markup.strip(SPACE)
    if WITHIN_TAG.search(markup):
        raise InexactError
    if '<i class="emoji"' in markup:
        markup = EMOJI.sub(r"\1", markup)
    if "\n" in markup:
        return _formatted(markup, is_on_lines=True)
    markup = markup.replace("<br/>", "\n")
    if "<" not in markup:
        shown = unescaped(markup).strip(SPACE)
        return Text(shown, shown)
    return _linked(SPAN.sub(r"\2", markup)) or _formatted(markup, is_on_lines=False)


def _linked(markup: str) -> Text | None:
    """Text whose only elements are links; None for any other."""
    parts = ANCHOR.split(markup)
    outside = parts[::3]
    if any("<" in part for part in outside):
        return None
    entities = list(map(_entity, parts[1::3], parts[2::3]))
    if "&" in markup:
        outside = list(map(unescaped, outside))
        parts[2::3] = map(unescaped, parts[2::3])
        parts[::3] = outside
    parts[1::3] = [""] * len(entities)
    return Text(
        "".join(parts).strip(SPACE), " ".join(outside).strip(SPACE), [found for found in entities if found]
    )


@lru_cache(maxsize=4096)
def _entity(attributes: str, label: str) -> tuple[str, str] | None:
    return link_of(unescaped(label).strip(SPACE), _attributes(attributes))


def _formatted(markup: str, *, is_on_lines: bool) -> Text:
    """Text of elements within each other."""
    if EMPTY.search(markup):
        raise InexactError
    writer, open_tags = TextWriter(), list[tuple[str, str]]()
    first, *pieces = TAG.split(markup)
    _write(writer, first, is_on_lines=is_on_lines)
    for is_end, tag, attributes, data in zip(*[iter(pieces)] * 4, strict=True):
        if tag is None:
            writer.add("\n")
        elif not is_end:
            _begin(writer, open_tags, tag, attributes)
        elif open_tags and open_tags[-1][0] == tag:
            writer.end(_attributes(open_tags.pop()[1]))
        else:
            raise InexactError
        _write(writer, data, is_on_lines=is_on_lines)
    if open_tags:
        raise InexactError
    return writer.finish()


def _write(writer: TextWriter, data: str, *, is_on_lines: bool) -> None:
    if "<" in data:
        raise InexactError
    if is_on_lines:
        writer.data(unescaped(data))
    else:
        writer.add(unescaped(data))


def _begin(writer: TextWriter, open_tags: list[tuple[str, str]], tag: str, attributes: str) -> None:
    if len(open_tags) >= _MAX_NESTED or (tag == "a" and any(name == "a" for name, _ in open_tags)):
        raise InexactError
    writer.begin(tag)
    open_tags.append((tag, attributes))


def _attributes(markup: str) -> dict[str, str | None]:
    """Attributes of a tag; of one that is given twice, the first."""
    return {name: unescaped(value[1:-1]) for name, value in reversed(ATTRIBUTE.findall(markup))}


def unescaped(shown: str) -> str:
    """Text with the references that t.me writes replaced.

    Raises:
        InexactError: there is another one.
    """
    if "&" not in shown:
        return shown
    first, *others = shown.split("&")
    parts = [first]
    for other in others:
        name, _, rest = other.partition(";")
        character = _REFERENCES.get(name)
        if character is None:
            raise InexactError
        parts += character, rest
    return "".join(parts)
