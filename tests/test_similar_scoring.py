"""How posts are scored, chosen and compared again, on posts made of a few words."""

import random
import string
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.similar_posts import comparing, finding, vectors
from plugins.similar_posts.finding import found
from plugins.similar_posts.scoring import ALIKE, MOST_TAGS, OF_A_TAG, Post, Posts
from plugins.similar_posts.terms import (
    LARGEST,
    MOST_TERMS,
    OF_DIGEST,
    OF_TERM,
    common,
    term_vector,
    weights,
    words,
)

DAY = 86_400.0
WORDS = ["lac", "nage", "train", "neige", "pomme", "fusée"]


def post(key, tags="", lang="fr", day=0.0, text="", never="", pinned="", title="", **summaries):
    """A post with a *text* of its own language, and *summaries* in others."""
    vector = term_vector(weights(lang, title, text, summaries))
    return Post(key, lang, day * DAY, tags.split(), never.split(), pinned.split(), vector)


def keys(posts, of, most=5):
    """The keys of what is similar to one post."""
    place = next(at for at, each in enumerate(posts) if each.key == of)
    return [posts[at].key for at in found(posts, most).shown[place]]


def likeness(one, other):
    return Posts([one, other]).parts(0, 1).words


# Words


def test_words_have_no_marks_no_code_and_tell_something():
    """Accents, capitals, code, scripts and words of grammar make no difference."""
    html = (
        "<h2>L’Hiver à Genève</h2><pre><code>import os</code></pre><p>Nous lisons <b>C++</b>,"
        " caf&eacute; &amp; th\u00e9.</p><script>alert()</script>\n<p>Aujourd’hui</p>"
    )

    assert words(html, "fr") == ["hiver", "geneve", "lisons", "c++", "cafe", "the"]
    assert words("<p>The lake isn’t there.</p>", "en") == ["lake"]


def test_words_between_tags_are_apart():
    """Cells and items without blanks between them are not one word."""
    assert words("<li>lac</li><li>neige</li>", "fr") == ["lac", "neige"]


def test_language_without_stop_words_has_its_long_words():
    """A language of which the project knows no words of grammar keeps words of five letters."""
    assert words("<p>Das ist der Genfersee im Winter</p>", "de") == ["genfersee", "winter"]


def test_a_text_is_most_like_itself():
    """Two equal texts are as alike as can be; two without a word in common are not alike."""
    text = " ".join(f"mot{letter * 3}" for letter in string.ascii_lowercase)

    assert abs(likeness(post("a", text=text), post("b", text=text)) - ALIKE) < ALIKE / 50
    assert likeness(post("a", text="lac nage"), post("b", text="train neige")) == 0


def test_the_same_word_of_another_language_is_another():
    """“Pain” in French and in English have nothing in common."""
    assert likeness(post("a", text="pain"), post("b", lang="en", text="pain")) == 0


def test_summaries_join_languages():
    """A post and one in another language are alike by the summary of either in the other's."""
    french = post("a", text="Le lac gèle.", en="The lake freezes.")
    english = post("b", lang="en", text="A lake in winter.")

    assert likeness(french, english) > 0
    assert likeness(french, english) == likeness(english, french)


def test_the_title_and_repeated_words_weigh_more():
    """A word in the title weighs more than one in the text, one that is repeated more than once."""
    of = weights("fr", "Lac", "neige train train train pomme pomme", {})["fr"]

    assert of["train"] == of["lac"] == of["pomme"] > of["neige"]
    assert weights("fr", "", "neige train " + "train " * 7, {})["fr"]["train"] > 3


def test_common_words_are_told_by_what_they_give():
    """What two posts have in common begins with what makes them most alike."""
    one = weights("fr", "Lac", "train neige", {})
    other = weights("fr", "Lac", "neige pomme", {"en": "lake"})

    assert common(one, other) == ["lac", "neige"]


def test_vectors_are_the_same_on_every_machine():
    """The bytes of a vector are what they were: hashes and roundings depend on no machine."""
    vector = term_vector(weights("fr", "Deux rives", "Le lac, la nage.", {"en": "Two shores."}))

    assert vector.hex() == VECTOR


VECTOR = "3c333c3fcebedce37f7f7f8115de019b71c120e8"


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["fr", "en", "de"]))
def test_any_text_has_a_vector_of_bounded_size(text, summary, lang):
    """Whatever is written gives a vector; the longest text one that is no larger than allowed."""
    for typed in (text, text * 50 + " ".join(map(str, range(400)))):
        vector = term_vector(weights(lang, text, typed, {"en": summary, "fr": summary}))
        size = (len(vector) - OF_DIGEST) // OF_TERM
        values = np.frombuffer(vector[2 * size : -OF_DIGEST], np.int8)

        assert len(vector) == size * OF_TERM + OF_DIGEST
        assert size <= MOST_TERMS
        assert all(0 < abs(int(value)) <= LARGEST for value in values)


# Scores


