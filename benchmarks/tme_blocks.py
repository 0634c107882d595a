"""Pages of t.me/s, laid out as Telegram's server does: 3 to 5 KB for a post, several kinds mixed."""

import html
import json
import random
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from benchmarks.posts import BENCHMARK, Channel

_HASHTAG = re.compile(r"#(\w+)")
_EMOJI = "🌷🔥👍❤🔸📌✅🎉"
_CAPTURED = 1_735_700_000


class Layout:
    """Lays out posts with what real channels have beside text, in about the shares that they have it."""

    def __init__(self, channel: Channel = BENCHMARK, seed: int = 1) -> None:
        self._dice = random.Random(seed)
        self._channel = channel
        self._named = {"handle": channel.handle, "name": html.escape(channel.name)}

    def page(self, blocks: Iterable[str], oldest: int) -> str:
        """A page of posts with the head and the scripts around them."""
        return _PAGE.format(posts="".join(blocks), oldest=oldest, **self._named)

    def block(self, number: int, posted_at: datetime, text: str, view_count: int) -> str:
        """One post."""
        media = self._media(number)
        shown = self._text(text)
        is_album = "grouped" in media
        if shown:
            shown = _TEXT.format(_TEXT.format(shown) if is_album else shown)
        view = {
            "c": -self._channel.telegram_id,
            "p": f"{number}g" if is_album else number,
            "t": _CAPTURED,
            "h": self._hex(18),
        }
        return _BLOCK.format(
            number=number,
            **self._named,
            view=urlsafe_b64encode(json.dumps(view, separators=(",", ":")).encode()).decode().rstrip("="),
            photo=_USER_PHOTO,
            above=self._origin(number) + media,
            text=shown,
            below=(self._preview() if shown and not media and self._chance(0.3) else "") + self._reactions(),
            views=_shown(view_count),
            meta="edited &nbsp;" * self._chance(0.15),
            iso=posted_at.isoformat(),
            clock=f"{posted_at:%H:%M}",
        )

    def _chance(self, share: float) -> bool:
        return not self._channel.is_plain and self._dice.random() < share

    def _hex(self, length: int) -> str:
        return f"{self._dice.getrandbits(4 * length):0{length}x}"

    def _address(self) -> str:
        """Address of a file, as long as the server's."""
        return f"https://cdn4.telegram-cdn.org/file/{self._hex(300)}.jpg"

    def _emoji(self) -> str:
        shown = self._dice.choice(_EMOJI)
        style = f"background-image:url('//telegram.org/img/emoji/40/{shown.encode().hex().upper()}.png')"
        return f'<i class="emoji" style="{style}"><b>{shown}</b></i>'

    def _text(self, text: str) -> str:
        if not text:
            return ""
        shown = html.escape(text).replace("\n", "<br/>")
        shown = _HASHTAG.sub(lambda tag: f'<a href="?q=%23{quote(tag[1])}">{tag[0]}</a>', shown)
        first, mark, rest = shown.partition("<br/>")
        if mark and self._chance(0.4) and "<" not in first:
            shown = f"<b>{first}</b>{mark}{rest}"
        if self._chance(0.35):
            shown = f"{self._emoji()} {shown}"
        if self._chance(0.2):
            shown += _LINK.format(self._hex(8))
        if self._chance(0.5):
            handle = self._channel.handle
            shown += f'<br/><br/><a href="https://t.me/{handle}" target="_blank">@{handle}</a>'
        return shown

    def _origin(self, number: int) -> str:
        if self._chance(0.08):
            return _FORWARD.format(self._dice.randint(1, 900))
        reply = _REPLY.format(number - 1 or 1, **self._named)
        return reply if self._chance(0.05) else ""

    def _media(self, number: int) -> str:
        if self._channel.is_plain:
            return ""
        kind, named = self._dice.random(), self._named
        if kind < 0.3:
            return _PHOTO.format(number, self._address(), **named)
        if kind < 0.4:
            return _VIDEO.format(number, self._address(), **named)
        if kind < 0.45:
            members = range(number, number + self._dice.randint(2, 4))
            return _ALBUM.format("".join([_PICTURE.format(n, self._address(), **named) for n in members]))
        if kind < 0.48:
            return _DOCUMENT.format(number, **named)
        return _POLL.format(number, **named) if kind < 0.49 else ""

    def _preview(self) -> str:
        return _PREVIEW.format(self._address(), self._hex(60))

    def _reactions(self) -> str:
        if not self._chance(0.5):
            return ""
        given = [f'<span class="tgme_reaction">{self._emoji()}{_shown(n)}</span>' for n in (2100, 87, 12)]
        return f'<div class="tgme_widget_message_reactions js-message_reactions">{"".join(given)}</div>'


