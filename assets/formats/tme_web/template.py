r"""Patterns of a message exactly as t.me writes it.

What a pattern takes has one reading only: tags are closed in order, values stand in double quotes, and each
class is spelled out here or looked at afterwards. Anything else is left to the parser of HTML. All repeats
are possessive: a match takes time linear in its length, whatever the input.
"""

import re
from functools import cache
from itertools import count

_VALUE = r'"[^"<>]*+"'
_OWN = r'[^<"]*+'
_ANY = rf"(?:[ \n\t]++(?!class[ \n\t=>/])[a-z][a-z-]*+(?:={_VALUE})?+)*+ ?"
"""Attributes but for a class."""
_MORE = r'(?: [^"<>&]*+)?+"'
"""Further classes."""
_START = rf'{_ANY}(?:[ \n\t]++class="[^"<>&]*+"{_ANY})?+'
_W = "tgme_widget_message"
_TEXT = (
    rf'[^<"]++|<(?:br|img){_START}/?>|<svg class="{_W}_roundvideo_progress_wrap" viewPort={_VALUE}>[ \n\t]*+'
    rf'<circle class="{_W}_roundvideo_progress{_MORE}{_ANY}></circle>[ \n\t]*+</svg>'
)
_TAGS = "div|i|b|s|span|time|video|audio|tg-emoji"
_AUTO = r'(?: dir="auto")?+'
_EMOJI = r'<i class="emoji"(?: style="[^"<>]*+")?+><b>([^<"\s]++)</b></i>'
_numbers = count()


def _lines(markup: str) -> str:
    """Pattern of markup whose lines may have any space between them."""
    lines = [line.strip() for line in markup.strip().splitlines()]
    return r"[ \n\t]*+".join([*lines, ""])


def _element(inside: str) -> str:
    tag = f"t{next(_numbers)}"
    return rf"<(?P<{tag}>{_TAGS}){_START}>{inside}</(?P={tag})>"


def _inside(depth: int) -> str:
    """Pattern of what an element holds, up to a depth, without links: one within another would be moved."""
    return rf"(?:{_TEXT}|{_element(_inside(depth - 1))})*+" if depth else rf"(?:{_TEXT})*+"


def _around(depth: int, linked_depth: int) -> str:
    """Pattern of what an element holds, up to a depth, with links at any place."""
    inside = rf"{_TEXT}|<a{_START}>{_inside(linked_depth)}</a>"
    if depth:
        inside += f"|{_element(_around(depth - 1, linked_depth))}"
    return rf"(?:{inside})*+"


def _name(group: str) -> str:
    return rf'(?P<{group}>(?:[^<"]++|{_EMOJI.replace("([", "[").replace("+)", "+")})*+)'


def _rest(group: str) -> str:
    """Pattern of a text, whose tags are looked at afterwards, up to the end of its block."""
    return rf"(?P<{group}>[^<]*+(?:<(?!/?+div)[^<]*+)*+)"


def _reaction(name: str, number: str) -> str:
    """Pattern of a reaction, with what opens the groups of its name and number."""
    return (
        rf'{name}<span class="tgme_reaction{_MORE}{_ANY}>[ \n\t]*+{_element(_inside(2))})'
        rf'{number}[^<"&]*+)</span>[ \n\t]*+'
    )


def _keyboard(group: str) -> str:
    return rf'(?:<div class="{_W}_inline_keyboard"{_ANY}>(?P<{group}>{_around(1, 2)})</div>)?+'


