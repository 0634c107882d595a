"""Text of t.me's messages, and what of a block does not belong to it."""

from pathlib import Path

import pytest
from json_dumps import FIXTURES, entities, parse
from tme_web_pages import album, block, not_supported, only, parse_blocks, parse_one, text

from assets.formats.tme_web import ADAPTER

EMOJI = '<i class="emoji" style="background-image:url(\'//telegram.org/img/emoji/40/F0.png\')"><b>{}</b></i>'
PREVIEW = (
    '<a class="tgme_widget_message_link_preview" href="https://t.me/rose_house">'
    '<div class="link_preview_site_name accent_color" dir="auto">Telegram</div>'
    '<div class="link_preview_title" dir="auto">Rose House</div>'
    '<div class="link_preview_description" dir="auto">All about roses</div></a>'
)
CONFIRM = "onclick=\"return confirm('Open this link?\\n\\n'+this.href);\""


def reply(inner: str, number: int = 3) -> str:
    """The quote above an answer."""
    return (
        f'<a class="tgme_widget_message_reply" href="https://t.me/bagh_nama/{number}">'
        '<div class="tgme_widget_message_author accent_color">'
        '<span class="tgme_widget_message_author_name" dir="auto">باغ‌نامه</span></div>'
        f"{inner}</a>"
    )


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("یک<br/>دو<br><br />سه", "یک\nدو\n\nسه"),
        ("باران &amp; &lt;آفتاب&gt; &#33; &quot;نو&quot;", 'باران & <آفتاب> ! "نو"'),
        ("نیم‌فاصله\u00a0می‌ماند", "نیم‌فاصله\u00a0می‌ماند"),
        ("  indented\n   by an editor  ", "indented by an editor"),
        ("<b>پررنگ</b> <i>کج</i> <u>خط</u> <s>نه</s> <code>کد</code>", "پررنگ کج خط نه کد"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("پیش<blockquote>نقل</blockquote>پس", "پیش\nنقل\nپس"),
        ('<tg-spoiler><span class="tg-spoiler-text">پنهان</span></tg-spoiler>', "پنهان"),
        (f"سلام {EMOJI.format('🌷')}!", "سلام 🌷!"),
        (f"<i>{EMOJI.format('❤️')}</i>", "❤️"),
        (f'<tg-emoji emoji-id="53">{EMOJI.format("🔥")}</tg-emoji> گرم', "🔥 گرم"),
        ("آشکار<script>let a = 1</script><style>p { color: red }</style>", "آشکار"),
        ("", ""),
    ],
)
def test_text_is_what_telegram_shows(tmp_path: Path, html: str, shown: str) -> None:
    assert parse_one(tmp_path, text(html))["text"] == shown


def test_captions_of_albums_are_nested_but_one_text(tmp_path: Path) -> None:
    post = parse_one(tmp_path, album(5, 6) + text(f"\n{text('عنوان<br/>آلبوم')}\n"))
    assert post["text"] == "عنوان\nآلبوم"


def test_nested_captions_state_their_entities_once(tmp_path: Path) -> None:
    batch = parse_blocks(tmp_path, block(5, album(5, 6) + text(text('<a href="?q=%23rose">#rose</a>'))))
    assert batch.entities.select("entity_kind", "entity_value").rows() == [("hashtag", "rose")]


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="tgme_widget_message_metatext js-message_reply_text" dir="auto">Video</div>',
        '<div class="tgme_widget_message_text js-message_reply_text" dir="auto">quoted words</div>',
        text("quoted #words"),
    ],
)
def test_the_quote_of_a_reply_is_not_text(tmp_path: Path, quote: str) -> None:
    batch = parse_blocks(tmp_path, block(5, reply(quote) + text("پاسخ")))
    post = only(batch)
    assert (post["text"], post["reply_to_message_id"]) == ("پاسخ", 3)
    assert (post["media_kind"], batch.entities.height) == (None, 0)


