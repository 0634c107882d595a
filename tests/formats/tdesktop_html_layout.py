"""Blocks of messages in the exporter's own layout, with invented content."""

PICTURE = """
<div class="userpic userpic3" style="width: 42px; height: 42px">

 <div class="initials" style="line-height: 42px">
ب
 </div>

</div>
"""
LINKED_PICTURE = """
<a class="userpic_link" href="photos/1.jpg">

 <img class="userpic" src="photos/1_thumb.jpg" style="width: 42px; height: 42px"/>

</a>
"""
FORWARD = f"""
<div class="pull_left forwarded userpic_wrap">
{PICTURE}
</div>

<div class="forwarded body">

 <div class="from_name">
راغ via @bot<span class="date details" title="01.05.2023 09:00:00 UTC+03:30"> 01.05.2023 09:00:00</span>
 </div>
"""
PHOTO = """
<div class="media_wrap clearfix">

 <a class="photo_wrap clearfix pull_left" href="photos/1.jpg">

  <img class="photo" src="photos/1_thumb.jpg" style="width: 260px; height: 195px"/>

 </a>

</div>
"""
CARD = """
<div class="media_wrap clearfix">

 <a class="media clearfix pull_left block_link media_%s" href="files/a.bin">

  <div class="fill pull_left">

  </div>

  <div class="body">

   <div class="title bold">
Video message
   </div>

   <div class="description">
Not included, change data exporting settings to download.
   </div>

   <div class="status details">
00:12, 1.1 MB
   </div>

  </div>

 </a>

</div>
"""
POLL = """
<div class="media_wrap clearfix">

 <div class="media_poll">

  <div class="question bold">
کدام؟
  </div>

  <div class="details">
Anonymous poll
  </div>

  <div class="answer">
- یک <span class="details">3 votes</span>
  </div>

  <div class="answer">
- دو
  </div>

  <div class="total details&#x09;">
3 votes
  </div>

 </div>

</div>
"""
BUTTONS = """
<table class="bot_buttons_table">

 <tbody>

  <tr>

   <td class="bot_button_row">

    <div class="bot_button">

     <a ="" href="https://example.org">

      <div>
برو
      </div>

     </a>

    </div>

    <div class="bot_button_column_separator">

    </div>

    <div class="bot_button">

     <a ="" onclick="return ShowTextCopied(&apos;Data: 1 | Type: callback&apos;);">

      <div>
👍 7
      </div>

     </a>

    </div>

   </td>

  </tr>

 </tbody>

</table>
"""
REACTIONS = f"""
<span class="reactions">

 <span class="reaction active">

  <span class="emoji">
👍
  </span>

  <span class="userpics">
{PICTURE}{PICTURE}
  </span>

 </span>

 <span class="reaction">

  <span class="emoji">
<a href = "stickers/a.tgs">👋</a>
  </span>

  <span class="count">
12
  </span>

 </span>

 <span class="reaction paid">

  <span class="emoji">
⭐
  </span>

  <span class="count">
3
  </span>

 </span>

</span>
"""
REPLY = """
<div class="reply_to details">
In reply to <a href="#go_to_message9" onclick="return GoToMessage(9)">this message</a>
</div>
"""
SIGNATURE = """
<div class="signature details">
رها &amp; سام
</div>
"""
TEXT = (
    "گفت &quot;باغ&quot;<br><strong>درشت<br>دو</strong> <em>کج</em><u>خط</u><s>پاک</s><code>x</code><pre>y</pre>"
    '<blockquote>نقل</blockquote><span class="spoiler hidden" onclick="ShowSpoiler(this)"><span aria-hidden="true">راز'
    '</span></span> <a href="" onclick="return ShowHashtag(&quot;باغ&quot;)">#باغ</a> '
    '<a href="https://example.org/?a=1&amp;b=2">اینجا</a> <a href="" onclick="return ShowMentionName()">رها</a>'
    '<a href = "stickers/s (1).webp">🌙</a><a href="" onclick="return ShowNotLoadedEmoji();">☪</a>'
)
PINNED = """
     <div class="message service" id="message2">

      <div class="body details">
راغ pinned <a href="#go_to_message1" onclick="return GoToMessage(1)">this message</a>
      </div>

     </div>
"""
NEW_PHOTO = f"""
     <div class="message service" id="message2">

      <div class="body details">
Channel photo changed
      </div>

      <div class="userpic_wrap">
{PICTURE}
      </div>

     </div>
"""


def with_picture(message: str, picture: str = PICTURE) -> str:
    """A message block with the picture of its sender."""
    wrap = f'<div class="pull_left userpic_wrap">\n{picture}\n</div>\n\n'
    return message.replace('<div class="body">', f'{wrap}<div class="body">', 1)


def ending_in(message: str, *blocks: str) -> str:
    """A message block with more blocks behind its text."""
    end = "\n</div>\n</div>\n"
    return f"{message.removesuffix(end)}{''.join(blocks)}{end}"