_BEGIN = _lines(rf"""
    <div class="{_W}(?P<classes>(?: [^"<>&]*+)?+)"(?: id={_VALUE})?+ data-post="(?P<post>[^"<>&]*+)"(?: data-view="(?P<view>[^"<>&]*+)")?+(?: data-(?:peer|peer-hash|post-id)={_VALUE})?+>
    (?:<div class="{_W}_user">
        <a{_ANY}>
        <i class="{_W}_user_photo(?: bgcolor\d++)?+"{_ANY}>(?:<img{_ANY}/?>)?+</i></a>
    </div>)?+
    <div class="{_W}_bubble">
        (?:<i class="{_W}_bubble_tail">
            <svg class="bubble_icon"(?P<tail>[^<]*+(?:<(?!/svg>)(?=/?+[a-z])[^<]*+)*+)</svg>
        </i>)?+
        (?:<div class="{_W}_author(?: accent_color)?+">
            <a class="{_W}_owner_name"{_ANY}><span{_AUTO}>{_name("owner")}</span></a>
            (?:{_OWN}<a class="{_W}_via_bot"{_ANY}>{_OWN}</a>)?+
        </div>)?+
        (?P<forward><div class="{_W}_forwarded_from(?: accent_color)?+">{_OWN}
            (?:<a class="{_W}_forwarded_from_name" href="(?P<origin>[^"<>]*+)"{_ANY}>
                <span{_AUTO}>{_name("linked")}</span></a>
            |<span class="{_W}_forwarded_from_name"{_AUTO}>{_name("plain")}</span>)
            (?:{_OWN}<span class="{_W}_forwarded_from_author"{_AUTO}>{_OWN}</span>{_OWN})?+
        </div>)?+
        (?:<a class="{_W}_reply{_MORE} href="(?P<reply>[^"<>]*+)"{_ANY}>(?P<quote>{_inside(4)})</a>)?+
""")  # noqa: E501
_BODY = _lines(rf"""
        (?P<media>(?:<a class="{_W}_(?:photo_wrap|video_player|document_wrap|voice_player|location_wrap|service_photo){_MORE}{_ANY}>{_inside(5)}</a>
        |<div class="{_W}_(?:grouped_wrap|poll|roundvideo_player){_MORE}{_ANY}>{_around(3, 4)}</div>
        |[ \n\t]++)*+)
        (?:<div class="{_W}_text(?: js-message_text)?+"{_AUTO}>
            (?:<div class="{_W}_text(?: js-message_text)?+"{_AUTO}>{_rest("caption")}</div>
            |{_rest("text")})
        </div>)?+
        (?P<preview><a class="{_W}_link_preview{_MORE}{_ANY}>{_inside(4)}</a>)?+
""")  # noqa: E501
_END = _lines(rf"""
        (?:<div class="{_W}_reactions(?: js-message_reactions)?+">
            (?P<reactions>(?:{_reaction("(?:", "(?:")})*+)
        </div>)?+
        {_keyboard("above")}
        <div class="{_W}_footer(?: compact)?+(?: js-message_footer)?+">
            (?:<div class="{_W}_link">
                <a href={_VALUE} class="link_anchor flex_ellipsis"><span class="ellipsis">{_OWN}</span>{_OWN}</a>
            </div>)?+
            <div class="{_W}_info(?: short)?+(?: js-message_info)?+">
                (?:<span class="{_W}_voters">{_OWN}</span>
                (?:<span class="copyonly">{_OWN}</span>)?+)?+
                (?P<viewed><span class="{_W}_views">(?P<views>[^<"&]*+)</span>
                (?:<span class="copyonly">{_OWN}</span>)?+)?+
                <span class="{_W}_meta">
                    (?:<span class="{_W}_from_author"{_AUTO}>{_name("author")}</span>)?+
                    (?P<meta>[^<"]*+)<a class="{_W}_date" href={_VALUE}{_ANY}>
                        <time datetime="(?P<time>[^"<>&]*+)"(?: class="time")?+>{_OWN}</time>
                    </a>
                </span>
            </div>
        </div>
        {_keyboard("below")}
    </div>
    {_keyboard("behind")}
</div>
""")


@cache
def message() -> re.Pattern[bytes]:
    """A whole message; compiled at the first one, since that takes longer than importing all formats."""
    return re.compile((_BEGIN + _BODY + _END).encode())


CLASS = re.compile(rf'<[a-z-]++{_ANY}[ \n\t]class="([^"]*+)"')
"""Classes of an element, in markup that ``message`` took."""
LINK = re.compile(rf'<a({_ANY})[ \n\t]class="([^"]*+)"({_ANY})>')
"""Attributes before the classes of a link, those, attributes after them; also there."""
REACTION = re.compile(_reaction("(?P<markup>", "(?P<number>").encode())
"""A reaction: the markup that names it, and how often it was given."""
EMOJI = re.compile(_EMOJI)
EMPTY = re.compile(r"<([a-z-]++)[^<>]*+></\1>")
"""An element that holds nothing."""
WITHIN_TAG = re.compile("<[^<>]*+<")
"""A tag that begins within another, as in one of its values."""
SPAN = re.compile(r"<(b|i|u|s|em|strong)>([^<]*+)</\1>")
"""A stretch of formatted text that holds no other."""
ANCHOR = re.compile(rf"<a({_ANY})>([^<]++)</a>")
"""A link of a text: its attributes, what it shows."""
TAG = re.compile(
    rf"<(?:br{_ANY}/?|(/)?+(b|i|u|s|em|strong|code|a|span|tg-emoji|tg-spoiler|blockquote)({_ANY}))>"
)
"""A tag of a text: whether it ends an element, the element, its attributes."""
ATTRIBUTE = re.compile(rf"([a-z][a-z-]*+)(?:=({_VALUE}))?+")
