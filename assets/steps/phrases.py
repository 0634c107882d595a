"""Phrases that emerge from texts: which ones, and which texts of a release may say those that are new."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import narwhals as nw
import numpy as np
import polars as pl

from assets.steps.base import Base
from assets.steps.near_index import NearIndex
from assets.steps.workspace import Workspace
from assets.transforms.relational import Frame
from assets.transforms.topics.keyphrases import LEARNED, keyphrases
from assets.transforms.topics.patterns import topic_key
from assets.transforms.topics.pieces import KEPT_ADVERT
from assets.transforms.topics.word_sets import hold_words
from warehouse.connect import usable_threads
from warehouse.engine import Engine

_POST = "core.fact_post"
_LEARNED = {**LEARNED, "topic_key": pl.Int64}

_MOST = 0.5
"""Share of contents that hold the words of a phrase from which on reading all texts costs less than choosing."""


def learn_phrases(workspace: Workspace, engine: Engine) -> pl.DataFrame:
    """Phrases that emerge from the texts as they stand: ``topic_name``, ``topic_label``, ``topic_key``.

    Of texts that say the same one counts, that of the post that stands for them: an ad is no topic for being
    repeated. At most ``sample_texts`` are read, those of the smallest ``content_id`` of each channel in turn: a
    sample that follows from the set of posts, to which each channel adds alike.
    """
    options = workspace.settings.topics
    target = workspace.scratch("keyphrases")
    if not options.keyphrases:
        pl.DataFrame(schema=_LEARNED).write_parquet(target)
        return pl.read_parquet(target)
    stands = engine.table(_POST).filter(
        nw.col("post_key") == nw.col("repost_group_key"), ~nw.col("content_id").is_null()
    )
    chosen = stands.select("post_key", "channel_key", "date_key", "content_id")
    candidates = pl.read_parquet(engine.write(chosen, workspace.scratch("phrase_candidates")))
    drawn = candidates.sort("content_id", "post_key").select(
        "post_key",
        "channel_key",
        month_key=pl.col("date_key") // 100,
        turn=pl.int_range(pl.len()).over("channel_key"),
    )
    sample = drawn.sort("turn", maintain_order=True).head(options.sample_texts).drop("turn")
    keys = workspace.scratch("phrase_sample")
    sample.write_parquet(keys)
    read = engine.table(_POST).select("post_key", "text").join(engine.scan(keys), on="post_key")
    texts = pl.read_parquet(engine.write(read, workspace.scratch("phrase_texts")))
    with ThreadPoolExecutor(usable_threads()) as pool:
        found = keyphrases(texts, options.keyphrases, options.min_texts, pool.map)
    found.with_columns(topic_key=topic_key("keyphrase", pl.col("topic_name"))).write_parquet(target)
    return pl.read_parquet(target)


def texts_that_may_say(
    workspace: Workspace, engine: Engine, base: Base, phrases: pl.Series, affected: Path
) -> Path:
    """Texts of posts that did not change and may say a phrase; all that do are among them.

    The index of near-duplicates knows the words of the text that stands for each content. What it does not tell are
    texts of one content that part words otherwise, and lines that it leaves out: those texts are taken as they are.

    Args:
        workspace: the run.
        engine: with the release attached that is continued.
        base: that release.
        phrases: String, folded.
        affected: ``post_key`` of the posts that changed.

    Returns:
        A file of ``post_key``, ``text``.
    """
    held = engine.held(_POST).select("post_key", "content_id", "text")
    posts, share = _posts_with_words(workspace, base, phrases)
    if share < _MOST:
        speaking = engine.scan(posts)
        told = held.join(speaking, on="post_key", how="semi").select("content_id")
        found = nw.concat([told, _parted_otherwise(held)])
        contents = engine.scan(engine.write(found, workspace.scratch("may_say_contents")))
        tagged = held.filter(nw.col("text").str.contains("#", literal=True))  # faster than the pattern
        tagged = tagged.filter(nw.col("text").str.contains(KEPT_ADVERT))
        others = tagged.join(contents, on="content_id", how="anti")
        held = nw.concat([held.join(contents, on="content_id", how="semi"), others])
    texts = held.join(engine.scan(affected), on="post_key", how="anti").select("post_key", "text")
    return engine.write(texts, workspace.scratch("may_say_texts"))


def _posts_with_words(workspace: Workspace, base: Base, phrases: pl.Series) -> tuple[Path, float]:
    """Posts of a release that stand for a content which holds all words of a phrase: a file of ``post_key``.

    Gives the share of them, too.
    """
    index = NearIndex.load(base.folder, workspace.home.near, workspace.settings.duplicates)
    found, count = [np.empty(0, np.int64)], 0
    for segment, alive in zip(index.segments, index.alive, strict=True):
        found.append(segment.posts[alive & hold_words(segment.nodes, phrases)])
        count += int(np.count_nonzero(alive))
        segment.forget()
    posts = pl.DataFrame({"post_key": np.concatenate(found)})
    target = workspace.scratch("may_say_posts")
    posts.write_parquet(target)
    return target, len(posts) / max(count, 1)


def _parted_otherwise(held: Frame) -> Frame:
    """Contents that are written in more than one way: ``content_id``."""
    named = held.filter(~nw.col("content_id").is_null())
    shared = named.group_by("content_id").agg(posts=nw.len()).filter(nw.col("posts") > 1)
    ways = (
        named.join(shared, on="content_id", how="semi")
        .group_by("content_id")
        .agg(one=nw.col("text").min(), other=nw.col("text").max())
    )
    return ways.filter(nw.col("one") != nw.col("other")).select("content_id")
