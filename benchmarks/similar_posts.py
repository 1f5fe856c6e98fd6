"""How the cost of similar posts grows: posts of four tags each, whose use follows Zipf's law.

    invoke benchmark

Prints, for each size, the processor time of one core and that time a post.
"""

import argparse
import bisect
import itertools
import math
import random
import time

from plugins.similar_posts.scoring import Post, similar_posts

SIZES = [1_000, 5_000, 10_000, 50_000]
TWENTY_YEARS = 20 * 365 * 86_400


def corpus(size: int, tags_each: int = 4, seed: int = 1) -> list[Post]:
    """*size* posts over twenty years; 8 × √size tags, the n-th used as 1 / (n + 2.7)."""
    chance = random.Random(f"{seed}-{size}")
    known = max(12, int(8 * math.sqrt(size)))
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(1, known + 1)))
    posts = []
    for number in range(size):
        tags: dict[str, None] = {}
        while len(tags) < tags_each:
            at = bisect.bisect(weights, chance.random() * weights[-1])
            tags[f"t{min(known - 1, at)}"] = None
        lang = "fr" if chance.random() < 0.6 else "en"
        posts.append(Post(f"p{number:06}", lang, chance.random() * TWENTY_YEARS, tuple(tags)))
    return posts


def main() -> None:
    """Measure each size once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of posts")
    print("posts    seconds  ms a post")
    for size in parser.parse_args().sizes:
        posts = corpus(size)
        start = time.process_time()
        similar_posts(posts, 5)
        seconds = time.process_time() - start
        print(f"{size:<8,} {seconds:7.2f}  {1000 * seconds / size:9.3f}", flush=True)


if __name__ == "__main__":
    main()
