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


def tdl_row(post: Post, channel: Channel) -> dict[str, Any]:
    """A message of `tdl chat export --all --with-content --raw`."""
    date = int(post.posted_at.timestamp())
    row: dict[str, Any] = {"id": post.message_id, "type": "message", "file": "", "date": date}
    if post.text:
        row["text"] = post.text
    place = _hashtag(post.text)
    entities = [{"Offset": place[0], "Length": place[1]}] if place else None
    return row | {
        "raw": _ZERO
        | {
            "Post": True, "ID": post.message_id, "PeerID": {"ChannelID": channel.telegram_id}, "Date": date,
            "Message": post.text, "Entities": entities, "Views": post.view_count,
        }
    }  # fmt: skip


def tdlib_row(post: Post, channel: Channel) -> dict[str, Any]:
    """A `message` of TDLib."""
    chat_id = -(10**12) - channel.telegram_id
    place = _hashtag(post.text)
    entities = [
        {
            "@type": "textEntity",
            "offset": offset,
            "length": length,
            "type": {"@type": "textEntityTypeHashtag"},
        }
        for offset, length in ([place] if place else [])
    ]
    text = {"@type": "formattedText", "text": post.text, "entities": entities}
    return {
        "@type": "message", "id": post.message_id << 20, "chat_id": chat_id,
        "sender_id": {"@type": "messageSenderChat", "chat_id": chat_id}, "is_outgoing": False, "is_pinned": False,
        "can_be_saved": True, "has_timestamped_media": True, "is_channel_post": True,
        "date": int(post.posted_at.timestamp()), "edit_date": 0, "unread_reactions": [],
        "interaction_info": {
            "@type": "messageInteractionInfo", "view_count": post.view_count, "forward_count": 0,
        },
        "via_bot_user_id": 0, "author_signature": "", "media_album_id": "0", "effect_id": "0",
        "content": {"@type": "messageText", "text": text},
    }  # fmt: skip


_ZERO: dict[str, Any] = {
    "Flags": 17536, "Out": False, "Mentioned": False, "MediaUnread": False, "Silent": False, "Post": False,
    "FromScheduled": False, "Legacy": False, "EditHide": False, "Pinned": False, "Noforwards": False,
    "InvertMedia": False, "Flags2": 0, "Offline": False, "VideoProcessingPending": False, "ID": 0, "FromID": None,
    "FromBoostsApplied": 0, "PeerID": None, "SavedPeerID": None,
    "FwdFrom": {
        "Flags": 0, "Imported": False, "SavedOut": False, "FromID": None, "FromName": "", "Date": 0,
        "ChannelPost": 0, "PostAuthor": "", "SavedFromPeer": None, "SavedFromMsgID": 0, "SavedFromID": None,
        "SavedFromName": "", "SavedDate": 0, "PsaType": "",
    },
    "ViaBotID": 0, "ViaBusinessBotID": 0, "ReplyTo": None, "Date": 0, "Message": "", "Media": None,
    "ReplyMarkup": None, "Entities": None, "Views": 0, "Forwards": 0,
    "Replies": {
        "Flags": 0, "Comments": False, "Replies": 0, "RepliesPts": 0, "RecentRepliers": None, "ChannelID": 0,
        "MaxID": 0, "ReadMaxID": 0,
    },
    "EditDate": 0, "PostAuthor": "", "GroupedID": 0,
    "Reactions": {
        "Flags": 0, "Min": False, "CanSeeList": False, "ReactionsAsTags": False, "Results": None,
        "RecentReactions": None, "TopReactors": None,
    },
    "RestrictionReason": None, "TTLPeriod": 0, "QuickReplyShortcutID": 0, "Effect": 0,
    "Factcheck": {
        "Flags": 0, "NeedCheck": False, "Country": "", "Text": {"Text": "", "Entities": None}, "Hash": 0,
    },
    "ReportDeliveryUntilDate": 0, "PaidMessageStars": 0,
}  # fmt: skip
"""A message of Go's before it is filled."""
