"""Which posts are similar, why, and what authors can say about it."""

import random
from collections import Counter

from conftest import words
from hypothesis import given
from hypothesis import strategies as st

from plugins.similar_posts.scoring import Post, similar_posts

URL = "archives/2016/10/{:02}/{}/"


def post(key, tags, lang="fr", moment=0.0, **options):
    return Post(key, lang, moment, tuple(tags.split()), **options)


def keys(posts, of, most=5):
    return [similar.key for similar in similar_posts(posts, most)[of]]


# Scoring


def test_more_shared_tags_come_first():
    """Posts that share more tags come first, whatever their date."""
    posts = [post("a", "x y z"), post("far", "x y z", moment=9e9), post("near", "x", moment=1)]

    assert keys(posts, "a") == ["far", "near"]


def test_nearest_in_time_comes_first_among_equals():
    """Of posts that share as many tags, the nearest in time comes first, older or newer."""
    posts = [post(key, "x", moment=m) for key, m in (("a", 10), ("old", 7), ("new", 12), ("b", 30))]

    assert keys(posts, "a") == ["new", "old", "b"]


def test_last_tie_is_broken_by_key():
    """Posts of the same moment and tags are in the order of their keys."""
    posts = [post(key, "x") for key in "dacb"]

    assert keys(posts, "c") == ["a", "b", "d"]
    assert keys(posts, "c", most=2) == ["a", "b"]


def test_one_in_the_same_language_is_shown():
    """When any post in the same language qualifies, the best of them is shown, last."""
    posts = [post("a", "x y"), *(post(f"en{n}", "x y", "en", n) for n in range(9))]
    posts += [post("fr1", "x", moment=50), post("fr2", "x", moment=60)]

    assert keys(posts, "a") == ["en0", "en1", "en2", "en3", "fr1"]


def test_pins_come_first_and_exclusions_never():
    """Pinned posts come first even without a shared tag; excluded ones never come."""
    posts = [
        post("a", "x", pinned=("p",), never=frozenset({"n"})),
        post("p", "other"), post("n", "x"), post("b", "x"),
    ]  # fmt: skip

    assert keys(posts, "a") == ["p", "b"]


def test_shared_tags_are_the_reason():
    """Each similar post says which tags it shares, in the order of the post's own."""
    found = similar_posts([post("a", "z x y"), post("b", "y q z")], 5)

    assert [similar.shares for similar in found["a"]] == [("z", "y")]


tags_of_posts = st.lists(
    st.tuples(st.lists(st.sampled_from("stuvwxyz"), max_size=5), st.sampled_from(["fr", "en"]), st.integers(0, 6)),
    max_size=25,
)  # fmt: skip


@given(tags_of_posts, st.integers(0, 6))
def test_scoring_agrees_with_its_definition(blog, most):
    """The fast way finds what comparing every pair finds, in whatever order posts are given."""
    posts = [
        Post(f"p{n:02}", lang, moment, tuple(dict.fromkeys(tags)))
        for n, (tags, lang, moment) in enumerate(blog)
    ]
    found = similar_posts(posts, most)

    def slow(one):
        ranked = sorted(
            (other for other in posts if other is not one and set(one.tags) & set(other.tags)),
            key=lambda o: (-len(set(one.tags) & set(o.tags)), abs(o.moment - one.moment), o.key),
        )
        best = ranked[:most]
        same = [other for other in ranked if other.lang == one.lang]
        if most and same and all(other.lang != one.lang for other in best):
            best[most - 1 :] = same[:1]
        return [other.key for other in best]

    assert {key: [each.key for each in similar] for key, similar in found.items()} == {
        one.key: slow(one) for one in posts
    }
    assert similar_posts(reversed(posts), most) == found


def test_hostile_number_of_tags_costs_little():
    """A post with thousands of tags is scored by its first thirty, not by every pair of them."""
    many = " ".join(f"t{n}" for n in range(3000))

    assert keys([post("a", many), post("b", "t1 t2"), post("c", "t2999")], "a") == ["b"]


# On the site


def test_similar_posts_under_a_post(site):
    """Similar posts have title, language, marker, and the reason in the page's language."""
    site.file("tags.toml", '[conseil]\nnames = { fr = "conseil", en = "advice" }\n')
    site.post("Un", lang="fr", tags="conseil")
    site.post("Two", lang="en", tags="advice")
    page = site.build().page(URL.format(1, "un"))

    item = page.select_one(".similar-posts li")

    assert item.a["hreflang"] == item.a["lang"] == "en"
    assert words(item) == "Two [en] (en anglais) en commun\u00a0: conseil"
    assert page.select_one(".similar-posts h2").get_text() == "Billets similaires"


def test_nothing_similar_has_no_heading(site):
    """A post that shares no tag has no heading either."""
    site.post("Seul", lang="fr", tags="rare")

    assert not site.build().page(URL.format(1, "seul")).select(".similar-posts")


def test_translations_drafts_and_hidden_posts_are_not_similar(site):
    """Neither a post's translations nor what is not listed is similar."""
    site.post("Un", lang="fr", tags="x")
    site.post("One", lang="en", tags="x", translation_of="un")
    site.post("Draft", lang="en", tags="x", status="draft")
    site.post("Hidden", lang="en", tags="x", status="hidden")
    site.post("Other", lang="en", tags="x")
    page = site.build().page(URL.format(1, "un"))

    assert [a.get_text() for a in page.select(".similar-posts a")] == ["Other"]


def test_authors_pin_and_exclude(site):
    """`Similar: +slug, -slug` pins and excludes; a name that names nothing is an error."""
    site.post("Un", lang="fr", tags="x", similar="+trois, -2016/10/02/deux")
    site.post("Deux", lang="fr", tags="x")
    site.post("Trois", lang="fr", tags="y")
    page = site.build().page(URL.format(1, "un"))
    assert [a.get_text() for a in page.select(".similar-posts a")] == ["Trois"]

    site.post("Faux", lang="fr", similar="+rien, sans-signe")
    told = site.fails()
    assert "no published post is named “rien”" in told
    assert "“sans-signe” has no sign" in told


def test_similar_posts_in_a_tag_archive(site):
    """Each post of a tag archive has its similar posts, with links that work from there."""
    for title in ("Un", "Deux"):
        site.post(title, lang="fr", tags="x")
    links = site.build().page("archives/tag/x/").select(".entry .similar-posts a")

    assert Counter(a["href"] for a in links) == Counter(
        ["../../../archives/2016/10/01/un/", "../../../archives/2016/10/02/deux/"]
    )


@given(st.integers(0, 10_000), st.integers(1, 4))
def test_what_is_known_changes_nothing(seed, edits):
    """With what was known before some edits, the result is that of comparing all posts anew."""
    chance = random.Random(seed)
    keys = [f"p{number}" for number in range(12)]

    def post(key):
        pinned = tuple(chance.sample(keys, chance.random() < 0.2))
        return Post(
            key=key,
            lang=chance.choice(["fr", "en"]),
            moment=float(chance.randrange(8)),
            tags=tuple(chance.sample("abcdef", chance.randint(0, 4))),
            never=frozenset([key, *chance.sample(keys, chance.random() < 0.2)]),
            pinned=tuple(each for each in pinned if each != key),
        )

    posts = {key: post(key) for key in keys}
    before = similar_posts(posts.values(), 3)
    known = {key: (posts[key], before[key]) for key in posts}
    for key in chance.sample(keys, edits):
        if chance.random() < 0.3:
            del posts[key]
        else:
            posts[key] = post(key)

    assert similar_posts(posts.values(), 3, known) == similar_posts(posts.values(), 3)
