"""Kind of a message's attachment, by the classes and titles of its block."""

from selectolax.lexbor import LexborNode

from assets.formats.tdesktop_html.blocks import line_of, tokens

UNKNOWN = "unsupported"
CALL = "media_call"
"""A phone call: a service message that pages show as if it had an attachment."""

_KINDS = {
    "photo_wrap": "photo",
    "video_file_wrap": "video",
    "animated_wrap": "animation",
    "sticker_wrap": "sticker",
    "media_photo": "photo",
    "media_video": "video",
    "media_voice_message": "voice_message",
    "media_audio_file": "audio",
    "media_file": "document",
    "media_contact": "contact",
    "media_location": "location",
    "media_live_location": "location",
    "media_venue": "location",
    "media_game": "game",
    "media_invoice": "invoice",
    "media_poll": "poll",
    "media_giveaway": "giveaway",
}
_LAYOUT = frozenset({"media", "clearfix", "pull_left", "block_link", "success"})
_BY_TITLE = {
    ("media_photo", "Sticker"): "sticker",
    ("media_video", "Animation"): "animation",
    ("media_video", "Video message"): "video_message",
}
_TO_DO = "To-do List"


def kind_of(name: str, title: str | None, details: str | None = None) -> str:
    """Kind of attachment, of ``schemas.vocabulary.MEDIA_KINDS``; ``unsupported`` for an unknown class.

    Media that were not downloaded share a class and differ in their titles, which are always English.
    """
    if name == "media_invoice" and title is None:
        return "paid_media"
    if name == "media_poll" and details == _TO_DO:
        return "todo_list"
    return _BY_TITLE.get((name, title or "")) or _KINDS.get(name, UNKNOWN)


def read_media(block: LexborNode) -> tuple[str | None, str | None]:
    """Class that names the kind of media, and the kind; an unknown class as it stands, None if empty."""
    for node in block.iter():
        names = tokens(node.attributes.get("class"))
        known = next((name for name in names if name in _KINDS or name == CALL), None)
        name = known or " ".join(sorted(names - _LAYOUT))
        if not name:
            return None, None
        return name, kind_of(name, line_of(node.css_first(".title")), line_of(node.css_first(".details")))
    return None, None
