"""The ground truth says what it should, each format can hold it, and the measures see faults in groups."""

import re
import subprocess
import sys
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from assets.formats.base import Member, Source
from assets.formats.registry import ADAPTERS
from benchmarks.accuracy import as_text, evaluate
from benchmarks.copying import COPIES, TRAPS
from benchmarks.dumps import WRITERS
from benchmarks.truth import Truth, TruthPost, dumps, invent, truth_table
from benchmarks.vocabulary import VOCABULARIES

COUNT = 6_000


@pytest.fixture(scope="module")
def truth() -> Truth:
    return invent(COUNT, seed=5)


@pytest.fixture(scope="module")
def table(truth: Truth) -> pl.DataFrame:
    return truth_table(truth)


def _words(truth: Truth, post: TruthPost) -> set[str]:
    return set(post.text.removesuffix(truth.channels[post.channel].footer).split())


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def _clusters(truth: Truth) -> dict[int, list[TruthPost]]:
    found = defaultdict(list)
    for post in truth.posts:
        found[post.cluster].append(post)
    return found


def test_a_seed_gives_the_same_posts_whatever_the_order_of_sets() -> None:
    code = "from benchmarks.truth import invent; print(repr(invent(300, 2)))"
    runs = [
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
                       capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert sha256(runs[0]).digest() == sha256(runs[1]).digest()
    assert invent(300, 2) == invent(300, 2)
    assert invent(300, 2).posts != invent(300, 3).posts


def test_kinds_languages_and_lengths_have_about_their_shares(truth: Truth) -> None:
    kinds = Counter(post.kind for post in truth.posts)
    for kind, share in (COPIES | TRAPS).items():
        assert kinds[kind] / COUNT == pytest.approx(share, rel=0.35), kind
    languages = Counter(truth.channels[post.channel].language for post in truth.posts)
    for language, share in {"fa": 0.5, "ru": 0.2, "ar": 0.15, "en": 0.15}.items():
        assert languages[language] / COUNT == pytest.approx(share, abs=0.1), language
    lengths = [len(post.text.split()) for post in truth.posts]
    assert sum(lengths) / COUNT == pytest.approx(55, abs=8)
    assert min(lengths) < 10
    assert max(lengths) > 300
    assert len(truth.recaptures) / COUNT == pytest.approx(0.3, abs=0.03)


def test_each_language_has_words_enough_and_persian_half_spaces() -> None:
    assert all(len(vocabulary.words) >= 600 for vocabulary in VOCABULARIES.values())
    assert any("\u200c" in word for word in VOCABULARIES["fa"].words)


def test_posts_of_a_channel_rise_in_number_and_time(truth: Truth) -> None:
    last: dict[int, TruthPost] = {}
    for post in truth.posts:
        before = last.get(post.channel)
        assert before is None or (before.message_id < post.message_id and before.posted_at <= post.posted_at)
        last[post.channel] = post


def test_an_edited_copy_has_most_words_of_a_post_of_its_cluster(truth: Truth) -> None:
    for posts in _clusters(truth).values():
        for n, post in enumerate(posts):
            if post.kind == "edited":
                words = _words(truth, post)
                assert max(_likeness(words, _words(truth, p)) for p in posts[:n]) >= 0.5


def test_numbers_of_an_edited_copy_are_those_of_its_cluster(truth: Truth) -> None:
    for posts in _clusters(truth).values():
        known = {_numbers(truth, post) for post in posts if post.kind != "edited"}
        assert all(_numbers(truth, post) in known for post in posts if post.kind == "edited")


def _numbers(truth: Truth, post: TruthPost) -> tuple[int, ...]:
    body = post.text.removesuffix(truth.channels[post.channel].footer).replace("٬", "")
    return tuple(sorted(map(int, re.findall(r"\d+", body))))


def test_posts_of_a_template_differ_in_their_numbers_only(truth: Truth) -> None:
    series = defaultdict(list)
    for post in truth.posts:
        if post.kind == "template":
            body = post.text.removesuffix(truth.channels[post.channel].footer).strip()
            series[re.sub(r"\d+", "", body)].append(tuple(re.findall(r"\d+", body)))
    assert len(series) < 60
    assert all(len(set(numbers)) == len(numbers) for numbers in series.values())


def test_a_trap_has_a_cluster_of_its_own_and_a_copy_has_not(truth: Truth) -> None:
    first = {cluster: posts[0] for cluster, posts in _clusters(truth).items()}
    for post in truth.posts:
        if post.kind in TRAPS:
            assert first[post.cluster] is post
        elif post.kind in ("repost", "titleless", "edited", "footer"):
            assert first[post.cluster] is not post


def test_a_near_miss_is_far_from_all_posts_before_it(truth: Truth) -> None:
    words = [_words(truth, post) for post in truth.posts]
    places = [n for n, post in enumerate(truth.posts) if post.kind == "near_miss"][:20]
    for n in places:
        assert max(_likeness(words[n], before) for before in words[:n]) < 0.65


def test_an_advertisement_is_repeated_by_its_channel_on_other_days(truth: Truth) -> None:
    for posts in _clusters(truth).values():
        daily = [post for post in posts if post.kind == "daily"]
        assert len({(post.channel, post.text) for post in daily}) <= 1
        assert len({post.posted_at.date() for post in daily}) == len(daily)


def _grouped(table: pl.DataFrame, group: pl.Expr) -> pl.DataFrame:
    return table.select("channel_id", "message_id", group=group)


def _measure(result: pl.DataFrame, kind: str, column: str) -> float:
    return result.filter(pl.col("kind") == kind)[column].item()


def test_the_true_clusters_are_measured_as_perfect(table: pl.DataFrame) -> None:
    result = evaluate(_grouped(table, pl.col("cluster") * 7), table)
    for column in ("pair_recall", "pair_precision", "item_recall", "item_precision"):
        assert set(result[column].drop_nulls()) == {1.0}
    assert result["merged_wrongly"].sum() == 0
    assert "repost" in as_text(result)


def test_merged_templates_show(table: pl.DataFrame) -> None:
    is_template = pl.col("kind") == "template"
    result = evaluate(_grouped(table, pl.when(is_template).then(-1).otherwise("cluster")), table)
    templates = table.filter(is_template).height
    assert _measure(result, "template", "merged_wrongly") == templates
    assert _measure(result, "template", "item_precision") == 1 / templates
    assert _measure(result, "template", "pair_precision") == 0
    assert _measure(result, "repost", "item_precision") == 1
    assert _measure(result, "all", "pair_precision") < 1


def test_missed_copies_show(table: pl.DataFrame) -> None:
    found = table.filter(pl.col("kind") != "edited")
    result = evaluate(_grouped(found, pl.col("cluster")), table)
    assert _measure(result, "edited", "item_recall") == 0
    assert _measure(result, "edited", "item_precision") is None
    assert 0 < _measure(result, "all", "pair_recall") < 1
    assert _measure(result, "all", "item_precision") == 1


def _read(name: str, files: list[Path]) -> list[int | None]:
    """The message ids that the product reads from a dump."""
    members = tuple(Member(file.name, file, file.stat().st_size) for file in files)
    groups = [members] if name == "tdesktop_html" else [(member,) for member in members]
    adapter = ADAPTERS[name.partition(":")[0]]
    batches = [batch for group in groups for batch in adapter.parse(Source("dump", group))]
    return [number for batch in batches for number in batch.observations["message_id"]]


@pytest.mark.parametrize("name", WRITERS)
def test_the_product_reads_what_a_writer_writes(name: str, truth: Truth, tmp_path: Path) -> None:
    some = [post for post in truth.posts if post.channel < 2][:100]
    paths = dumps(tmp_path, Truth(truth.channels, some, some[:50]), name)
    folders = defaultdict(list)
    for path in paths:
        folders[path.parent.name].append(path)
    for n, channel in enumerate(truth.channels[:2]):
        for suffix, posts in (("", some), ("_later", some[:50])):
            expected = [post.message_id for post in posts if post.channel == n]
            read = _read(name, folders[f"{channel.handle}{suffix}"])
            assert len(read) >= len(expected)
            assert read == expected or name == "plain_text"


def test_shards_hold_several_channels(truth: Truth, tmp_path: Path) -> None:
    paths = dumps(tmp_path, truth, "telethon_json", shards=2)
    assert [str(path.relative_to(tmp_path)) for path in paths] == [
        f"shard{n}{suffix}/messages.ndjson" for suffix in ("", "_later") for n in (0, 1)
    ]
    read = [number for path in paths for number in _read("telethon_json", [path])]
    assert Counter(read) == Counter(post.message_id for post in [*truth.posts, *truth.recaptures])
