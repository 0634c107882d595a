"""Names of columns: which source column may say what of a post.

A *role* is what a column says: mostly a column of an observation, in some cases a form of it (``channel``
in any form, ``unix_time``). Names are compared without case, spaces, marks and punctuation.
"""

import re
import unicodedata
from functools import cache

_FOLDS = str.maketrans(
    {"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ё": "е"}
)

ALIASES: dict[str, str] = {
    "message_id": """
        message_id msg_id post_id tg_message_id telegram_message_id id_message message_number post_number id
        _id номер_сообщения номер_поста id_сообщения id_поста ид идентификатор
        شناسه_پیام شناسه_پست آیدی_پیام آیدی_پست شماره_پیام شماره_پست شناسه آیدی""",
    "unix_time": """
        unix_timestamp unix_time date_unixtime date_unix timestamp_unix epoch unix ts created_utc
        timestamp_ms""",
    "posted_at": """
        posted_at date_utc datetime_utc utc_date message_date msg_date post_date date datetime timestamp
        posted_on published_at publish_date pub_date publication_date published date_published message_datetime
        post_datetime date_time datetime_posted sent_at sent_date message_timestamp created_at create_date created
        дата_публикации дата_и_время дата_время дата_сообщения дата_поста дата время_публикации опубликовано
        تاریخ_انتشار تاریخ_ارسال تاریخ_پیام تاریخ_پست تاریخ_و_ساعت تاریخ_و_زمان تاریخ زمان_انتشار زمان_ارسال""",
    "posted_time": "time post_time message_time msg_time time_utc hour_minute время ساعت زمان",
    "edited_at": """
        edit_date edited_at edited edit_time last_edit last_edit_date unix_timestamp_edited timestamp_edited
        edit_timestamp edited_unixtime edited_date date_edited дата_изменения дата_редактирования изменено
        تاریخ_ویرایش زمان_ویرایش""",
    "captured_at": """
        captured_at scraped_at scrape_date scraped_date scrape_time crawled_at crawl_date collected_at
        collection_date fetched_at fetch_date retrieved_at retrieved_utc capture_time downloaded_at parsed_at
        date_scraped дата_сбора дата_парсинга تاریخ_جمع_آوری""",
    "text": """
        text message message_text post_text msg_text full_text raw_text text_raw plain_text text_plain body
        content message_content message_body post_content content_text msg post original_text message_raw
        текст текст_сообщения текст_поста сообщение пост содержание содержимое
        متن متن_پیام متن_پست پیام پست محتوا""",
    "caption": "caption media_caption photo_caption message_caption کپشن",
    "title": "post_title message_title headline subject заголовок عنوان_پست عنوان_پیام تیتر title عنوان",
    "view_count": """
        views view view_count views_count n_views num_views number_of_views post_views message_views
        просмотры просмотров количество_просмотров кол_во_просмотров
        بازدید بازدیدها تعداد_بازدید تعداد_مشاهده ویو تعداد_ویو""",
    "forward_count": """
        forwards forward_count forwards_count n_forwards num_forwards number_of_forwards number_forwards shares
        share_count shares_count reposts repost_count репосты репостов пересылки пересылок количество_репостов
        количество_пересылок فوروارد فورواردها تعداد_فوروارد بازارسال تعداد_بازارسال""",
    "reply_count": """
        replies reply_count replies_count replies/replies n_replies num_replies number_replies
        number_of_replies comments comment_count comments_count n_comments num_comments комментарии комментариев
        количество_комментариев ответы количество_ответов نظرات تعداد_نظرات پاسخ_ها تعداد_پاسخ کامنت کامنت_ها""",
    "reactions": """
        reactions reaction reactions/results reactions_list emoji_reactions message_reactions реакции
        واکنش_ها واکنش ریاکشن ری_اکشن""",
    "reaction_count": """
        reaction_count reactions_count total_reactions reactions_total n_reactions num_reactions
        number_of_reactions количество_реакций تعداد_واکنش""",
    "channel_id": """
        channel_id peer_channel_id channel_telegram_id telegram_channel_id tg_channel_id peer_id/channel_id
        to_id/channel_id chat_id peer_id dialog_id id_канала شناسه_کانال آیدی_عددی_کانال""",
    "channel_handle": """
        channel_username channel_handle channel_user_name chat_username chat_handle peer_username group_username
        tg_username channel_slug username handle юзернейм_канала آیدی_کانال یوزرنیم_کانال نام_کاربری_کانال""",
    "channel_name": """
        channel_title channel_name chat_title chat_name group_title group_name название_канала имя_канала
        نام_کانال عنوان_کانال""",
    "channel": """
        channel chat peer channel_link channel_url telegram_channel tg_channel thread_id dialog group source
        канал чат источник کانال کانال_تلگرام چت منبع""",
    "url": """
        msg_link message_link post_link message_url msg_url post_url permalink tg_link tg_url telegram_link
        telegram_url link url href webpage_url ссылка_на_пост ссылка_на_сообщение ссылка لینک_پیام لینک_پست لینک
        پیوند""",
    "webpage_url": "webpage_url media/webpage/url web_page_url preview_url",
    "media_kind": """
        media_type media_kind attachment_type file_type message_type content_type post_type media media/_
        mime_type тип_медиа медиа тип_сообщения вложение نوع_رسانه رسانه نوع_پیام""",
    "media_path": """
        media_path photo_path image_path video_path file_path media_file media_file_name media_filename
        attachment_filename file_name file attachment attachments media_url media_urls image_url photo_url
        media_link image_file local_path путь_к_файлу файл مسیر_فایل فایل""",
    "has_media": "has_media contains_media is_media has_attachment",
    "album_ref": "grouped_id album_id media_group_id message_group_id album",
    "is_forward": "is_forward is_forwarded forwarded is_fwd is_repost переслано",
    "forward_from_name": """
        forward_from_name fwd_from_name fwd_from/from_name forwarded_from_name author_forwarded_from_name
        forward_from_chat_title forward_from_channel_title forward_sender_name forward_name fwd_from forward_from
        forwarded_from forward_source переслано_из""",
    "forward_from_id": """
        forward_from_id fwd_from/from_id/channel_id fwd_from/channel_id fwd_from_channel_id fwd_from_id
        fwd_from/from_id forwarded_from_id forward_from_chat_id forward_from_channel_id forward_from_peer_id
        forward_msg_from_peer_id author_forwarded_from_id""",
    "forward_from_handle": """
        forward_from_username fwd_from_username forwarded_from_username forward_from_chat_username
        author_forwarded_from_username forward_msg_from_peer_name""",
    "reply_to_message_id": """
        reply_to_message_id reply_to_msg_id reply_to/reply_to_msg_id reply_to_id reply_to in_reply_to reply_id
        reply_message_id ответ_на در_پاسخ_به پاسخ_به""",
    "author_signature": "author_signature post_author signature author подпись автор امضا نویسنده",
    "row_type": "type _ class class_name record_type message_class",
}
"""Role → names of columns that have it, the likeliest first."""

