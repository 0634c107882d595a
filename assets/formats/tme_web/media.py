"""Kinds of attachments by the classes of their elements."""

from selectolax.lexbor import LexborNode

_WEB = "tgme_widget_message_"

KIND_OF_CLASS = {
    f"{_WEB}photo_wrap": "photo",
    f"{_WEB}video_player": "video",
    f"{_WEB}roundvideo_player": "video_message",
    f"{_WEB}voice_player": "voice_message",
    f"{_WEB}audio_player": "audio",
    f"{_WEB}document_wrap": "document",
    f"{_WEB}sticker_wrap": "sticker",
    f"{_WEB}tgsticker": "sticker",
    f"{_WEB}videosticker": "sticker",
    f"{_WEB}poll": "poll",
    f"{_WEB}location_wrap": "location",
    f"{_WEB}venue_wrap": "location",
    f"{_WEB}contact_wrap": "contact",
    f"{_WEB}game": "game",
    f"{_WEB}invoice": "invoice",
}


def kind_of(name: str, node: LexborNode) -> str:
    """Kind of the attachment that an element of a class of ``KIND_OF_CLASS`` shows."""
    kind = KIND_OF_CLASS[name]
    if kind == "video" and not node.css_first(".message_video_play, .message_video_duration"):
        return "animation"  # the same player, which starts by itself
    if kind == "document" and node.css_first(".tgme_widget_message_document_icon.audio"):
        return "audio"
    return kind


def kind_of_post(media: list[str], *, is_withheld: bool, has_preview: bool) -> str | None:
    """Kind of a post's attachment: that of an album is its first member's."""
    if media:
        return media[0]
    if is_withheld:
        return "unsupported"
    return "webpage" if has_preview else None
