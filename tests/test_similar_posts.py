"""Similar posts on the site, what authors can say about them, and why they are what they are."""

import re
import subprocess
import sys
from collections import Counter

import pytest
from conftest import ROOT, words

from plugins.similar_posts.asking import Asked

URL = "archives/2016/10/{:02}/{}/"


def similar(page):
    """The titles of the similar posts of a page, in order."""
    return [link.get_text() for link in page.select(".similar-posts a")]


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


def test_what_posts_say_puts_them_in_order(site):
    """Of posts that share a tag, those with the same words come first, nearer dates or not."""
    site.post("Un", lang="fr", tags="x", body="Le lac gèle, on patine sur la glace.")
    site.post("Deux", lang="fr", tags="x", body="Le train a du retard, comme hier.")
    site.post("Trois", lang="fr", tags="x", body="La glace du lac tient : patinons.")

    assert similar(site.build().page(URL.format(1, "un"))) == ["Trois", "Deux"]


def test_summaries_in_the_other_language_put_posts_in_order(site):
    """Posts of two languages are compared by the summary of each in the other's language."""
    site.post("Un", lang="fr", tags="x", body="Le lac gèle.", summary_en="The lake freezes.")
    site.post("Two", lang="en", tags="x", body="A train is late.", summary_fr="Un retard.")
    site.post("Three", lang="en", tags="x", body="Skating on a lake.", summary_fr="De la glace.")
    built = site.build()

    assert similar(built.page(URL.format(1, "un"))) == ["Three", "Two"]
    assert similar(built.page(URL.format(3, "three"))) == ["Un", "Two"]


def test_code_in_the_body_is_no_word(site):
    """Listings of programs do not make posts alike."""
    code = "\n\n    import socket\n    socket.listen()\n"
    site.post("Un", lang="fr", tags="x", body=f"Un lac.{code}")
    site.post("Deux", lang="fr", tags="x", body=f"Un train.{code}")
    site.post("Trois", lang="fr", tags="x", body="Un autre lac.")

    assert similar(site.build().page(URL.format(1, "un"))) == ["Trois", "Deux"]


def test_an_edit_of_a_text_changes_what_is_similar_elsewhere(site):
    """A body that says something else changes the pages of the posts beside it, and no others."""
    site.post("Un", lang="fr", tags="x", body="Le lac gèle.")
    site.post("Deux", lang="fr", tags="x", body="Le train part.")
    trois = site.post("Trois", lang="fr", tags="x", body="Le lac en hiver.")
    site.post("Seul", lang="fr", tags="y", body="Le lac.")
    assert similar(site.build().page(URL.format(1, "un"))) == ["Trois", "Deux"]

    trois.write_text(
        trois.read_text("utf-8").replace("Le lac en hiver", "Le train en gare"), "utf-8"
    )
    built = site.build()

    assert similar(built.page(URL.format(1, "un"))) == ["Deux", "Trois"]
    assert similar(built.page(URL.format(3, "trois"))) == ["Deux", "Un"]


def test_number_of_similar_posts_is_a_setting(site):
    """`SIMILAR_POSTS_MAX_COUNT` says how many are shown; 0 shows none."""
    for title in ("Un", "Deux", "Trois"):
        site.post(title, lang="fr", tags="x")

    assert len(similar(site.build(SIMILAR_POSTS_MAX_COUNT=1).page(URL.format(1, "un")))) == 1
    assert similar(site.build(SIMILAR_POSTS_MAX_COUNT=0).page(URL.format(1, "un"))) == []


def test_a_tag_typed_twice_is_one_reason(site):
    """Two spellings of a tag in one header count once, and make no post similar to itself."""
    site.post("Un", lang="fr", tags="lac, Lac, LAC")
    site.post("Deux", lang="fr", tags="Lac, lac")
    page = site.build().page(URL.format(1, "un"))

    assert similar(page) == ["Deux"]
    assert page.select_one(".similar-posts .reason").get_text().count("lac") <= 1


def test_stop_words_of_a_blog(site):
    """`SIMILAR_POSTS_STOP_WORDS` are words that make no posts alike, whatever their accents."""
    site.post("Un", lang="fr", tags="x", body="Marché, marché, marché : des pommes.")
    site.post("Deux", lang="fr", tags="x", body="Le train du marché, marché, marché.")
    site.post("Trois", lang="fr", tags="x", body="Des pommes au four.")
    assert similar(site.build().page(URL.format(1, "un"))) == ["Deux", "Trois"]

    built = site.build(SIMILAR_POSTS_STOP_WORDS={"fr": ["marché"]})
    assert similar(built.page(URL.format(1, "un"))) == ["Trois", "Deux"]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"SIMILAR_POSTS_MAX_COUNT": -1}, "SIMILAR_POSTS_MAX_COUNT = -1 is not a number of posts"),
        ({"SIMILAR_POSTS_MAX_COUNT": "5"}, "SIMILAR_POSTS_MAX_COUNT = '5' is not a number"),
        ({"SIMILAR_POSTS_STOP_WORDS": {"fr": [1]}}, "SIMILAR_POSTS_STOP_WORDS = {'fr': [1]} are"),
        ({"SIMILAR_POSTS_STOP_WORDS": ["un"]}, "SIMILAR_POSTS_STOP_WORDS = ['un'] are not words"),
        ({"SIMILAR_POSTS_STOP_WORDS": {"fr": "un"}}, 'write for example {"fr": ['),
    ],
)
def test_settings_that_cannot_work_are_told(site, setting, told):
    """A setting of the wrong sort ends the build, with what to write."""
    site.post("Un", lang="fr")

    assert told in site.fails(**setting)


