"""Views and numbering: which posts a listing shows, on which pages."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.bilingual.source import read_source
from plugins.bilingual.views import ALL, View, sheets, views_of, views_of_each

LANGUAGES = ("fr", "en")


def source(text: str, **options):
    return read_source(text, LANGUAGES, "en", **options)


def messages(text: str, **options) -> list[str]:
    return [f"{line}: {message}" for line, message, *_ in source(text, **options).problems]


@given(st.integers(0, 200), st.integers(1, 12))
def test_sheets_are_numbered_from_the_oldest(total, size):
    """Every post is on one sheet; sheet k holds the k-th `size` posts counted from the oldest."""
    newest_first = list(range(total, 0, -1))
    parts = list(sheets(newest_first, size))

    assert [number for part in parts for number in part.posts] == newest_first
    assert len(parts) == 1 + max(0, total // size - 1)
    for part in parts[1:]:
        assert part.posts == tuple(range(part.number * size, (part.number - 1) * size, -1))


@given(st.integers(1, 200), st.integers(1, 12))
def test_a_new_post_leaves_full_sheets_as_they_are(total, size):
    """A new post changes the listing's own address, and moves no post of a numbered sheet."""
    before = {part.number: part.posts for part in sheets(list(range(total, 0, -1)), size)}
    after = {part.number: part.posts for part in sheets(list(range(total + 1, 0, -1)), size)}

    assert all(after[number] == posts for number, posts in before.items() if number)


class Tagged:
    """A post of a language with tags."""

    def __init__(self, lang, tags):
        self.lang, self.tags = lang, tags


tagged = st.builds(Tagged, st.sampled_from(["fr", "en"]), st.lists(st.sampled_from("xyz"), unique=True))  # fmt: skip


@given(st.lists(tagged, max_size=12), st.sampled_from([["fr", "en"], ["en", "fr", "de"]]))
def test_views_of_each_key_are_those_of_its_posts(posts, languages):
    """One pass over all posts gives the views that the posts of each tag have by themselves."""
    found = views_of_each(posts, lambda post: post.tags, languages)

    assert found.keys() == {tag for post in posts for tag in post.tags}
    for tag, views in found.items():
        alone = views_of([post for post in posts if tag in post.tags], languages)
        assert list(views.items()) == list(alone.items())


def test_views_of_each_key_with_one_language():
    """With one language there is only the view of all, for a tag as well."""
    posts = [Tagged("fr", "x"), Tagged("fr", "xy")]

    assert views_of_each(posts, lambda post: post.tags, ["fr"]) == {
        "x": {ALL: posts},
        "y": {ALL: posts[1:]},
    }


def test_views_partition_the_posts():
    """The views of each language hold all posts together; a view without posts is not there."""

    class Post:
        def __init__(self, lang):
            self.lang = lang

    posts = [Post("fr"), Post("fr")]

    assert views_of(posts, ["fr", "en"]) == {ALL: posts, View("fr"): posts}
    assert list(views_of(posts, ["fr"])) == [ALL]
    assert views_of([], ["fr", "en"]) == {}
