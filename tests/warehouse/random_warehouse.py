"""Random warehouses, for marts that are counted once more by other means."""

import random
from datetime import date, datetime, time, timedelta

from mart_samples import Sample, observation, post, sample, spoken, topic


def random_warehouse(seed: int) -> Sample:
    """Two channels, dumps with gaps between and overlaps, undated posts, day-only posts, reposts, topics."""
    rng = random.Random(seed)
    given = sample(channels=(1, 2, 3), dumps=(1, 2, 3, 4))
    given.add("core.dim_topic", *(topic(k) for k in range(10, 16)))
    starts = {d: date(2023, 1, 10) + timedelta(days=rng.randrange(700)) for d in (1, 2, 3, 4)}
    for key in range(1, rng.randrange(300, 500)):
        dump = rng.choice([1, 2, 3, 4])
        day = starts[dump] + timedelta(days=int(rng.expovariate(1 / 60)) % 300)
        moment = datetime.combine(day, time(rng.randrange(24), rng.randrange(60)))
        when = rng.choices([moment, day, None], [8, 1, 1])[0]
        p = post(
            key, when, channel_key=rng.choice([1, 1, 2]), is_forward=rng.random() < 0.2,
            word_count=rng.randrange(50), repost_group_key=rng.choice([key, key, rng.randint(1, key)]),
        )  # fmt: skip
        given.add("core.fact_post", p)
        for n, seen_in in enumerate({dump, rng.choice([1, 2, 3, 4])}):
            given.add("core.fact_post_observation", observation(key, seen_in, 10 * key + n))
        topics = {t for t in range(10, 15) if rng.random() < (t - 8) / 20}
        given.add("core.fact_post_topic", *(spoken(key, t) for t in sorted(topics)))
    return given
