"""Whether similar posts are those that the author linked to.

Told is the share of the posts that link to others, for which one of these is among the five shown.

    python -m benchmarks.linking --fetch --work FOLDER
    python -m benchmarks.linking --folder FOLDER --posts 'posts/*.md' --host example.org

What leads from post to post is taken out of the texts first. Each blog is measured as it is; then
as if half its posts were in another language, each with a summary in the other: of these, those
that link to a post in the other language count.
"""

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from zlib import crc32

import numpy as np

from benchmarks.blogs import BLOGS, Blog, Entry, entries, fetch
from plugins.similar_posts.finding import found
from plugins.similar_posts.scoring import Post, Posts
from plugins.similar_posts.stop_words import STOP_WORDS
from plugins.similar_posts.terms import term_vector, weights

SHOWN = 5
LANGUAGES = ("fr", "en")
STOPPED = dict.fromkeys(LANGUAGES, frozenset().union(*STOP_WORDS.values()))
SUMMARY = 35  # words, where a post has no description
Shown = Callable[[Sequence[Post], Iterable[int]], dict[int, list[int]]]


def by_count(posts: Sequence[Post], asked: Iterable[int]) -> dict[int, list[int]]:
    """Most shared tags first, then the nearest in time."""
    return by_tags(
        posts, asked, lambda one, other, shared: (-shared, abs(other.moment - one.moment))
    )


def by_hugo(posts: Sequence[Post], asked: Iterable[int]) -> dict[int, list[int]]:
    """Hugo's related content, with an index of tags and one of years.

    That is, older posts by shared tags (100 each) and year (10), then the newest. By default it
    has no index of tags.
    """

    def order(one: Post, other: Post, shared: int) -> tuple[float, ...] | None:
        if other.moment > one.moment:
            return None
        same_year = year(one) == year(other)
        return -100 * shared - 10 * same_year, -other.moment

    return by_tags(posts, asked, order)


def by_rarity(posts: Sequence[Post], asked: Iterable[int]) -> dict[int, list[int]]:
    """As the plugin similar-posts of Pelican: tf-idf cosine of the tags, then the newest."""
    uses = Counter(tag for post in posts for tag in post.tags)
    idf = {tag: math.log2(len(posts) / number) for tag, number in uses.items()}
    length = {id(post): math.hypot(*(idf[tag] for tag in post.tags)) or 1.0 for post in posts}

    def order(one: Post, other: Post, shared: int) -> tuple[float, ...]:
        product = sum(idf[tag] ** 2 for tag in set(one.tags).intersection(other.tags))
        return -round(product / length[id(one)] / length[id(other)], 9), -other.moment

    return by_tags(posts, asked, order)


def by_words(posts: Sequence[Post], asked: Iterable[int]) -> dict[int, list[int]]:
    """The likeness of words alone, whatever the tags."""
    every = Posts(posts)
    shown = {}
    for place in asked:
        likeness = every.vectors.products_with(place, range(len(posts)))
        likeness[place] = -1
        shown[place] = np.argsort(-likeness, kind="stable")[:SHOWN].tolist()
    return shown


def by_this_project(posts: Sequence[Post], asked: Iterable[int]) -> dict[int, list[int]]:
    """What this project shows."""
    shown = found(posts, SHOWN).shown
    return {place: shown[place] for place in asked}


METHODS: dict[str, Shown] = {
    "shared tags, nearest": by_count,
    "rare tags, newest": by_rarity,
    "Hugo, tags and years": by_hugo,
    "words alone": by_words,
    "Passerelle": by_this_project,
}


def by_tags(
    posts: Sequence[Post],
    asked: Iterable[int],
    order: Callable[[Post, Post, int], tuple[float, ...] | None],
) -> dict[int, list[int]]:
    """The posts that share a tag in the *order* of two posts and the number of tags they share."""
    members = defaultdict(list)
    for place, post in enumerate(posts):
        for tag in post.tags:
            members[tag].append(place)
    shown = {}
    for place in asked:
        one = posts[place]
        shared = Counter(other for tag in one.tags for other in members[tag] if other != place)
        ranks = {other: order(one, posts[other], number) for other, number in shared.items()}
        kept = (other for other, rank in ranks.items() if rank is not None)
        shown[place] = sorted(kept, key=lambda other: (ranks[other], posts[other].key))[:SHOWN]
    return shown


