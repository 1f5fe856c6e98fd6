"""What similar posts cost: of a whole blog, and of an edit; and how that grows.

    invoke benchmark

Posts have four tags each, whose use follows Zipf's law, as does that of their 300 words. Told is
the processor time of one core, once the words of each post are known: for all posts, that time a
post, and for an edit: of one text, one post more, one less, other tags (the median of each).
"""

import argparse
import bisect
import gc
import itertools
import math
import os
import random
import statistics
import sys
import time
from collections.abc import Callable

ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
if __name__ == "__main__" and not ONE_CORE.items() <= os.environ.items():
    os.execve(
        sys.executable,
        [sys.executable, "-m", "benchmarks.similar_posts", *sys.argv[1:]],
        os.environ | ONE_CORE,
    )

from plugins.similar_posts.finding import found  # noqa: E402  (after the number of cores)
from plugins.similar_posts.scoring import Post  # noqa: E402
from plugins.similar_posts.terms import term_vector, weights  # noqa: E402

SIZES = [1_000, 5_000, 10_000, 50_000]
TWENTY_YEARS = 20 * 365 * 86_400
WORDS, LENGTH = 20_000, 300  # that a blog knows, of a post
TIMES = 7  # that an edit is made


def by_zipf(known: int) -> list[float]:
    """The accumulated weights of so many things, the n-th being used as 1 / (n + 2.7)."""
    return list(itertools.accumulate(1 / (rank + 2.7) for rank in range(1, known + 1)))


def corpus(size: int, tags_each: int = 4, seed: int = 1) -> list[Post]:
    """*size* posts over twenty years, with 8 x √size tags."""
    chance = random.Random(f"{seed}-{size}")
    known = max(12, int(8 * math.sqrt(size)))
    of_tags, of_words = by_zipf(known), by_zipf(WORDS)
    posts = []
    for number in range(size):
        tags: dict[str, None] = {}
        while len(tags) < tags_each:
            at = bisect.bisect(of_tags, chance.random() * of_tags[-1])
            tags[f"t{min(known - 1, at)}"] = None
        lang, other = chance.sample(["fr", "en"], 2)
        words = [f"w{at:x}" for at in chance.choices(range(WORDS), cum_weights=of_words, k=LENGTH)]
        text, summary = " ".join(words), " ".join(words[:20])
        vector = term_vector(weights(lang, " ".join(words[:5]), text, {other: summary}))
        moment = chance.random() * TWENTY_YEARS
        posts.append(Post(f"p{number:06}", lang, moment, list(tags), [], [], vector))
    return posts


def edits(posts: list[Post], chance: random.Random) -> dict[str, list[Post]]:
    """A blog after each kind of edit."""
    one, other = chance.sample(range(len(posts)), 2)
    text = posts[one]._replace(term_vector=posts[other].term_vector)
    new = posts[other]._replace(key="new", moment=float(TWENTY_YEARS))
    return {
        "text": [*posts[:one], text, *posts[one + 1 :]],
        "new": [*posts, new],
        "gone": [*posts[:one], *posts[one + 1 :]],
        "tags": [*posts[:one], posts[one]._replace(tags=posts[other].tags), *posts[one + 1 :]],
    }


def seconds(work: Callable[[], object]) -> float:
    """The processor time of *work*."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of posts")
    print("posts    seconds  ms a post  ms: text   new  gone  tags")
    for size in parser.parse_args().sizes:
        posts = corpus(size)
        gc.collect()
        gc.disable()  # as builds do while they compute
        whole = seconds(lambda posts=posts: found(posts, 5))
        before = found(posts, 5)
        times: dict[str, list[float]] = {}
        for number in range(TIMES):
            for kind, edited in edits(posts, random.Random(number)).items():
                took = seconds(lambda edited=edited, before=before: found(edited, 5, before))
                times.setdefault(kind, []).append(1000 * took)
        told = "".join(f"{statistics.median(each):6.0f}" for each in times.values())
        gc.enable()
        print(f"{size:<8,} {whole:7.2f}  {1000 * whole / size:9.3f}    {told}", flush=True)


if __name__ == "__main__":
    main()
