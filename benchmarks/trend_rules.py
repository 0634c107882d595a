"""Rules that call a topic emerging, and what each finds of planted bursts.

A burst is found when the rule marks one of its weeks. A false alarm is a mark in any other covered week of a topic
whose baseline holds 10 posts, but for the three weeks after a burst.
"""

from dataclasses import dataclass

import duckdb

MART = "mart.topic_trend_channel_weekly"


@dataclass(frozen=True)
class Rule:
    """A rule as SQL over k of n posts now and k0 of n0 in the baseline, next to the score of these four."""

    name: str
    windows: tuple[int, int, int]
    """Weeks that are scored, left out before them, and compared with."""
    condition: str


_Z = "(k - n * s) / sqrt(n * s * (1 - s))"
_LOG_ODDS = """(
    ln((k + 100 * s) / (n + 100 - k - 100 * s)) - ln((k0 + 100 * s) / (n0 + 100 - k0 - 100 * s))
) / sqrt(1 / (k + 100 * s) + 1 / (k0 + 100 * s))"""
"""Monroe, Colaresi and Quinn 2008, Political Analysis 16: 372-403, with a prior worth 100 posts."""

RULES = (
    Rule("z > 2, one week", (1, 1, 28), f"{_Z} > 2"),
    Rule("z > 3, one week", (1, 1, 28), f"{_Z} > 3"),
    Rule("z > 2, four weeks", (4, 4, 52), f"{_Z} > 2"),
    Rule("z > 3, four weeks", (4, 4, 52), f"{_Z} > 3"),
    Rule("twice the expected", (1, 1, 28), "k >= 2 * n * s"),
    Rule("log-odds z > 1.96", (4, 4, 52), f"{_LOG_ODDS} > 1.96"),
    Rule("log-odds z > 2.58", (4, 4, 52), f"{_LOG_ODDS} > 2.58"),
    Rule("Wilson intervals apart", (4, 4, 52), "wilson_low(k, n) > wilson_high(k0, n0)"),
    Rule("surprise >= 2, one week, 28 before", (1, 1, 28), "score >= 2"),
    Rule("surprise >= 3, one week, 28 before", (1, 1, 28), "score >= 3"),
    Rule("surprise >= 2, four weeks, 28 before", (4, 1, 28), "score >= 2"),
    Rule("surprise >= 3, four weeks, 28 before", (4, 1, 28), "score >= 3"),
    Rule("surprise >= 2, four weeks, 52 before", (4, 4, 52), "score >= 2"),
    Rule("surprise >= 3, three weeks, 52 before", (3, 5, 52), "score >= 3"),
)
"""All but the one that ships and Kleinberg's; s is the share in the baseline with half a post added."""


@dataclass(frozen=True)
class Verdict:
    """What a rule found."""

    bursts: int
    found: int
    false: int
    calm: int

    @property
    def found_share(self) -> float:
        """Share of planted bursts with a marked week."""
        return self.found / self.bursts

    @property
    def false_share(self) -> float:
        """Share of calm topic-weeks that are marked."""
        return self.false / self.calm


def shipped(con: duckdb.DuckDBPyConnection, topics: str = "TRUE") -> Verdict:
    """Judge ``is_emerging`` of the mart, which stands as a table; only topics for which the condition holds."""
    marked = f"SELECT channel_key, topic_key, week_start_date FROM {MART} WHERE is_emerging"
    return judge(con, marked, topics)


def alternative(con: duckdb.DuckDBPyConnection, rule: Rule) -> Verdict:
    """Judge another rule on the windows that the macros of the mart make, which are defined in the world."""
    width, guard, base = rule.windows
    return judge(
        con,
        f"""
        SELECT channel_key, topic_key, DATE '2000-01-01' + CAST(number * 7 AS INTEGER) AS week_start_date
        FROM (
            SELECT channel_key, topic_key, number, window_post_count AS k, window_total_post_count AS n,
                baseline_post_count AS k0, baseline_total_post_count AS n0, trend_score AS score,
                (baseline_post_count + 0.5) / (baseline_total_post_count + 1) AS s
            FROM topic_trend('week', TRUE, {width}, {guard}, {base}, 52)
            WHERE number IS NOT NULL AND window_total_post_count > 0 AND baseline_total_post_count >= 10
        )
        WHERE {rule.condition}
        """,
    )


def judge(con: duckdb.DuckDBPyConnection, marked: str, topics: str = "TRUE") -> Verdict:
    """Hold marked weeks against the truth.

    Args:
        con: a world with the mart as a table.
        marked: SELECT of ``channel_key``, ``topic_key``, ``week_start_date``.
        topics: condition on ``topic_key``.
    """
    [row] = con.execute(f"""
        WITH scored AS (
            SELECT channel_key, week_start_date
            FROM (
                SELECT channel_key, week_start_date, count(*) AS posts
                FROM core.fact_post
                JOIN core.dim_date USING (date_key)
                WHERE week_start_date IS NOT NULL
                GROUP BY ALL
            )
            WINDOW earlier AS (
                PARTITION BY channel_key ORDER BY week_start_date
                RANGE BETWEEN INTERVAL 413 DAYS PRECEDING AND INTERVAL 56 DAYS PRECEDING
            )
            QUALIFY sum(posts) OVER earlier >= 10
        ),

        judged AS (
            SELECT truth.*, marked.topic_key IS NOT NULL AS is_marked
            FROM truth
            SEMI JOIN scored USING (channel_key, week_start_date)
            LEFT JOIN ({marked}) AS marked USING (channel_key, topic_key, week_start_date)
            WHERE {topics}
        )

        SELECT
            count(DISTINCT (channel_key, topic_key)) FILTER (WHERE role = 'burst'),
            count(DISTINCT (channel_key, topic_key)) FILTER (WHERE role = 'burst' AND is_marked),
            count(*) FILTER (WHERE role = 'calm' AND is_marked),
            count(*) FILTER (WHERE role = 'calm')
        FROM judged
        """).fetchall()
    return Verdict(*row)
