"""Messages with all the fields that Telethon writes: null fields, pictures with sizes and bytes, previews."""

import random
from typing import Any

from benchmarks.posts import Channel, Post

_REACTIONS = "👍 ❤ 🔥 😁 🤔".split()


def telethon_row(post: Post, channel: Channel) -> dict[str, Any]:
    """`Message.to_dict()` of a post; unless plain, with media for about half, reactions for some."""
    row = _plain_row(post, channel.telegram_id)
    return row if channel.is_plain else row | _beside_text(post, channel.telegram_id)


def _plain_row(post: Post, channel: int) -> dict[str, Any]:
    return {
        "_": "Message", "id": post.message_id, "peer_id": {"_": "PeerChannel", "channel_id": channel},
        "date": post.posted_at.isoformat(), "message": post.text, "out": False, "mentioned": False,
        "media_unread": False, "silent": False, "post": True, "from_scheduled": False, "legacy": False,
        "edit_hide": False, "pinned": False, "noforwards": False, "from_id": None, "fwd_from": None, "via_bot_id": None,
        "reply_to": None, "media": None, "reply_markup": None, "entities": [], "views": post.view_count,
        "forwards": 0, "replies": None, "edit_date": None, "post_author": None, "grouped_id": None,
        "reactions": None, "restriction_reason": [], "ttl_period": None,
    }  # fmt: skip


def _beside_text(post: Post, channel: int) -> dict[str, Any]:
    dice = random.Random(post.message_id)
    date = post.posted_at.isoformat()
    return {
        "fwd_from": _forward(dice, date) if dice.random() < 0.15 else None,
        "reply_to": _reply(post.message_id) if dice.random() < 0.1 else None,
        "media": _media(dice, date),
        "entities": _entities(dice, post.text),
        "forwards": dice.randint(0, 90),
        "replies": _replies(dice, channel) if dice.random() < 0.2 else None,
        "edit_date": date if dice.random() < 0.3 else None,
        "reactions": _reactions(dice) if dice.random() < 0.5 else None,
    }


def _forward(dice: random.Random, date: str) -> dict[str, Any]:
    return {
        "_": "MessageFwdHeader", "date": date, "imported": False,
        "from_id": {"_": "PeerChannel", "channel_id": dice.randint(10**9, 2 * 10**9)}, "from_name": None,
        "channel_post": dice.randint(1, 9999), "post_author": None, "saved_from_peer": None,
        "saved_from_msg_id": None, "psa_type": None,
    }  # fmt: skip


def _reply(message_id: int) -> dict[str, Any]:
    return {
        "_": "MessageReplyHeader", "reply_to_scheduled": False, "forum_topic": False, "quote": False,
        "reply_to_msg_id": max(1, message_id - 3), "reply_to_peer_id": None, "reply_from": None,
        "reply_media": None, "reply_to_top_id": None, "quote_text": None, "quote_entities": [],
        "quote_offset": None,
    }  # fmt: skip


def _replies(dice: random.Random, channel: int) -> dict[str, Any]:
    return {
        "_": "MessageReplies", "replies": dice.randint(0, 40), "replies_pts": dice.randint(1, 9999),
        "comments": True, "recent_repliers": [], "channel_id": channel + 1, "max_id": None,
        "read_max_id": None,
    }  # fmt: skip


def _reactions(dice: random.Random) -> dict[str, Any]:
    results = [
        {"_": "ReactionCount", "reaction": {"_": "ReactionEmoji", "emoticon": emoji},
         "count": dice.randint(1, 300), "chosen_order": None}
        for emoji in _REACTIONS[: dice.randint(1, len(_REACTIONS))]
    ]  # fmt: skip
    return {
        "_": "MessageReactions", "results": results, "min": False, "can_see_list": False,
        "reactions_as_tags": False, "recent_reactions": [], "top_reactors": [],
    }  # fmt: skip


def _entities(dice: random.Random, text: str) -> list[dict[str, Any]]:
    found = [{"_": "MessageEntityBold", "offset": 0, "length": text.index(" ")}] if " " in text else []
    if "#" in text:
        at = text.index("#")
        found.append({"_": "MessageEntityHashtag", "offset": at, "length": len(text) - at})
    if found and dice.random() < 0.3:
        link = {"_": "MessageEntityTextUrl", "offset": 0, "length": 4, "url": "https://example.org/news"}
        found.append(link)
    return found


def _media(dice: random.Random, date: str) -> dict[str, Any] | None:
    kind = dice.choices(["none", "photo", "video", "webpage"], [50, 30, 8, 12])[0]
    if kind == "none":
        return None
    if kind == "photo":
        return {"_": "MessageMediaPhoto", "spoiler": False, "photo": _photo(dice, date), "ttl_seconds": None}
    if kind == "video":
        return {"_": "MessageMediaDocument", "document": _video(dice, date), "ttl_seconds": None}
    page = {
        "_": "WebPage", "id": dice.getrandbits(62), "url": "https://example.org/news/1",
        "display_url": "example.org/news/1", "hash": 0, "type": "article", "site_name": "Example",
        "title": "A headline of some length", "description": "A teaser of some length. " * 8,
        "photo": _photo(dice, date), "embed_url": None, "embed_type": None, "embed_width": None,
        "embed_height": None, "duration": None, "author": None, "document": None, "cached_page": None,
        "attributes": [],
    }  # fmt: skip
    return {"_": "MessageMediaWebPage", "webpage": page}


def _photo(dice: random.Random, date: str) -> dict[str, Any]:
    return {
        "_": "Photo", "id": dice.getrandbits(62), "access_hash": dice.getrandbits(62),
        "file_reference": list(dice.randbytes(29)), "date": date, "sizes": _sizes(dice), "dc_id": 2,
        "has_stickers": False, "video_sizes": [],
    }  # fmt: skip


def _sizes(dice: random.Random) -> list[dict[str, Any]]:
    return [
        {"_": "PhotoStrippedSize", "type": "i", "bytes": list(dice.randbytes(150))},
        {"_": "PhotoSize", "type": "m", "w": 320, "h": 180, "size": 12600},
        {"_": "PhotoSize", "type": "x", "w": 800, "h": 450, "size": 54300},
        {"_": "PhotoSizeProgressive", "type": "y", "w": 1280, "h": 720, "sizes": [9000, 20000, 42000, 98000]},
    ]


def _video(dice: random.Random, date: str) -> dict[str, Any]:
    video = {"_": "DocumentAttributeVideo", "duration": 24, "w": 1280, "h": 720, "round_message": False,
             "supports_streaming": True}  # fmt: skip
    name = {"_": "DocumentAttributeFilename", "file_name": "clip.mp4"}
    return {
        "_": "Document", "id": dice.getrandbits(62), "access_hash": dice.getrandbits(62),
        "file_reference": list(dice.randbytes(29)), "date": date, "mime_type": "video/mp4", "size": 7_863_057,
        "dc_id": 2, "attributes": [video, name], "thumbs": _sizes(dice)[:2], "video_thumbs": [],
    }  # fmt: skip