def year(post: Post) -> int:
    """The year of a post, near enough."""
    return int(post.moment // (365.2425 * 86_400))


def posts_of(blog: Sequence[Entry], bilingual: bool) -> list[Post]:
    """What methods see of a *blog*; *bilingual*: as if half of it were in another language.

    Words of two languages are never the same to a method, so that the same words pass for a
    translation.
    """
    posts = []
    for entry in blog:
        lang, summaries = entry.lang or "en", {}
        text = f"{entry.html} {entry.summary}"
        if bilingual:
            lang = LANGUAGES[crc32(entry.path.encode()) % 2]
            (other,) = set(LANGUAGES) - {lang}
            first = " ".join(entry.html.split()[:SUMMARY])
            summaries[other] = entry.summary if len(entry.summary) > 60 else first
        stop_words = STOPPED if bilingual else STOP_WORDS
        vector = term_vector(weights(lang, entry.title, text, summaries, stop_words))
        posts.append(Post(entry.path, lang, entry.moment, entry.tags, [], [], vector))
    return posts


def rate(shown: Shown, posts: Sequence[Post], links: dict[int, set[int]]) -> float:
    """The share of the posts with *links* for which one of these is *shown*."""
    first = shown(posts, links)
    return sum(not links[place].isdisjoint(first[place]) for place in links) / max(1, len(links))


def rates(blog: Sequence[Entry]) -> dict[str, tuple[float, float]]:
    """By method: the rate on a *blog* as it is, and that across its languages made two."""
    links = {place: entry.links for place, entry in enumerate(blog) if entry.links}
    as_it_is, as_two = posts_of(blog, bilingual=False), posts_of(blog, bilingual=True)
    across = {
        place: {other for other in others if as_two[other].lang != as_two[place].lang}
        for place, others in links.items()
    }
    across = {place: others for place, others in across.items() if others}
    return {
        name: (rate(shown, as_it_is, links), rate(shown, as_two, across))
        for name, shown in METHODS.items()
    }


def main() -> None:
    """Measure each blog that is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--work", type=Path, default=Path(".cache/blogs"), help="where fetched blogs are")
    add("--fetch", action="store_true", help="fetch them first, by git")
    add("--only", default="", help="names of blogs, with commas between them")
    add("--folder", type=Path, help="a blog of yours instead")
    add("--posts", default="**/*.md", help="its posts, as a pattern")
    add("--host", default="localhost", help="its host, for absolute links")
    asked = parser.parse_args()
    if asked.folder:
        blogs = {asked.folder: Blog(asked.folder.name, "", asked.posts, asked.host)}
    else:
        names = list(filter(None, asked.only.split(","))) or [blog.name for blog in BLOGS]
        blogs = {asked.work / blog.name: blog for blog in BLOGS if blog.name in names}
    every = []
    print(f"{'':22}  {'as it is':>8}  {'across':>8}")
    for folder, blog in blogs.items():
        if asked.fetch and not asked.folder:
            asked.work.mkdir(parents=True, exist_ok=True)
            fetch(blog, asked.work)
        if not folder.is_dir():
            print(f"{blog.name} is not there, and is left out; --fetch gets it")
            continue
        posts = entries(blog, folder)
        linking = sum(bool(entry.links) for entry in posts)
        print(f"{blog.name}: {len(posts)} posts, {linking} link to another")
        if linking:
            every.append(rates(posts))
            told(every[-1])
    if not every:
        sys.exit("no blog with links from post to post")
    print(f"mean of {len(every)}")
    told({name: tuple(map(partial(mean, name, every), (0, 1))) for name in METHODS})


def mean(name: str, every: Sequence[dict[str, tuple[float, float]]], which: int) -> float:
    """The mean rate of a method, of one of its two."""
    return sum(each[name][which] for each in every) / len(every)


def told(rates_of: dict[str, tuple[float, ...]]) -> None:
    """Print the rates of one blog."""
    for name, (whole, across) in rates_of.items():
        print(f"  {name:20}  {whole:8.3f}  {across:8.3f}", flush=True)


if __name__ == "__main__":
    main()
