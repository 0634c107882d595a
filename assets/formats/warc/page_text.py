"""Posts in the bare text of a page, by what the page prints around them.

A text extraction has one line per element. t.me prints the channel's name above each post, and below it the
views and the time of day, in the reader's zone and without the day: that ends a post, but does not date it.
"""

import re
from collections import Counter
from dataclasses import dataclass

from assets.formats.plain_text.printed import FOOT, FORWARDED, LATE_TIME
from assets.formats.telegram import display_count

_FURNITURE = re.compile(
    r"Telegram: (?:Contact|View|Launch|Share|Join).{0,160}|.{1,128} [–-] Telegram|Telegram|Context|Embed|"
    r"Don['’]t have Telegram yet\?.{0,80}|"
    r"(?:Preview|Join|View|Open|Download|Get|Send|Copy)(?: (?:in|Telegram|[Cc]hannel|[Gg]roup|Link|Embed|Message))*|"
    r"VIEW IN TELEGRAM|Please open Telegram to view this post|About|Blog|Apps|Platform|Channel|"
    r"@\w{3,40}|(?:https?://)?t\.me/\w{3,40}(?:/\d{1,18})?|"
    r"[\d.,\s]{1,12}[KM]? ?(?:subscribers?|members?|photos?|videos?|files?|links?|online)(?:, .{1,40})?"
)
_INVITATION = "If you have Telegram, you can "
"""Pages that invite to a channel or post show none: the post is in a frame of its own."""
_PLATFORM = "Platform"
"""Last link of the column beside the posts, and so the last line above them."""

_MIRROR_HEAD = "Telegram Group & Telegram Channel"
_MIRROR_FOOT = re.compile(
    r"Share with your friend now:?|View MORE|Open in Telegram|Warning: Undefined variable.*|"
    r"Telegram \| DID YOU KNOW\?|(?:https?://)?(?:www\.)?group-telegram\.com/\S*",
    re.IGNORECASE,
)
_MIRROR_BY = re.compile(r"BY (\S.{0,127})")
_MAX_NAME = 64


@dataclass(frozen=True)
class PostText:
    """A post as a page prints it."""

    text: str
    views: tuple[int, bool] | None = None
    """Number, and whether it is rounded."""
    forward_name: str | None = None


@dataclass(frozen=True)
class PageText:
    """Posts of a page, and what stands above and below them."""

    posts: list[PostText]
    rest: list[str]


def posts_of_list(text: str) -> PageText | None:
    """Posts of a page of many; None where the extraction left out what ends them."""
    lines = _lines(text)
    parts, part, views = list[tuple[list[str], tuple[int, bool] | None]](), list[str](), False
    for line in lines:
        foot = FOOT.fullmatch(line)
        if foot is not None:
            parts.append((part, display_count(foot["views"])))
            part, views = [], True
        elif views and not part and LATE_TIME.fullmatch(line):
            views = False
        else:
            part.append(line)
    if not parts:
        return None
    name = _name(parts)
    rest = ["\n".join(part)] if part else []
    posts = []
    for number, (body, count) in enumerate(parts):
        above, body = _without_head(body, name, is_first=number == 0)
        rest += ["\n".join(above)] if above else []
        posts.append(_post(body, count))
    return PageText(posts, rest)


def post_of_page(text: str) -> PageText:
    """The post of a page of one: what is left between the page's own lines."""
    lines = _lines(text)
    if any(line.startswith(_INVITATION) for line in lines):
        return PageText([], ["\n".join(lines)])
    views = None
    while lines and (_FURNITURE.fullmatch(lines[-1]) or FOOT.fullmatch(lines[-1])):
        foot = FOOT.fullmatch(lines.pop())
        views = display_count(foot["views"]) if foot else views
    begin = 0
    while begin < len(lines) and _FURNITURE.fullmatch(lines[begin]):
        begin += 1
    name = next((m[1] for line in lines[:begin] if (m := re.fullmatch(r"(.+) [–-] Telegram", line))), None)
    body = lines[begin + (name is not None and lines[begin : begin + 1] == [name]) :]
    return PageText([_post(body, views)] if body else [], [] if body else ["\n".join(_lines(text))])


def post_of_mirror(text: str) -> PageText:
    """The post of a mirror's page: below its head and the channel's name, above its links and notices."""
    lines = _lines(text)
    end = next((n for n, line in enumerate(lines) if _MIRROR_FOOT.fullmatch(line)), len(lines))
    body = lines[:end]
    by = _MIRROR_BY.fullmatch(body[-1]) if body else None
    if by is not None:
        body.pop()
    if _MIRROR_HEAD in body:
        body = body[body.index(_MIRROR_HEAD) + 1 :]
        is_name = body[:1] == [by[1]] if by else len(body) > 1 and len(body[0]) <= _MAX_NAME
        body = body[is_name:]
    return PageText([_post(body, None)] if body else [], [] if body else ["\n".join(lines)])


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := raw.strip())]


def _name(parts: list[tuple[list[str], tuple[int, bool] | None]]) -> str | None:
    """The channel's name: the line that begins most posts below the first."""
    first = Counter(body[0] for body, _ in parts[1:] if body)
    if not first:
        return None
    line, count = first.most_common(1)[0]
    return line if count >= 2 and 2 * count > len(parts) - 1 else None


def _without_head(body: list[str], name: str | None, *, is_first: bool) -> tuple[list[str], list[str]]:
    """What stands above a post, and the post; above the first one there is the page's own head."""
    begin = 0
    if is_first and _PLATFORM in body:
        begin = len(body) - body[::-1].index(_PLATFORM)
    if is_first and name in body[begin:]:
        begin = len(body) - body[::-1].index(name)
        return body[: begin - 1], body[begin:]
    return body[:begin], body[begin + (body[begin : begin + 1] == [name]) :]


def _post(body: list[str], views: tuple[int, bool] | None) -> PostText:
    forwarded = FORWARDED.fullmatch(body[0]) if body else None
    lines = [line for line in body[forwarded is not None :] if line != "VIEW IN TELEGRAM"]
    return PostText("\n".join(lines), views, forwarded[1] if forwarded else None)