def test_a_picture_that_answers_has_no_text(tmp_path: Path) -> None:
    picture = '<a class="tgme_widget_message_photo_wrap" href="https://t.me/Bagh_Nama/5"></a>'
    post = parse_one(tmp_path, reply(text("quoted")) + picture)
    assert (post["text"], post["media_kind"]) == ("", "photo")


def test_an_answer_to_another_channel_is_no_reply_within_this_one(tmp_path: Path) -> None:
    quote = reply(text("quoted")).replace("bagh_nama/3", "rose_house/3")
    post = parse_one(tmp_path, quote + text("پاسخ"))
    assert (post["text"], post["reply_to_message_id"]) == ("پاسخ", None)


@pytest.mark.parametrize("preview", [PREVIEW, PREVIEW.replace('dir="auto">All', 'class="emoji">All')])
def test_preview_cards_are_not_text(tmp_path: Path, preview: str) -> None:
    post = parse_one(tmp_path, text("گل سرخ") + preview)
    assert (post["text"], post["media_kind"]) == ("گل سرخ", "webpage")


def test_a_text_block_in_a_preview_card_is_not_text(tmp_path: Path) -> None:
    assert parse_one(tmp_path, PREVIEW.replace("</a>", text("card") + "</a>") + text("گل"))["text"] == "گل"


@pytest.mark.parametrize("label", ["Media is too big", "This media is not supported in your browser"])
def test_boiler_plate_of_media_is_not_text(tmp_path: Path, label: str) -> None:
    player = (
        '<a class="tgme_widget_message_video_player not_supported" href="https://t.me/Bagh_Nama/5">'
        '<div class="message_video_play"></div><time class="message_video_duration">0:52</time>'
        f"{not_supported(label)}</a>"
    )
    assert parse_one(tmp_path, player)["text"] == ""
    post = parse_one(tmp_path, player + text("زیرنویس"))
    assert (post["text"], post["media_kind"]) == ("زیرنویس", "video")


@pytest.mark.parametrize(
    ("link", "entity"),
    [
        ('<a href="?q=%23%D8%A8%D8%A7%D8%BA">#باغ</a>', ("hashtag", "باغ")),
        ('<a href="?q=%24ROSE">$ROSE</a>', ("cashtag", "ROSE")),
        ('<a href="https://t.me/rose_house" target="_blank">@rose_house</a>', ("mention", "rose_house")),
        ('<a href="mailto:a@example.org">a@example.org</a>', ("email", "a@example.org")),
        ('<a href="https://example.org/x" rel="noopener">https://example.org/x</a>', ("url", "https://example.org/x")),
        (f'<a href="http://example.org/?a=1&amp;amp;b=2" {CONFIRM}>اینجا</a>', ("url", "http://example.org/?a=1&b=2")),
        ('<tg-emoji emoji-id="53"><i class="emoji"><b>🔥</b></i></tg-emoji>', ("custom_emoji", "53")),
    ],
)  # fmt: skip
def test_entities_of_links(tmp_path: Path, link: str, entity: tuple[str, str]) -> None:
    batch = parse_blocks(tmp_path, block(5, text(f"پیش {link} پس")))
    assert entities(batch, 5) == {entity}


def test_hashtags_without_a_link_are_found(tmp_path: Path) -> None:
    batch = parse_blocks(tmp_path, block(5, text("نشانی #باغ و <code>#کد</code>")))
    assert entities(batch, 5) == {("hashtag", "باغ")}


def test_a_whole_page() -> None:
    batch = parse(ADAPTER, FIXTURES / "tme_web" / "channel.html")
    assert dict(batch.observations.select("message_id", "text").iter_rows()) == {
        2: "صبح بهاری 🌷\n#باغ دانه‌ها",
        3: "پاسخ باغبان & یارانش",
        4: "A rose is forwarded.",
        6: "سه عکس از باغ",
    }
    assert entities(batch, 2) == {("hashtag", "باغ"), ("url", "https://example.org/seed?a=1&b=2")}
    assert batch.excluded["artifact_kind"].to_list() == ["create_channel"]
