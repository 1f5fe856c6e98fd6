"""Bodies moved into listings and feeds: links, ids, headings, notes."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.bilingual.fragments import Rewriting, links_in
from plugins.bilingual.source import read_source

LANGUAGES = ("fr", "en")


def source(text: str, **options):
    return read_source(text, LANGUAGES, "en", **options)


def messages(text: str, **options) -> list[str]:
    return [f"{line}: {message}" for line, message, *_ in source(text, **options).problems]


def test_listed_fragment_has_no_ids_and_leads_home():
    """In a listing a body has no ids, its notes lead to its page, its headings go down."""
    rewrite = Rewriting(lambda link: "home" + link if link[0] == "#" else link, False, under=2)

    assert rewrite('<h2 id="a">A</h2><p><a class="x" href="#fn:1" id=\'b\'>1</a> id="c"</p>') == (
        '<h3>A</h3><p><a class="x" href="home#fn:1">1</a> id="c"</p>'
    )


def test_rewriting_leaves_scripts_comments_and_text():
    """Only tags change: a comment, a script and an attribute's text keep their bytes."""
    html = '<!-- <a href="#x"> --><script>"<a href=\'#x\'>"</script><p title="a > b href=\'#y\'">#x</p>'

    assert Rewriting(lambda link: "changed", keep_ids=False)(html) == html


def test_links_are_found():
    """Links are found in every attribute that holds one, sets of sources included."""
    html = '<a href="a">x</a><img src=b srcset="c 1x, d 2x"><video poster="e"></video>'

    assert links_in(html) == ["a", "b", "c", "d", "e"]


@given(st.text(alphabet="<>/ a=\"'idh1#x-!", max_size=60))
def test_keeping_everything_changes_nothing(html):
    """A rewriting that changes no link, id or heading changes no byte, of no matter what."""
    assert Rewriting(lambda link: link, keep_ids=True, under=0)(html) == html


def test_wide_things_can_be_scrolled_by_keyboard(site):
    """Code and tables take the focus, since they may be wider than the page."""
    site.post("A", "| a |  |\n|---|---|\n| 1 | 2 |\n\n    code\n", lang="en")
    prose = site.build().page("archives/2016/10/01/a/").select_one(".prose")

    assert prose.select_one("pre[tabindex='0']")
    assert prose.select_one(".wide[tabindex='0'] > table td").get_text() == ""


def test_footnotes_speak_the_posts_language(site):
    """The way back from a note is told in the post's language; excerpts leave the number out."""
    site.post("Un", "Texte[^1].\n\n[^1]: Note.", lang="fr")
    built = site.build()
    page = built.page("archives/2016/10/01/un/")

    assert page.select_one(".footnote-backref")["title"] == "Retour au texte, note 1"
    assert page.select_one("meta[name=description]")["content"] == "Texte."
    assert not built.page("").select(".footnote-ref")


def test_every_link_of_a_tag_is_resolved(site):
    """A tag with two links of Pelican's form, or a > in its title, leads where it says."""
    site.post("A", '<a title="a > b" href="{filename}002.md">x</a>', slug="a", lang="en")
    site.post("B", "Text.", slug="b", lang="en")
    site.file("images/a.jpg", b"a")
    site.post(
        "C",
        '<video src="{static}/images/a.jpg" poster="{static}/images/a.jpg"></video>',
        slug="c",
        lang="en",
    )
    built = site.build()
    video = built.page("archives/2016/10/03/c/").video

    assert built.page("archives/2016/10/01/a/").select_one(".prose a")["href"].endswith("/b/")
    assert video["src"] == video["poster"] == "../../../../../images/a.jpg"
