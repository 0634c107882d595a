"""How well groups of posts match the clusters of a ground truth, per kind of copy and trap."""

import polars as pl

_POST = ["channel_id", "message_id"]


def evaluate(groups: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """Measure groups (`channel_id`, `message_id`, `group`) against the table of a ground truth.

    Columns of the result, for each kind and for all posts:
        posts: Posts of the kind.
        pair_recall: Share of the pairs with a post of their true cluster that are in one group.
        pair_precision: Share of the pairs with a post of their group that are of one true cluster.
        item_recall: Share of posts with a true mate that share their group with at least one.
        item_precision: Share of grouped posts whose group is mostly of their own cluster.
        merged_wrongly: Posts that share their group with a post of another cluster; what traps are for.

    A post without a group stands alone. A measure is null where there is nothing to measure.
    """
    counted = _counted(groups, truth)
    kinds = pl.concat([counted, counted.with_columns(kind=pl.lit("all"))])
    has_mates, is_grouped = pl.col("cluster_size") > 1, pl.col("group_size") > 1
    shared = pl.col("shared_size") - 1
    return (
        kinds.group_by("kind", maintain_order=True)
        .agg(
            posts=pl.len(),
            pair_recall=_share(shared.sum(), (pl.col("cluster_size") - 1).sum()),
            pair_precision=_share(shared.sum(), (pl.col("group_size") - 1).sum()),
            item_recall=_share((has_mates & (shared > 0)).sum(), has_mates.sum()),
            item_precision=_share((is_grouped & pl.col("is_majority")).sum(), is_grouped.sum()),
            merged_wrongly=(pl.col("group_size") > pl.col("shared_size")).sum(),
        )
        .sort(pl.col("kind") == "all", "kind")
    )


def _counted(groups: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """Each post with the sizes of its cluster, its group and what both share.

    Of clusters that are equally large in a group the earliest counts as the majority.
    """
    known = groups.select(*_POST, "group").unique(_POST, keep="any")
    posts = truth.join(known, on=_POST, how="left").with_row_index("row")
    owner = pl.struct(is_alone=pl.col("group").is_null(), number=pl.coalesce("group", "row").cast(pl.Int64))
    sized = posts.with_columns(owner=owner).with_columns(
        cluster_size=pl.len().over("cluster").cast(pl.Int64),
        group_size=pl.len().over("owner").cast(pl.Int64),
        shared_size=pl.len().over("owner", "cluster").cast(pl.Int64),
    )
    largest = pl.col("cluster").sort_by(["shared_size", "cluster"], descending=[True, False]).first()
    return sized.with_columns(is_majority=largest.over("owner") == pl.col("cluster"))


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)


def as_text(result: pl.DataFrame) -> str:
    """The result as a table to print."""
    lines = [result.columns, *(_cells(row) for row in result.iter_rows())]
    return "\n".join("  ".join(f"{cell:>14}" for cell in line) for line in lines)


def _cells(row: tuple[str | int | float | None, ...]) -> list[str]:
    return [f"{v:.4f}" if isinstance(v, float) else "–" if v is None else f"{v:,}" if isinstance(v, int) else v
            for v in row]  # fmt: skip
