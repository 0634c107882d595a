"""Topics of posts: the hashtags that they bear, the rules of the taxonomy, and phrases that emerge from their texts.

What a post gets depends on its text, the taxonomy and the phrases alone. A build that continues a release reads the
texts of the posts that changed; of all others only those that may say a phrase that is new.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import narwhals as nw
import polars as pl

from assets.steps.base import Base
from assets.steps.phrases import learn_phrases, texts_that_may_say
from assets.steps.workspace import Workspace
from assets.transforms.relational.facts import hashtags
from assets.transforms.text import NORM_VERSION
from assets.transforms.topics.evidence import ASSIGNED
from assets.transforms.topics.hashtags import HASHTAG_VERSION, labelled_hashtags
from assets.transforms.topics.keyphrases import KEYPHRASE_VERSION
from assets.transforms.topics.matching import Matcher
from assets.transforms.topics.patterns import PHRASES, compile_patterns, topic_key
from schemas import PUBLISHED
from schemas.contract import NOT_APPLICABLE_KEY, UNKNOWN_KEY
from warehouse.connect import usable_threads
from warehouse.engine import Engine
from warehouse.taxonomy import Taxonomy

_POST, POST_TOPIC = "core.fact_post", "core.fact_post_topic"
_COLUMNS = PUBLISHED[POST_TOPIC].polars_schema.names()
_BATCH = 122_880


def build_topics(
    workspace: Workspace, engine: Engine, entities: Path, affected: Path | None, base: Base | None
) -> None:
    """Write ``core.fact_post_topic``.

    Args:
        workspace: the run.
        engine: with the tables that topics follow from registered, and the release attached that is continued.
        entities: entities of the posts that were compared, with ``entity_match_key``.
        affected: ``post_key`` of the posts that changed where a release is continued, else None.
        base: that release.
    """
    _hashtag_rows(workspace, engine, entities)
    phrases = learn_phrases(workspace, engine)
    matcher = Matcher(compile_patterns(workspace.settings.topics.rules, phrases.select(*PHRASES)))
    posts = pl.scan_parquet(workspace.table_files(_POST)).select("post_key", "text")
    if affected is None or base is None:
        _text_rows(workspace, matcher, posts, "texts")
    else:
        _text_rows(
            workspace, matcher, posts.join(pl.scan_parquet(affected), on="post_key", how="semi"), "texts"
        )
        _exchange_phrases(workspace, engine, base, phrases, affected)


def _exchange_phrases(
    workspace: Workspace, engine: Engine, base: Base, phrases: pl.DataFrame, affected: Path
) -> None:
    """Phrases that came and went, for the posts of the release that did not change."""
    known = engine.held("core.dim_topic").filter(nw.col("topic_kind") == "keyphrase").select("topic_key")
    before = pl.read_parquet(engine.write(known, workspace.scratch("phrases_before")))
    came = phrases.join(before, on="topic_key", how="anti")
    went = before.join(phrases, on="topic_key", how="anti")
    if not came.is_empty():
        texts = texts_that_may_say(workspace, engine, base, came["topic_name"], affected)
        matcher = Matcher(compile_patterns(Taxonomy(), came.select(*PHRASES)))
        _text_rows(workspace, matcher, pl.scan_parquet(texts), "others")
        texts.unlink()
    went.write_parquet(workspace.replaced(POST_TOPIC, "topic_key"))


def _hashtag_rows(workspace: Workspace, engine: Engine, entities: Path) -> None:
    scan = engine.scan(entities)
    tags = scan.filter(nw.col("entity_kind") == "hashtag", nw.col("entity_match_key") != "")
    spoken = engine.write(tags.select("entity_match_key").unique(), workspace.scratch("hashtags"))
    keys = workspace.scratch("topics")
    key = topic_key("hashtag", pl.col("entity_match_key"))
    pl.scan_parquet(spoken).with_columns(topic_key=key).sink_parquet(keys)
    assigned = (
        tags.join(engine.scan(keys), on="entity_match_key")
        .group_by("post_key", "topic_key")
        .agg(evidence=nw.col("entity_value").min())
        .with_columns(assignment=nw.lit("hashtag"), weight=nw.lit(1.0))
    )
    engine.write(assigned.select(_COLUMNS), _part(workspace, "hashtags"))


def _text_rows(workspace: Workspace, matcher: Matcher, posts: pl.LazyFrame, name: str) -> None:
    """Write topics of texts: ``post_key``, ``text``."""
    total = posts.select(pl.len()).collect().item()
    for number, offset in enumerate(range(0, total, _BATCH)):
        rows = _assigned(matcher, posts.slice(offset, _BATCH).collect())
        rows.write_parquet(_part(workspace, f"{name}-{number:05d}"))


def _assigned(matcher: Matcher, posts: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``core.fact_post_topic``; each distinct text is read once, told from others by a hash of 64 bits."""
    known = posts.drop_nulls("text").with_columns(hash=pl.col("text").hash())
    texts = known.unique("hash")
    size = -(-len(texts) // usable_threads()) or 1

    def assign(piece: pl.DataFrame) -> pl.DataFrame:
        found = matcher.assigned(piece["text"])
        return found.with_columns(piece["hash"].gather(found["text"]))

    with ThreadPoolExecutor(usable_threads()) as pool:
        parts = list(pool.map(assign, texts.iter_slices(size)))
    schema = {**ASSIGNED, "hash": pl.UInt64}
    found = pl.concat([pl.DataFrame(schema=schema), *parts])
    return found.join(known.select("post_key", "hash"), on="hash").select(_COLUMNS)


def _part(workspace: Workspace, name: str) -> Path:
    return workspace.home.build / f"{POST_TOPIC}-{name}.parquet"


def topic_dimension(workspace: Workspace, engine: Engine) -> pl.DataFrame:
    """Rows of ``core.dim_topic``; facts must be there already."""
    reserved = pl.DataFrame(
        {
            "topic_key": [UNKNOWN_KEY, NOT_APPLICABLE_KEY],
            "topic_kind": [None, None],
            "topic_name": ["unknown", "not applicable"],
            "topic_label": ["unknown", "not applicable"],
            "topic_version": HASHTAG_VERSION,
        },
        schema_overrides={"topic_kind": pl.String, "topic_key": pl.Int64},
    )
    counted = engine.write(hashtags(engine.table("core.fact_post_entity")), workspace.scratch("tag_uses"))
    tags = labelled_hashtags(pl.read_parquet(counted)).with_columns(topic_version=pl.lit(HASHTAG_VERSION))
    phrases = pl.read_parquet(workspace.scratch("keyphrases")).with_columns(
        topic_kind=pl.lit("keyphrase"), topic_version=pl.lit(f"{KEYPHRASE_VERSION}-norm{NORM_VERSION}")
    )
    rows = [reserved, tags, taxonomy_topics(workspace.settings.topics.rules), phrases]
    return pl.concat(rows, how="diagonal").with_columns(
        pl.col("parent_topic_key").fill_null(NOT_APPLICABLE_KEY), is_current=pl.lit(value=True)
    )


def taxonomy_topics(taxonomy: Taxonomy) -> pl.DataFrame:
    """All topics of a taxonomy, also those that no post speaks of.

    The version names the taxonomy, what it says (the first 12 hex digits of the SHA-256), and how texts are folded.
    """
    version = f"{taxonomy.name}-{taxonomy.content_hash[:12]}-norm{NORM_VERSION}"
    rows = [(t.id, t.label, t.en, t.parent) for t in taxonomy.topic]
    columns = ["topic_name", "topic_label", "topic_label_en", "parent"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row").select(
        "topic_name",
        "topic_label",
        "topic_label_en",
        topic_key=topic_key("taxonomy", pl.col("topic_name")),
        topic_kind=pl.lit("taxonomy"),
        parent_topic_key=topic_key("taxonomy", pl.col("parent")),
        topic_version=pl.lit(version),
    )