def test_posts_that_say_the_same_come_first():
    """Of posts that share a tag, those with the same words come before more tags and nearer dates."""
    posts = [
        post("a", "x y", text="lac neige glace patins"),
        post("far", "x", day=300, text="La neige sur le lac, la glace, des patins."),
        post("near", "x y", day=1, text="train gare horaire"),
    ]

    assert keys(posts, "a") == ["far", "near"]


def test_without_words_tags_count_and_then_dates():
    """Posts whose words tell nothing are in the order of shared tags, then of dates, then of keys."""
    posts = [post("a", "x y z"), post("three", "x y z", day=2), post("two", "x y", day=2)]
    posts += [post("old", "x", day=-3), post("new", "x", day=2), post("b", "x", day=2)]

    assert keys(posts, "a") == ["three", "two", "b", "new", "old"]


def test_a_post_without_a_tag_in_common_is_never_similar():
    """Words alone make no candidate."""
    assert keys([post("a", "x", text="lac"), post("b", "y", text="lac")], "a") == []


def test_tags_say_how_many_are_in_another_language():
    """Of two languages, those of another are as many as among those that share most tags."""
    posts = [post("a", "x y", text="lac neige", en="lake snow")]
    posts += [post(f"fr{n}", "x", day=n, text="lac neige") for n in range(1, 9)]
    posts += [post("en1", "x y", "en", 5, "train"), post("en2", "x y", "en", 6, "lake snow")]
    posts += [post("en3", "x", "en", 90, "lake snow ice")]

    shown = keys(posts, "a")

    assert {key for key in shown if key.startswith("en")} == {"en2", "en3"}  # they say the same
    assert len(shown) == 5


def test_one_in_the_same_language_is_shown():
    """When any post in the same language qualifies, one is shown."""
    posts = [post("a", "x y"), *(post(f"en{n}", "x y", "en", n) for n in range(9))]
    posts += [post("fr1", "x", day=50), post("fr2", "x", day=60)]

    assert keys(posts, "a") == ["en0", "en1", "en2", "en3", "fr1"]


def test_pins_come_first_and_exclusions_never():
    """Pinned posts come first even without a shared tag; excluded ones never come."""
    posts = [
        post("a", "x", pinned="p", never="n"),
        post("p", "other"),
        post("n", "x"),
        post("b", "x"),
    ]

    assert keys(posts, "a") == ["p", "b"]


def test_pins_leave_a_place_to_the_own_language():
    """Pins in another language fill all places but one."""
    posts = [post("a", "x", pinned="e1 e2 e3"), *(post(f"e{n}", "y", "en") for n in (1, 2, 3))]

    assert keys([*posts, post("b", "x")], "a", most=3) == ["e1", "e2", "b"]
    assert keys(posts, "a", most=3) == ["e1", "e2", "e3"]


def test_parts_of_a_score():
    """The parts of a score are those of words, tags and dates; it is half after a thousand days."""
    posts = Posts([post("a", "x y", text="lac"), post("b", "y x z", day=1000, text="lac nage")])
    parts = posts.parts(0, 1)

    assert (parts.tags, parts.nearness) == (2 * OF_A_TAG, 50)
    assert parts.score == (parts.words + parts.tags) * 50


def test_products_agree_with_their_definition(monkeypatch):
    """Whichever way products are made, by matrix, by meeting or one by one, they are the same."""
    chance = random.Random(1)
    posts = [
        post(str(n), text=" ".join([*chance.choices(WORDS, k=20), f"mot{chance.randrange(40)}"]))
        for n in range(40)
    ]
    every = vectors.Vectors([each.term_vector for each in posts])
    places = list(range(40))
    one_by_one = np.stack([every.products_with(at, places) for at in places])
    for many, few in ((1024, 8), (3, 0), (0, 0)):
        monkeypatch.setattr(vectors, "MANY", many)
        monkeypatch.setattr(vectors, "FEW", few)
        together = every.products(places, places)

        assert all((together == one_by_one)[one, other] for one, other in combinations(places, 2))
        ones, others = np.array(list(combinations(places, 2))).T
        assert (every.products_of_pairs(ones, others) == one_by_one[ones, others]).all()


def test_hostile_number_of_tags_costs_little():
    """A post with thousands of tags is scored by its first thirty, not by every one of them."""
    many = " ".join(f"t{n}" for n in range(3000))
    posts = [post("a", many), post("b", "t1 t2"), post("c", "t2999")]

    assert keys(posts, "a") == ["b"]
    assert keys(posts, "c") == []
    assert MOST_TAGS == 30


def test_nothing_and_no_place():
    """A blog without posts, and one that shows no similar posts, are found nothing."""
    assert found([], 5).shown == []
    assert found([post("a", "x"), post("b", "x")], 0).shown == [[], []]


# Laws


@st.composite
def blogs(draw, most_days=9):
    """A small blog, whose posts have few words, tags and days, so that much is equal."""
    names = draw(st.lists(st.sampled_from("abcdefghijklmnop"), unique=True, max_size=14))
    return [
        post(
            name,
            " ".join(draw(st.lists(st.sampled_from("xyz"), unique=True))),
            draw(st.sampled_from(["fr", "en"])),
            draw(st.integers(0, most_days)),
            " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=4))),
            draw(st.sampled_from(["", "", "a", "b"])),
            draw(st.sampled_from(["", "", "", "c", "d e"])),
            fr=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=2))),
        )
        for name in names
    ]