PRESENCE: dict[str, str] = {
    "photo": "photo photos image images has_photo has_image picture фото عکس تصویر",
    "video": "video videos has_video видео ویدیو ویدئو",
    "document": "document documents has_document документ",
    "audio": "audio has_audio music аудио",
    "voice_message": "voice has_voice voice_message",
    "sticker": "sticker has_sticker",
    "animation": "gif animation has_gif",
    "poll": "poll has_poll",
}
"""Kind of attachment → columns that are filled or true where a post has one."""

SENDERS = """
    sender sender_name from from_name user user_name name nickname first_name last_name author_name
    author author_id отправитель имя فرستنده کاربر"""
"""Columns of chats: who wrote a message. A channel's posts have no sender."""

FOREIGN = """
    email e_mail phone phone_number mobile address birthday age salary price cost amount quantity sku stock
    retweet_count favorite_count quote_count tweet_id subreddit permalink_url score upvotes downvotes rating stars
    to cc bcc subject level logger severity host status_code pull_request commit sha isbn
    team subtype bot_id guild_id server_id"""
"""Columns of other things than posts: people, goods, tweets, letters, logs. With a column that only Telegram's
posts have they say nothing."""

IGNORED = """
    user_id sender_id from_id from_id/user_id sender_username from_username author_is_bot out mentioned
    media_unread silent from_scheduled legacy edit_hide pinned is_pinned noforwards via_bot via_bot_id
    reply_markup restriction_reason ttl_period entities lang language index unnamed_0 level_0 row row_number
    media_id photo_id document_id access_hash is_reply is_empty is_channel is_group is_private channel_type
    chat_type peer_id/_ from_id/_ date_added body_markdown thread_id search_entity cleaned_message
    signature num_entities member_count subscribers participants_count
    """
