"""Blocks of Telegram Desktop's HTML pages, laid out as the exporter does."""

import html
import random
import re
from collections.abc import Iterable
from datetime import datetime

from benchmarks.posts import BENCHMARK, Channel

_HASHTAG = re.compile(r"#(\w+)")


class Layout:
    """Lays out posts with what real channels have beside text, in about the shares that they have it."""

    def __init__(self, channel: Channel = BENCHMARK, seed: int = 1) -> None:
        self._dice = random.Random(seed)
        self._name = html.escape(channel.name)
        self._is_plain = channel.is_plain
        self._day = ""
        self._separators = 0

    def page(self, blocks: Iterable[str]) -> str:
        """A page of messages with the head of the export above them."""
        return f"{_HEAD.format(name=self._name)}{''.join(blocks)}{_TAIL}"

    def block(self, message_id: int, posted_at: datetime, text: str) -> str:
        """One message, below a separator where a day begins."""
        separator = self._separator(f"{posted_at.day} {posted_at:%B %Y}")
        joined = not separator and self._chance(0.18)
        forward = not joined and self._chance(0.08)
        head = "" if joined else _div("pull_left userpic_wrap", _USERPIC, 6)
        body = _div(
            "pull_right date details",
            f"{posted_at:%H:%M}",
            7,
            title=f"{posted_at:%d.%m.%Y %H:%M:%S} UTC+03:30",
        )
        body += "" if joined else _div("from_name", f"{self._name} ", 7)
        content = self._content(message_id, text)
        if forward:
            origin = f'Origin <span class="date details" title="{_STAMP} UTC+03:30"> {_STAMP}</span>'
            content = _div("forwarded body", _div("from_name", origin, 8) + content, 7)
            body += _div("pull_left forwarded userpic_wrap", _USERPIC, 7)
        body += content + (_REACTIONS % self._dice.randint(1, 900) if self._chance(0.12) else "")
        classes = "message default clearfix" + " joined" * joined
        return separator + _div(classes, head + _div("body", body, 6), 5, id=f"message{message_id}")

    def _chance(self, share: float) -> bool:
        return not self._is_plain and self._dice.random() < share

    def _separator(self, day: str) -> str:
        if day == self._day:
            return ""
        self._day = day
        self._separators += 1
        return _div("message service", _div("body details", day, 6), 5, id=f"message-{self._separators}")

    def _content(self, message_id: int, text: str) -> str:
        reply = _REPLY.format(message_id - 1) if self._chance(0.03) else ""
        media = _PHOTO.format(message_id) if self._chance(0.2) else _FILE if self._chance(0.2) else ""
        shown = html.escape(text).replace("\n", "<br>")
        shown = _HASHTAG.sub(r'<a href="" onclick="return ShowHashtag(&quot;\1&quot;)">#\1</a>', shown)
        if self._chance(0.3):
            first, _, rest = shown.partition("<br>")
            shown = f"<strong>{first}</strong><br>{rest}" if rest and "<" not in first else shown
        return reply + media + (_div("text", shown, 7) if text else "")


def _div(classes: str, content: str, depth: int, **attributes: str) -> str:
    indent = " " * depth
    inner = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'\n{indent}<div class="{classes}"{inner}>\n{content}\n{indent}</div>\n'


_STAMP = "01.02.2023 10:11:12"
_USERPIC = """
       <div class="userpic userpic6" style="width: 42px; height: 42px">

        <div class="initials" style="line-height: 42px">
B
        </div>

       </div>
"""
_REPLY = """
       <div class="reply_to details">
In reply to <a href="#go_to_message{0}" onclick="return GoToMessage({0})">this message</a>
       </div>
"""
_PHOTO = """
       <div class="media_wrap clearfix">

        <a class="photo_wrap clearfix pull_left" href="photos/photo_{0}@01-02-2023_10-11-12.jpg">

         <img class="photo" src="photos/photo_{0}@01-02-2023_10-11-12_thumb.jpg" style="width: 260px; height: 195px"/>

        </a>

       </div>
"""
_FILE = """
       <div class="media_wrap clearfix">

        <div class="media clearfix pull_left media_file">

         <div class="fill pull_left">

         </div>

         <div class="body">

          <div class="title bold">
Benchmark.pdf
          </div>

          <div class="description">
Not included, change data exporting settings to download.
          </div>

          <div class="status details">
1.1 MB
          </div>

         </div>

        </div>

       </div>
"""
_REACTIONS = """
       <span class="reactions">

        <span class="reaction">

         <span class="emoji">
👍
         </span>

         <span class="count">
%d
         </span>

        </span>

       </span>
"""
_HEAD = """<!DOCTYPE html>
<html>

 <head>

  <meta charset="utf-8"/>
<title>Exported Data</title>
  <meta content="width=device-width, initial-scale=1.0" name="viewport"/>

  <link href="css/style.css" rel="stylesheet"/>

  <script src="js/script.js" type="text/javascript">

  </script>

 </head>

 <body onload="CheckLocation();">

  <div class="page_wrap">

   <div class="page_header">

    <div class="content">

     <div class="text bold">
{name}
     </div>

    </div>

   </div>

   <div class="page_body chat_page">

    <div class="history">
"""
_TAIL = "\n    </div>\n\n   </div>\n\n  </div>\n\n </body>\n\n</html>\n"
