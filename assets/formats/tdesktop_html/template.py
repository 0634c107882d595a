r"""Patterns of messages exactly as the exporter writes them.

The exporter writes pages from fixed templates: attributes stand in alphabetical order, all that people
wrote is escaped, and a text is one line. What a pattern takes has only one reading; anything else is left to
the parser of HTML. All repeats are possessive: a match takes time linear in its length, whatever the input.
"""

import re

_PARTS = {
    "value": r'"[^"<>]*+"',
    "own": r"[^<]*+",
    "stamp": r"(?P<clock>\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d)(?: UTC(?P<offset>[+-]\d\d:\d\d))?+",
    "lines": r"(?:[^<]++|<br>)*+",
    "next": r'(?=<div class="message )',
    "open": "(",
}
"""Pieces of patterns. Before ``next`` a message surely ends; the last one of a file may be cut off."""


def _pattern(markup: str) -> str:
    """Pattern of markup with ``%(names)s`` of ``_PARTS``; its lines may have any space between them."""
    lines = [line.strip() for line in markup.strip().splitlines()]
    return (r"\s*+".join(lines) + r"\s*+") % _PARTS


_PARTS["picture"] = _pattern(r"""
    (?:<div class="userpic userpic\d++" style=%(value)s(?: title=%(value)s)?+>
        <div class="initials" style=%(value)s>%(own)s</div>
    </div>
    |<img class="userpic" src=%(value)s style=%(value)s(?: title=%(value)s)?+/>)
""")
_PARTS["userpic"] = _pattern(r"""
    (?:<a class="userpic_link" href=%(value)s>
        %(picture)s
    </a>
    |%(picture)s)
""")
PICTURE = re.compile(_PARTS["userpic"].encode())
"""The picture of a person."""
_PARTS["file"] = _pattern(r"""
    <a class="(?P<file>photo_wrap|video_file_wrap|animated_wrap|sticker_wrap) clearfix pull_left" href=%(value)s>
        (?:<div class="video_play_bg">
            <div class="(?:video|gif)_play">%(own)s</div>
        </div>)?+
        (?:<div class="video_duration">%(own)s</div>)?+
        <img class="\w++" src=%(value)s style=%(value)s/>
    </a>
""")
_PARTS["card"] = _pattern(r"""
    <(?P<tag>a|div) class="media clearfix pull_left (?:block_link )?+(?P<card>media_\w++)"(?: href=%(value)s)?+>
        (?:<div class="fill pull_left">
        </div>
        |<img class="thumb pull_left" src=%(value)s/>)
        <div class="body">
            (?:<div class="title bold">(?P<title>[^<]{0,1000}+)</div>)?+
            (?:<div class="description">%(lines)s</div>)?+
            (?:<div class="status details">%(own)s</div>)?+
        </div>
    </(?P=tag)>
""")
_PARTS["poll"] = _pattern(r"""
    <div class="media_poll">
        <div class="question bold">%(lines)s</div>
        <div class="details">(?P<poll>[^<]{0,1000}+)</div>
        (?:<div class="answer">(?:[^<]++|<br>|<span class="details">%(own)s</span>)*+</div>\s*+)*+
        (?:<div class="total details(?:&#x09;)?+">%(own)s</div>)?+
    </div>
""")
_PARTS["buttons"] = _pattern(r"""
    <table class="bot_buttons_table">
        <tbody>
            (?:<tr>
                <td class="bot_button_row">
                    (?:<div class="bot_button">
                        <a(?: =""| href=%(value)s| onclick=%(value)s)*+>
                            <div>%(own)s</div>
                        </a>
                    </div>
                    (?:<div class="bot_button_column_separator">
                    </div>\s*+)?+)*+
                </td>
            </tr>\s*+)*+
        </tbody>
    </table>
""")
_REACTION = r"""
    <span class="reaction%(open)s(?: \w++){0,9}+)">
        <span class="emoji">
            (?:<a href ?= ?"%(open)s[^"<>]{0,4096}+)"(?: onclick=%(value)s)?+>%(own)s</a>
            |%(open)s[^<]{0,1000}+))
        </span>
        (?:<span class="userpics">
            %(open)s(?:%(userpic)s)*+)
        </span>)?+
        (?:<span class="count">
            %(open)s[0-9]{1,15}+)
        </span>)?+
    </span>
"""
REACTION = re.compile(_pattern(_REACTION).encode())
"""A reaction: further classes, address of a custom emoji or emoji, pictures of who reacted, count."""
_PARTS["open"] = "(?:"
_PARTS["reaction"] = _pattern(_REACTION)

_MESSAGE = _pattern(r"""
    <div class="message default clearfix(?P<joined> joined)?+" id="message(?P<id>-?+\d{1,18})">
        (?:<div class="pull_left userpic_wrap">
            %(userpic)s
        </div>)?+
        <div class="body">
            <div class="pull_right date details" title="%(stamp)s">%(own)s</div>
            (?:<div class="from_name">(?P<sender>[^<]{0,1000}+)</div>)?+
            (?P<forward>(?:<div class="pull_left forwarded userpic_wrap">
                %(userpic)s
            </div>)?+
            <div class="forwarded body">
                (?:<div class="from_name">
                    (?P<origin>[^<]{0,1000}+)(?:<span class="date details" title=%(value)s>%(own)s</span>)?+
                </div>)?+)?+
            (?:<div class="reply_to details">
                %(own)s(?:<a href="(?P<target>[^"<>]*+)"(?: onclick=%(value)s)?+>%(own)s</a>)?+
            </div>)?+
            (?:<div class="media_wrap clearfix">
                (?:%(file)s|%(card)s|%(poll)s)
            </div>)?+
            (?:<div class="text">\n(?P<text>[^\n]*+)\n[ \t\n]*+</div>)?+
            (?:%(buttons)s)?+
            (?:<div class="signature details">(?P<signature>%(own)s)</div>)?+
            (?(forward)</div>)
            (?:<span class="reactions">
                (?P<reactions>(?:%(reaction)s)*+)
            </span>)?+
        </div>
    </div>
    %(next)s
""")
MESSAGE = re.compile(_MESSAGE.encode())
_SERVICE = _pattern(r"""
    <div class="message service" id="message(?P<id>-?+\d{1,18})">
        <div class="body details">
            (?P<text>(?:[^<]++|<br>|<a href=%(value)s(?: onclick=%(value)s)?+>%(own)s</a>)*+)
        </div>
        (?:<div class="userpic_wrap">
            %(userpic)s
        </div>)?+
    </div>
    %(next)s
""")
SERVICE = re.compile(_SERVICE.encode())
PART = re.compile(
    r'<(?:a href ?= ?"([^"<>\n]{0,4096}+)"(?: onclick="return Show(\w++)\([^"<>\n)]*+\);?+")?+'
    r"|(strong|em|code|pre|u|s|blockquote)"
    r'|span class="spoiler hidden" onclick="ShowSpoiler\(this\)"><span aria-hidden="true")>'
    r"([^<]{0,20000}+)</(?:(?(3)\3|(?(1)a|span></span)))>"
)
"""A stretch of formatted text: address and action of a link, or another tag, and its text."""