"""Columns that are known and say nothing that the warehouse keeps."""

LABELS = """
    label labels category categories class target sentiment emotion polarity topic topics tag tags split fold
    برچسب دسته دسته_بندی موضوع احساس метка категория класс тональность тема التصنيف الفئة"""
"""Columns of data sets: what somebody says of a text."""

_OBJECTS = (
    "entities", "media", "replymarkup", "replies", "reactions", "fwdfrom", "replyto", "fromid", "peerid", "toid",
    "restrictionreason", "action",
)  # fmt: skip
"""Telethon's nested objects: parts of them without a role are known too."""

_FLAT_REACTION = re.compile(r"reactionsresults(\d+)(reactionemoticon|reactiondocumentid|reaction|count)")
_SEPARATOR = re.compile(r"[/.]|__")


@cache
def plain_name(name: str) -> str:
    """Name of a column in the form in which names are compared; a part that is `_` is Telethon's class."""
    spelled = re.sub(r"(?:(?<=[/.])|^)_(?=$|[/.])", "class", name.strip().lstrip("\ufeff"))
    folded = unicodedata.normalize("NFKC", spelled).casefold().translate(_FOLDS)
    return "".join(c for c in folded if c.isalnum())


def _ranks(names: dict[str, str]) -> dict[str, dict[str, int]]:
    return {role: {plain_name(n): i for i, n in enumerate(text.split())} for role, text in names.items()}


_ROLES = _ranks(ALIASES)
_PRESENCE = _ranks(PRESENCE)
_SENDERS = frozenset(map(plain_name, SENDERS.split()))
_FOREIGN = frozenset(map(plain_name, FOREIGN.split()))
_IGNORED = frozenset(map(plain_name, IGNORED.split()))
_LABELS = frozenset(map(plain_name, LABELS.split()))


def candidates(role: str, columns: list[str]) -> list[str]:
    """Columns whose name fits a role, the likeliest first."""
    ranks = _ROLES[role]
    return sorted((c for c in columns if plain_name(c) in ranks), key=lambda c: ranks[plain_name(c)])


def presence_columns(columns: list[str]) -> dict[str, str]:
    """Column → kind of attachment that it tells of by being filled or true."""
    return {c: kind for kind, names in _PRESENCE.items() for c in columns if plain_name(c) in names}


def flat_reactions(columns: list[str]) -> list[tuple[str, str]]:
    """Pairs of columns with an emoji and its count, of reactions laid out in columns."""
    parts: dict[str, dict[str, str]] = {}
    for column in columns:
        if found := _FLAT_REACTION.fullmatch(plain_name(column)):
            kind = "count" if found[2] == "count" else "emoji"
            parts.setdefault(found[1], {})[kind] = column
    return [(p["emoji"], p["count"]) for _, p in sorted(parts.items()) if len(p) == 2]


def is_recognised(column: str) -> bool:
    """Whether some role has a column of this name."""
    name = plain_name(column)
    return any(name in ranks for ranks in _ROLES.values())


def is_sender(column: str) -> bool:
    """Whether a column says who wrote a message."""
    return plain_name(column) in _SENDERS


def is_foreign(column: str) -> bool:
    """Whether a column belongs to other things than posts."""
    return plain_name(column) in _FOREIGN


def is_ignored(column: str) -> bool:
    """Whether a column is known to say nothing that is kept."""
    name = plain_name(column)
    path = _SEPARATOR.split(column)
    inside = len(path) > 1 and plain_name(path[0]) in _OBJECTS
    return not column.strip() or name in _IGNORED or name in _SENDERS or inside


def is_label(column: str) -> bool:
    """Whether a column says what somebody thinks of a text."""
    return plain_name(column) in _LABELS


def is_utc(column: str) -> bool:
    """Whether the name says that times are UTC."""
    return bool(re.search(r"(?i)(?<![a-z])(utc|gmt)(?![a-z])", column.replace("_", " ")))


def subject(column: str) -> str:
    """Column as the subject of a finding: numbered parts of a path are one."""
    return re.sub(r"(?<=[/.])\d+(?=[/.]|$)", "*", column)[:200] or "(no name)"