def _shown(count: int) -> str:
    return f"{count / 1000:.3g}K" if count >= 1000 else str(count)


_USER_PHOTO = f"https://cdn4.telegram-cdn.org/file/{'0123456789abcdef' * 19}.jpg"
_LINK = (
    ' <a href="https://example.org/{0}" target="_blank" rel="noopener" '
    """onclick="return confirm('Open this link?\\n\\n'+this.href);">{0}</a>"""
)
_TEXT = '<div class="tgme_widget_message_text js-message_text" dir="auto">{}</div>\n'
_FORWARD = (
    '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
    '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/origin/{}">'
    '<span dir="auto">Origin &amp; Sons</span></a></div>\n'
)
_REPLY = """<a class="tgme_widget_message_reply" href="https://t.me/{handle}/{}">
  <div class="tgme_widget_message_author accent_color">
    <span class="tgme_widget_message_author_name" dir="auto">{name}</span>
  </div>
  <div class="tgme_widget_message_text js-message_reply_text" dir="auto">What was said before</div>
</a>
"""
_PHOTO = """<a class="tgme_widget_message_photo_wrap 5172795381250108682 1204385278_456240394" \
href="https://t.me/{handle}/{}" style="width:800px;background-image:url('{}')">
  <div class="tgme_widget_message_photo" style="padding-top:75%"></div>
</a>"""
_PICTURE = """<a class="tgme_widget_message_photo_wrap grouped_media_wrap blured js-message_photo" \
style="left:0px;top:0px;width:288px;height:216px;margin-right:2px;margin-bottom:0px;background-image:url('{1}')" \
data-ratio="1.33333" href="https://t.me/{handle}/{0}?single">
    <div class="grouped_media_helper" style="top:0;bottom:0;left:82px;right:83px;">
      <div class="tgme_widget_message_photo grouped_media" style="top:0;bottom:0;left:0px;right:0px;"></div>
    </div>
</a>"""
_ALBUM = """<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap" data-margin-w="2" \
data-margin-h="2" style="width:453px;">
  <div class="tgme_widget_message_grouped js-message_grouped" style="padding-top:47.682%">
    <div class="tgme_widget_message_grouped_layer js-message_grouped_layer" style="width:453px;height:216px">
      {}
    </div>
  </div>
</div>"""
_VIDEO = """<a class="tgme_widget_message_video_player blured js-message_video_player" \
href="https://t.me/{handle}/{0}"><i class="tgme_widget_message_video_thumb" style="background-image:url('{1}')"></i>
<video src="{1}" class="tgme_widget_message_video blured js-message_video_blured" width="100%" height="100%" muted>\
</video>
<div class="tgme_widget_message_video_wrap" style="width:720px;padding-top:133.3%">
  <video src="{1}" class="tgme_widget_message_video js-message_video" width="100%" height="100%"></video>
</div>
<div class="message_video_play js-message_video_play"></div>
<time class="message_video_duration js-message_video_duration">0:06</time>
<div class="message_media_not_supported_wrap">
  <div class="message_media_not_supported">
    <div class="message_media_not_supported_label">This media is not supported in your browser</div>
    <span class="message_media_view_in_telegram">VIEW IN TELEGRAM</span>
  </div>
</div></a>"""
_DOCUMENT = """<a class="tgme_widget_message_document_wrap" href="https://t.me/{handle}/{}">
  <div class="tgme_widget_message_document_icon accent_bg"></div>
  <div class="tgme_widget_message_document">
    <div class="tgme_widget_message_document_title accent_color" dir="auto">benchmark.pdf</div>
    <div class="tgme_widget_message_document_extra" dir="auto">1.2 MB</div>
  </div>
</a>"""
_POLL = """<div class="tgme_widget_message_poll js-poll">
  <div class="tgme_widget_message_poll_question">Which?</div>
  <div class="tgme_widget_message_poll_type">Anonymous Poll</div>
  <a class="tgme_widget_message_poll_options" href="https://t.me/{handle}/{}">
    <div class="tgme_widget_message_poll_option">
      <div class="tgme_widget_message_poll_option_percent">60%</div>
      <div class="tgme_widget_message_poll_option_value">
        <div class="tgme_widget_message_poll_option_text">This</div>
        <div class="tgme_widget_message_poll_option_bar accent_bg" style="width:60%"></div>
      </div>
    </div>
  </a>
</div>"""
_PREVIEW = """<a class="tgme_widget_message_link_preview" href="https://example.org/">
  <i class="link_preview_image" style="background-image:url('{}');padding-top:52.5%"></i>
  <div class="link_preview_site_name accent_color" dir="auto">Example</div>
  <div class="link_preview_title" dir="auto">What the page is called</div>
  <div class="link_preview_description" dir="auto">What it says of itself, in {} words</div>
</a>
"""
_BLOCK = """<div class="tgme_widget_message_wrap js-widget_message_wrap">\
<div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="{handle}/{number}" \
data-view="{view}">
  <div class="tgme_widget_message_user"><a href="https://t.me/{handle}">\
<i class="tgme_widget_message_user_photo bgcolor2" data-content="B"><img src="{photo}"></i></a></div>
  <div class="tgme_widget_message_bubble">

      <i class="tgme_widget_message_bubble_tail">
        <svg class="bubble_icon" width="9px" height="20px" viewBox="0 0 9 20">
          <g fill="none">
            <path class="background" fill="#ffffff" d="{tail}"></path>
            <path class="border_1x" fill="#d7e3ec" d="{tail} {tail}"></path>
            <path class="border_2x" d="{tail} {tail}"></path>
            <path class="border_3x" d="{tail} {tail}"></path>
          </g>
        </svg>
      </i>
    <div class="tgme_widget_message_author accent_color">\
<a class="tgme_widget_message_owner_name" href="https://t.me/{handle}"><span dir="auto">{name}</span></a></div>

{above}
{text}{below}
<div class="tgme_widget_message_footer compact js-message_footer">

  <div class="tgme_widget_message_info short js-message_info">
    <span class="tgme_widget_message_views">{views}</span><span class="copyonly"> views</span>\
<span class="tgme_widget_message_meta">{meta}<a class="tgme_widget_message_date" \
href="https://t.me/{handle}/{number}"><time datetime="{iso}" class="time">{clock}</time></a></span>
  </div>
</div>
  </div>

</div></div>""".replace("{tail}", "M9,1 L2,1 C1.72,1 1.452,1.118 1.263,1.325 C0.89,1.732 0.917,2.365 1.325,2.738 "
    "C3.504,4.733 5.046,6.893 5.95,9.218 C7.124,12.233 7.807,15.161 8,18 L8,20 L9,20 L9,1 Z")  # fmt: skip
