"""The guides: every example in them is what it says. Commands are tried in test_docs.py."""

import re
import sys
from pathlib import Path

import pelican
import pytest
from conftest import IN_CI, PIXEL, ROOT, Built, repository, run, words
from pelican import signals

from plugins.bilingual.source import KNOWN

WRITING, TAGS, EXTENDING = (
    (ROOT / f"docs/{name}.md").read_text("utf-8") for name in ("writing", "tags", "extending")
)


def files(guide):
    """The files of a blog that a guide shows, by their paths in the content folder."""
    return dict(re.findall(r"^```\w+ content/(\S+)\n(.*?)^```$", guide, re.S | re.M))


def rows(guide, head):
    """The cells of the table whose head begins so."""
    table = guide.split(f"| {head} |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in table.splitlines()[2:]]  # fmt: skip


def codes(cell):
    return re.findall(r"`([^`]+)`", cell)


def test_posts_of_the_guide_are_posts(site):
    """Both ways of writing that it shows give posts with their language, their summary and links."""
    for path, text in files(WRITING).items():
        site.file(path, text)
    built = site.build(RENDERING_CHECK_LINKS=True)
    french = built.page("archives/2016/10/12/une-passerelle-entre-deux-publics/")
    english = built.page("archives/2016/10/13/the-other-shore/")

    assert (french.html["lang"], english.html["lang"]) == ("fr", "en")
    assert french.select_one(".other-summary[lang=en] em").get_text() == "for"
    assert len(english.select(".other-summary[lang=fr] p")) == 2
    assert french.select_one(".prose a")["hreflang"] == "en"
    assert english.select_one(".prose a")["hreflang"] == "fr"


def test_every_field_is_told():
    """The table of the header has every field that is read, and no other."""
    told = {name for row in rows(WRITING, "field") for name in codes(row[0])}

    assert {name.removesuffix("_en").lower() for name in told} == set(KNOWN)


@pytest.mark.parametrize("row", rows(WRITING, "you write"), ids=lambda row: row[0])
def test_links_of_the_guide_lead_somewhere(site, row):
    """Each form of a link leads to what there is of its kind."""
    site.file("2016/shore.md", "Title: Shore [en]\nDate: 2016-01-01\nTags: coaching\n\n## There\n")
    site.file("notes.pdf", b"%PDF-1.4")
    site.file("images/lake.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    site.file("images/lake.png", PIXEL)
    site.post("Un", codes(row[0])[0], lang="fr", slug="un", summary_en="See [it]({tag}coaching).")
    built = site.build(RENDERING_CHECK_LINKS=True)

    assert built.page("archives/2016/10/01/un/").select(".prose [href], .prose [src]")


@pytest.mark.parametrize("row", rows(WRITING, "in the header or the text"), ids=lambda row: row[0])
def test_mistakes_are_told_as_the_guide_says(site, row):
    """Each mistake is told in these words, with its file and line."""
    typed = codes(row[0])[0]
    name = typed.partition(":")[0].lower()
    header = {"title": "Un", "date": "2016-10-12", "tags": "x"}
    lines = [f"{key.capitalize()}: {value}" for key, value in header.items() if key != name]
    line, text = (len(lines) + 1, "Texte.") if ": " in typed else (len(lines) + 2, typed)
    site.file("a.md", "\n".join([*lines, *([typed] if ": " in typed else []), "", text, ""]))
    told = site.build().told if "Sumary" in typed else site.fails()

    assert f"a.md:{line}: {row[1]}" in told


@pytest.mark.parametrize("row", rows(TAGS, "in a post in"), ids=lambda row: " ".join(row[:2]))
def test_tags_are_found_as_the_guide_says(site, row):
    """What is typed in a post of a language is that tag."""
    lang, typed, slug = (codes(cell)[0] for cell in row[:3])
    for path, text in files(TAGS).items():
        site.file(path, text)
    site.post("Other", lang=lang, tags=typed)
    built = site.build()

    assert "Other" in built.titles(f"archives/tag/{slug}/")


def test_pages_of_tags_are_where_the_guide_says(site):
    """Each address of the table answers; an old one leads on."""
    for path, text in files(TAGS).items():
        site.file(path, text)
    built = site.build()

    for row in rows(TAGS, "address"):
        for address in codes(row[0]):
            assert built.exists(address.lstrip("/")), address
    old = built.page("archives/tag/mentoring/").a["href"]
    assert old == "../../../archives/tag/accompagnement/"


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    """A copy of the repository with the plugin of the guide, put in as it says, and two posts for it."""
    folder = repository(tmp_path_factory.mktemp("extended") / "repository")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", EXTENDING.split("## One plugin")[0], re.S | re.M)
    plugin, template, french, english, name = (text for _, text in blocks)
    for path, text in {
        "plugins/on_this_day/__init__.py": plugin,
        "overrides/templates/article.html": template,
        "overrides/translations/fr.toml": french,
        "overrides/translations/en.toml": english,
        "content/a.md": "Title: Un jour\nDate: 2001-02-03\nLang: fr\nSlug: a\n\nTexte.\n",
        "content/b.md": "Title: A day\nDate: 2002-02-03\nLang: en\nSlug: b\n\nText.\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    settings = folder / "pelicanconf.py"
    settings.write_text(settings.read_text("utf-8") + name, "utf-8")
    return folder


def built(folder):
    """The folder's blog, built by the command."""
    done = run(sys.executable, "-m", "invoke", "build", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return Built(folder / "output", done.stdout + done.stderr)


def test_plugin_of_the_guide_works(extended):
    """Ten lines, a template and two words: each post shows the others of its day, in its language."""
    assert len(re.findall(r"(?m)^.*\S", (extended / "plugins/on_this_day/__init__.py").read_text())) <= 16  # fmt: skip
    page = built(extended).page("archives/2001/02/03/a/").select_one(".on-this-day")

    assert page.h2.get_text() == "Le même jour"
    assert [(link.get_text(), link["lang"]) for link in page.select("a")] == [("A day", "en")]


def test_edits_reach_what_the_plugin_shows(extended):
    """Another title is shown wherever the plugin shows it, and hardly anything is rendered again."""
    built(extended)
    post = extended / "content/b.md"
    post.write_text(post.read_text("utf-8").replace("A day", "Another day"), "utf-8")
    again = built(extended)

    assert "Another day" in words(again.page("archives/2001/02/03/a/").select_one(".on-this-day"))
    rendered, files = (int(re.search(rf"(\d+) {kind}", again.told)[1]) for kind in ("pages rendered", "files"))  # fmt: skip
    assert rendered < files / 4


def test_every_plugin_that_works_alone_is_tried_alone():
    """Each plugin that the guide offers to other sites has its test there."""
    tests = (ROOT / "tests/test_alone.py").read_text("utf-8")
    offered = re.findall(r"(?m)^\| `plugins\.(\w+)`", EXTENDING)

    assert len(offered) == 5
    assert all(f"def test_{plugin}_alone(" in tests for plugin in offered)


# Pictures, cards, themes, hosts: what their pages show


def block(page, kind, number=0):
    """What stands in a fenced block of a page."""
    text = (ROOT / f"docs/{page}.md").read_text("utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.S | re.M)[number]


def test_pictures_are_written_as_their_page_says(site):
    """A picture with its words; with a caption and a credit it is a figure, in which Markdown works."""
    site.file("images/buoy.jpg", PIXEL)
    body = "\n\n".join(block("pictures", "", number) for number in range(2))
    site.post("Un", body, lang="fr", slug="un")
    page = site.build().page("archives/2016/10/01/un/")

    assert [img["alt"] for img in page.select(".prose img")] == ["A buoy on grey water"] * 2
    assert page.select_one("figure figcaption em").get_text() == "without"
    assert words(page.select_one("figure figcaption small")) == "© Who took\u00a0it"


def test_drawn_titles_are_set_as_their_page_says(site):
    """With the settings that it shows, a post without a picture gets one of its title."""
    chosen: dict[str, dict[str, str]] = {}
    exec(block("metadata", "python"), chosen)
    if not Path(chosen["METADATA_DRAWN"]["font"]).exists():
        assert not IN_CI
        pytest.skip("the font DejaVu is not installed")
    site.post("Un pont", lang="fr", slug="un")
    page = site.build(METADATA_DRAWN=chosen["METADATA_DRAWN"]).page("archives/2016/10/01/un/")

    assert "/titles/" in page.select_one("meta[property='og:image']")["content"]


def test_themes_are_changed_as_their_page_says(site):
    """The template and the stylesheet that it shows go over the theme's, and after it."""
    own = site.folder / "overrides"
    for path, text in {"templates/article.html": block("theme", "jinja"), "static/css/mine.css": block("theme", "css")}.items():  # fmt: skip
        (own / path).parent.mkdir(parents=True)
        (own / path).write_text(text, "utf-8")
    site.post("Un pont", lang="fr", slug="un")
    page = site.build(THEME_OVERRIDES=str(own)).page("archives/2016/10/01/un/")

    assert page.main.find("p", string="…")
    sheets = [link["href"] for link in page.select("link[rel=stylesheet]")]
    assert [sheet.rsplit("/", 1)[1] for sheet in sheets] == ["style.css", "mine.css"]


def test_categories_have_pages_as_the_page_on_themes_says(site):
    """With the settings that it shows, a theme of Pelican's has the pages that it leads to."""
    chosen: dict[str, object] = {}
    exec(block("theme", "python"), chosen)
    site.post("Un pont", lang="fr", category="Ponts")
    addresses = {name: chosen[name] for name in ("CATEGORY_SAVE_AS", "AUTHOR_SAVE_AS")}
    built = site.build(THEME=str(Path(pelican.__file__).parent / "themes/simple"), **addresses)

    assert built.exists("category/ponts.html")


def test_redirects_of_a_plugin_are_added_as_the_page_on_hosts_says(site):
    """The receiver that it shows adds a rule with a pattern to what hosts are told."""
    told: dict[str, object] = {}
    exec(block("hosting", "python"), told)
    receiver = told["add_redirects"]
    site.post("Un", lang="fr", tags="lac")
    signals.article_generator_finalized.connect(receiver)
    try:
        rules = site.build().files()["_redirects"].decode()
    finally:
        signals.article_generator_finalized.disconnect(receiver)

    assert re.search(r"(?m)^/archives/tag/:slug/feed/ +\S*/feeds/tag/:slug\.atom\.xml +301", rules)


def test_table_of_old_addresses_is_as_the_page_on_hosts_says(site):
    """The rows that it shows lead from old addresses to what is there."""
    site.post("Hello from the other shore", lang="en", tags="lake", date="2008-05-01")
    site.file("redirects.csv", block("hosting", ""))
    built = site.build(RENDERING_CHECK_LINKS=True)

    assert built.page("category/lake/").a["href"] == "../../archives/tag/lake/"
    assert "p=12" in built.files()[".htaccess"].decode()