@pytest.fixture
def few_neighbours(monkeypatch):
    """Only two posts of a tag on either side are neighbours, and few rows are compared at once."""
    monkeypatch.setattr(comparing, "NEIGHBOURS", 2)
    monkeypatch.setattr(comparing, "AT_ONCE", 3)
    monkeypatch.setattr(vectors, "FEW", 1)


def defined(posts, most, near=10**6):
    """What `found` says, as it is defined: every post beside every other."""
    every = Posts(posts)
    shown = []
    for one, mine in enumerate(posts):
        candidates = set()
        for tag in mine.tags:
            tagged = sorted(
                (at for at in range(len(posts)) if tag in posts[at].tags),
                key=lambda at: (posts[at].moment, posts[at].key),
            )
            at = tagged.index(one)
            candidates.update(tagged[max(0, at - near) : at + near + 1])
        candidates = [at for at in candidates if at != one and posts[at].key not in mine.never]

        def days(other, mine=mine):
            return abs(posts[other].moment // DAY - mine.moment // DAY)

        def by_score(other, one=one, days=days):
            return -every.parts(one, other).score, days(other), posts[other].key

        def by_tags(other, mine=mine, days=days):
            return -len(set(mine.tags) & set(posts[other].tags)), days(other), posts[other].key

        own = sorted((at for at in candidates if posts[at].lang == mine.lang), key=by_score)
        others = sorted((at for at in candidates if posts[at].lang != mine.lang), key=by_score)
        first = sorted(candidates, key=by_tags)[:most]
        foreign = min(sum(posts[at].lang != mine.lang for at in first), len(first) - bool(own))
        best = sorted([*own[: len(first) - foreign], *others[:foreign]], key=by_score)
        pins = [at for key in mine.pinned for at in range(len(posts)) if posts[at].key == key]
        if pins:
            best = list(dict.fromkeys([*pins, *best]))[:most]
            if own and all(posts[at].lang != mine.lang for at in best):
                best[most - 1 :] = own[:1]
        shown.append(best)
    return shown


@given(blogs(), st.integers(1, 5))
def test_scoring_agrees_with_its_definition(posts, most):
    """The fast way finds what comparing every pair finds."""
    assert found(posts, most).shown == defined(posts, most)


@pytest.mark.usefixtures("few_neighbours")
@given(blogs(), st.integers(1, 5))
def test_scoring_agrees_with_its_definition_among_neighbours(posts, most):
    """Of a tag with many posts, only neighbours are compared."""
    assert found(posts, most).shown == defined(posts, most, near=2)


@given(blogs(), st.randoms(use_true_random=False))
def test_the_order_of_posts_changes_nothing(posts, chance):
    """In whatever order posts are given, the same are similar, in the same order."""
    shuffled = chance.sample(posts, len(posts))

    assert {each.key: keys(posts, each.key) for each in posts} == {
        each.key: keys(shuffled, each.key) for each in posts
    }


@pytest.mark.usefixtures("few_neighbours")
@given(blogs(), st.lists(blogs(), min_size=1, max_size=3), st.integers(1, 4), st.integers(1, 3))
def test_what_is_known_changes_nothing(posts, versions, most, edits):
    """With what was known before some edits, the result is that of comparing all posts anew."""
    blog = {each.key: each for each in posts}
    known = found(list(blog.values()), most)
    for version in versions:
        for each in version[:edits]:
            if blog.get(each.key) == each or len(each.tags) == 3:
                blog.pop(each.key, None)
            elif each.key in blog and len(each.tags) == 2:  # its words only
                blog[each.key] = blog[each.key]._replace(term_vector=each.term_vector)
            else:
                blog[each.key] = each
        now = [
            each._replace(pinned=[key for key in each.pinned if key in blog])
            for each in blog.values()
        ]
        known = found(now, most, known)

        assert known.shown == found(now, most).shown


@pytest.mark.usefixtures("few_neighbours")
def test_an_edit_compares_few_again(monkeypatch):
    """After an edit of one text, the posts that share no tag with it are not compared."""
    posts = [post(f"p{n:03}", f"t{n % 20}", day=n, text=WORDS[n % 6]) for n in range(200)]
    before = found(posts, 5)
    compared = []

    def spied(blog, wanted, most):
        compared.extend(wanted)
        return comparing.compared(blog, wanted, most)

    monkeypatch.setattr(finding, "compared", spied)
    posts[7] = post("p007", "t7", day=7, text="avion")
    after = found(posts, 5, before)

    assert 7 in compared
    assert {at % 20 for at in compared} == {7}
    assert len(compared) <= 5
    monkeypatch.setattr(finding, "compared", comparing.compared)
    assert after.shown == found(posts, 5).shown