_COUNTER = (
    '<div class="tgme_channel_info_counter"><span class="counter_value">{}</span> '
    '<span class="counter_type">{}</span></div>'
)
_COUNTERS = "".join(
    _COUNTER.format(*c) for c in (("15.4K", "subscribers"), ("2.1K", "photos"), ("9", "links"))
)
_PAGE = f"""<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8">
    <title>{{name}} – Telegram</title>
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <meta property="og:title" content="{{name}}">
    <meta property="og:description" content="Invented posts">
    <link rel="stylesheet" href="//telegram.org/css/widget-frame.css?72">
  </head>
  <body class="widget_frame_base tgme_widget body_widget_post emoji_image">
    <header class="tgme_header search_collapsed">
      <div class="tgme_container">
        <div class="tgme_header_search">
          <form class="tgme_header_search_form" action="/s/{{handle}}">
            <input name="q" class="tgme_header_search_form_input js-header_search" placeholder="Search">
            <a href="/s/{{handle}}" class="tgme_header_search_form_clear"></a>
          </form>
        </div>
        <div class="tgme_header_right_column">
          <section class="tgme_right_column">
            <div class="tgme_channel_info">
              <div class="tgme_channel_info_header">
                <i class="tgme_page_photo_image bgcolor2" data-content="B"><img src="{_USER_PHOTO}"></i>
                <div class="tgme_channel_info_header_title_wrap">
                  <div class="tgme_channel_info_header_title"><span dir="auto">{{name}}</span></div>
                  <div class="tgme_channel_info_header_labels"></div>
                </div>
                <div class="tgme_channel_info_header_username"><a href="https://t.me/{{handle}}">@{{handle}}</a></div>
              </div>
              <div class="tgme_channel_info_counters">{_COUNTERS}</div>
              <div class="tgme_channel_info_description">Invented posts</div>
              <a class="tgme_channel_download_telegram" href="//telegram.org/dl?tme=1">Download Telegram</a>
            </div>
          </section>
        </div>
      </div>
    </header>
    <main class="tgme_main" data-url="/{{handle}}">
      <div class="tgme_container">
        <section class="tgme_channel_history js-message_history">
          <div class="tgme_widget_message_centered js-messages_more_wrap">\
<a href="/s/{{handle}}?before={{oldest}}" class="tme_messages_more js-messages_more" data-before="{{oldest}}"></a></div>
          {{posts}}
        </section>
      </div>
    </main>
    <script src="//telegram.org/js/tgsticker.js?31"></script>
    <script src="//telegram.org/js/widget-frame.js?63"></script>
    <script>TWidgetPost.init('widget_message', true); TWeb.init(true);</script>
  </body>
</html>
<!-- page generated in 14.2ms -->
"""
