"""Posts as other clients of Telegram write them to JSON: one object each."""

from typing import Any

from benchmarks.posts import Channel, Post


def _utf16(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _hashtag(text: str) -> tuple[int, int] | None:
    """Offset and length of the last hashtag, in UTF-16 units."""
    before, sign, name = text.rpartition("#")
    return (_utf16(before), _utf16(sign + name.split()[0])) if sign and name.strip() else None


def bot_api_row(post: Post, channel: Channel) -> dict[str, Any]:
    """The update that tells a bot of a post."""
    chat = {
        "id": -(10**12) - channel.telegram_id, "title": channel.name, "username": channel.handle,
        "type": "channel",
    }  # fmt: skip
    message: dict[str, Any] = {
        "message_id": post.message_id, "sender_chat": chat, "chat": chat,
        "date": int(post.posted_at.timestamp()), "text": post.text,
    }  # fmt: skip
    if place := _hashtag(post.text):
        message["entities"] = [{"offset": place[0], "length": place[1], "type": "hashtag"}]
    return {"update_id": 500_000 + post.message_id, "channel_post": message}
