"""Views and reactions of t.me's pages: rounded by Telegram or not, plain and custom."""

from pathlib import Path

import pytest
from json_dumps import findings, reactions
from tme_web_pages import block, only, parse_blocks, parse_one, text, views


def reacted(*shown: str) -> str:
    """The bar of reactions."""
    spans = "".join(f'<span class="tgme_reaction">{html}</span>' for html in shown)
    return f'<div class="tgme_widget_message_reactions js-message_reactions">{spans}</div>'


@pytest.mark.parametrize(
    ("shown", "count", "is_rounded"),
    [
        ("0", 0, False),
        ("999", 999, False),
        ("1.98K", 1980, True),
        ("104K", 104_000, True),
        ("436.6K", 436_600, True),
        ("10.5M", 10_500_000, True),
        ("12 345", 12_345, False),
        ("12\u00a0345", 12_345, False),
        (" 2 ", 2, False),
    ],
)
def test_view_counts(tmp_path: Path, shown: str, count: int, is_rounded: bool) -> None:
    post = parse_one(tmp_path, text("متن"), footer=views(shown))
    assert (post["view_count"], post["is_view_count_rounded"]) == (count, is_rounded)


def test_posts_without_views(tmp_path: Path) -> None:
    post = parse_one(tmp_path, text("متن"))
    assert (post["view_count"], post["is_view_count_rounded"]) == (None, None)


@pytest.mark.parametrize("shown", ["many", "", "-3", "1.9X", "9" * 30])
def test_views_that_are_no_count_are_reported(tmp_path: Path, shown: str) -> None:
    batch = parse_blocks(tmp_path, block(5, text("متن"), footer=views(shown)))
    assert only(batch)["view_count"] is None
    assert findings(batch) == {("unreadable_count", "views"): 1}


def test_voters_of_a_poll_are_not_its_views(tmp_path: Path) -> None:
    voters = '<span class="tgme_widget_message_voters">1.2K</span><span class="copyonly"> voters</span>'
    assert parse_one(tmp_path, text("متن"), footer=voters + views("7"))["view_count"] == 7


@pytest.mark.parametrize(
    ("shown", "reaction"),
    [
        ('<i class="emoji" style=""><b>❤</b></i>12', ("❤", 12)),
        ('<i class="emoji" style=""><b>👍</b></i>1.2K', ("👍", 1200)),
        ('<tg-emoji emoji-id="5368324170671202286"></tg-emoji>3', ("custom:5368324170671202286", 3)),
        (
            '<tg-emoji emoji-id="53"><i class="emoji"><b>🔥</b></i></tg-emoji>\n3\n',
            ("custom:53", 3),
        ),
    ],
)
def test_reactions(tmp_path: Path, shown: str, reaction: tuple[str, int]) -> None:
    batch = parse_blocks(tmp_path, block(5, text("متن"), footer=reacted(shown) + views("40")))
    assert reactions(batch, 5) == [reaction]
    assert (only(batch)["reaction_count"], only(batch)["view_count"]) == (reaction[1], 40)
    assert only(batch)["text"] == "متن"


def test_stars_are_paid_reactions(tmp_path: Path) -> None:
    bar = reacted('<i class="emoji"><b>⭐</b></i>9').replace(
        "tgme_reaction", "tgme_reaction tgme_reaction_paid"
    )
    batch = parse_blocks(tmp_path, block(5, text("متن"), footer=bar))
    assert reactions(batch, 5) == [("paid", 9)]


def test_reactions_add_up(tmp_path: Path) -> None:
    bar = reacted('<i class="emoji"><b>❤</b></i>12', '<i class="emoji"><b>👍</b></i>3')
    assert parse_one(tmp_path, text("متن"), footer=bar)["reaction_count"] == 15


def test_no_bar_of_reactions_says_nothing_of_them(tmp_path: Path) -> None:
    assert parse_one(tmp_path, text("متن"))["reaction_count"] is None


def test_a_reaction_without_count_is_reported(tmp_path: Path) -> None:
    bar = reacted('<i class="emoji"><b>❤</b></i>', '<i class="emoji"><b>👍</b></i>3')
    batch = parse_blocks(tmp_path, block(5, text("متن"), footer=bar))
    assert reactions(batch, 5) == [("👍", 3)]
    assert findings(batch) == {("unreadable_count", "reaction"): 1}