def test_header_cannot_set_what_is_computed(site):
    """`Term_vector:` in a header is a name that is taken."""
    site.post("Un", lang="fr", tags="x", term_vector="mine")

    assert "term_vector" in site.fails()


# Why


def asked(site, name="un", most=10):
    """What is told of a post of the blog, in lines; it must be published."""
    status, told = site.attempt({"SIMILAR_POSTS_ASKED": Asked(name, most)})
    assert status == 0, told
    return told.splitlines()


def test_every_candidate_is_told_with_what_each_part_gave(site):
    """Points are those of words and tags by nearness; what is shown is numbered, the rest is not."""
    site.post("Un", lang="fr", tags="x, y", body="Le lac gèle, on patine.", date="2016-10-01")
    site.post("Deux", lang="fr", tags="x", body="Le train part.", date="2016-10-02")
    site.post("Trois", lang="fr", tags="x, y", body="Le lac, et qui patine ?", date="2016-10-05")
    told = asked(site)

    assert told[0] == "2016/10/01/un [fr]: 2 candidates, by the tags x, y"
    lines = [line for line in told if re.match(r" ?[\d-]+ ", line)]
    assert [line.split()[-2:] for line in lines] == [
        ["2016/10/05/trois", "[fr]"],
        ["2016/10/02/deux", "[fr]"],
    ]
    points, words_, tags, nearness = map(float, re.findall(r"\d\.\d+", lines[0]))
    assert points == pytest.approx((words_ + tags) * nearness, abs=0.002)
    assert (tags, nearness) == (0.04, 0.81)
    assert "tags: x, y; words: lac, patine" in "\n".join(told)
    assert re.findall(r"\d\.\d+", lines[1]) == ["0.019", "0.000", "0.02", "0.93"]


def test_languages_and_pins_are_told(site):
    """Why some are in another language is told, and which ones the author pinned."""
    site.post("Un", lang="fr", tags="x", similar="+quatre")
    site.post("Two", lang="en", tags="x")
    site.post("Trois", lang="fr", tags="x")
    site.post("Quatre", lang="fr", tags="y")
    told = "\n".join(asked(site))

    assert "1 of 3 in another language: among the 2 that share most tags are 1" in told
    assert re.search(r" 1 .*quatre \[fr\]\n      pinned; tags: none", told)


def test_what_is_told_is_what_is_shown(site):
    """The numbered candidates are the similar posts of the page; more are counted."""
    for number in range(9):
        title = f"Post {number}" if number % 2 else f"Billet {number}"
        site.post(title, lang="en" if number % 2 else "fr", tags="x", body="Lac lake " * number)
    told = asked(site, "billet-4", most=6)
    shown = site.build().page(URL.format(5, "billet-4")).select(".similar-posts a")

    named = [line.split()[-2] for line in told if re.match(r" \d ", line)]
    assert [name.split("/")[-1] for name in named] == [
        link["href"].strip("/").split("/")[-1] for link in shown
    ]
    assert told[-1] == "   and 2 candidates more"


def test_nothing_is_written_and_nothing_remembered_by_asking(site):
    """Asking leaves the site, and what the next build does, as they were."""
    site.post("Un", lang="fr", tags="x")
    site.post("Deux", lang="fr", tags="x")
    before = site.build().files()
    asked(site)

    assert site.build().files() == before
    assert site.rendered() == []


def run(*arguments):
    """The command, on the sample blog."""
    command = [sys.executable, "-m", "plugins", "similar_posts.why", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_tells_of_the_sample_blog():
    """`similar_posts.why SLUG` answers; a name of no post, or a wrong option, ends with status 1."""
    told = run("the-width-of-a-space", "--most", "2")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("2023/02/19/the-width-of-a-space [en]: ")

    told = run("no-such-post")
    assert (told.returncode, told.stdout) == (1, "")
    assert "no published post is named “no-such-post”; write its slug" in told.stderr

    assert run().returncode == 2
    assert "No such file" not in run("x", "-s", "nowhere.py").stderr
