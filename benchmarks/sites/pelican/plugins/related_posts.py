"""Related posts as Pelican's plugin of that name finds them: by counting shared tags."""

from collections import Counter
from itertools import chain

from pelican import signals


def add_related(generator):
    """Give each article those that share most tags."""
    for article in generator.articles:
        tags = getattr(article, "tags", ())
        scores = Counter(chain.from_iterable(generator.tags[tag] for tag in tags))
        scores.pop(article, None)
        closest = scores.most_common(generator.settings["RELATED_POSTS_MAX"])
        article.related_posts = [other for other, _ in closest]


def register():
    """Connect to Pelican's signals."""
    signals.article_generator_finalized.connect(add_related)
