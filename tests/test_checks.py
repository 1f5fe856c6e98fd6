"""Every problem told at once, before anything is written; every file accounted for."""

import pytest
from conftest import PIXEL, ROOT, pelican

from plugins.bilingual.problems import Problem
from plugins.checks.telling import counted, told
from plugins.rendering.links import broken_links


def test_all_errors_are_told_at_once(site):
    """Errors of different kinds in different files come in one message, each with file and line."""
    site.file("tags.toml", "[x\n")
    site.file("a.md", "Title: A\nDate: demain\nLang: xx\n\nText.")
    site.file("b.md", "Date: 2016-10-12\n\nText.")
    site.file("c.md", "Title: C\nDate: 2016-10-12\nStatus: brouillon\n\n[a]({filename}/nowhere.md)")
    site.file("d.md", b"Title: D\nDate: 2016-10-12\n\nCaf\xe9.")
    site.file("e.md", "Title: E\n\nText.")
    site.file("f.md", "Title: F\nDate: 2016-10-12\n\nA\x07bell.")
    site.file("g.md", "Title: \U0001f389\nDate: 2016-10-12\n\nText.")
    message = site.fails()

    for expected in (
        "tags.toml:1: not TOML",
        "a.md:2: “demain” is not a date",
        "a.md:3: unknown language “xx”; write one of: fr, en",
        "b.md:1: the post has no title",
        "c.md:3: unknown status “brouillon”; write one of: published, draft, hidden",
        "d.md:4: the file is not UTF-8; save it as UTF-8",
        "e.md:1: the post has no date",
        "f.md:4: a control character (U+0007)",
        "g.md:1: no address can be made from the title",
    ):
        assert expected in message
    assert (
        "Posts: 7 read = 0 published + 0 drafts + 0 hidden + 0 scheduled + 7 with errors" in message
    )
    assert message.rstrip().endswith("nothing was written")


@pytest.mark.parametrize("name", ["Content", "Settings", "Notes", "Translations", "Scheduled"])
def test_field_that_would_break_an_article_is_an_error(site, name):
    """A header field named like an attribute of Pelican's or ours is told, not obeyed."""
    site.file("a.md", f"Title: A\nDate: 2016-10-12\n{name}: x\n\nText.")

    assert f"a.md:3: “{name.lower()}” is a word that Pelican or a plugin uses" in site.fails()


def test_failed_build_ends_with_status_1_whoever_starts_it(site, tmp_path):
    """`pelican`, which otherwise ends with 0, fails without a traceback and writes nothing."""
    site.file("a.md", "Title: A\nDate: demain\n\nText.")
    done = pelican(
        site.content, "-s", ROOT / "pelicanconf.py", "-o", tmp_path / "out", cwd=tmp_path
    )

    assert done.returncode == 1
    assert "a.md:2: “demain” is not a date" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "out").exists()


def test_every_file_is_accounted_for(site):
    """A build ends by saying what became of each file."""
    site.post("Un", lang="fr")
    site.post("Deux", lang="fr", status="draft")
    site.post("Trois", lang="fr", status="hidden")
    site.post("Quatre", lang="fr", date="2999-01-01")
    site.post("Cinq", lang="fr", status="skip")
    site.file("pages/about.md", "Title: About\n\nText.")
    message = site.build().told

    assert (
        "Posts: 5 read = 1 published + 1 draft + 1 hidden + 1 scheduled + 0 with errors + 1 skipped"
        in message
    )
    assert "Pages: 1 read = 1 published" in message


def test_file_that_another_reader_cannot_read_is_not_lost(site):
    """A reStructuredText post with a wrong date fails the build instead of vanishing."""
    site.file("a.rst", "A\n#\n\n:date: demain\n\nText.\n")

    assert "a.rst:1: this file could not be read as a post" in site.fails()


def test_problems_of_other_readers_files_name_the_file(site):
    """HTML and reStructuredText posts without a date or a title are told one by one."""
    site.file("a.html", "<html><head><title>A</title></head><body>T</body></html>")
    site.file("b.html", "<html><head><title>B</title></head><body>T</body></html>")
    site.file("c.html", "<p>no title</p>")
    told = site.fails()

    assert "a.html:1: the post has no date" in told
    assert "b.html:1: the post has no date" in told
    assert "c.html:1: the post has no title" in told


def test_other_readers_posts_have_languages_too(site):
    """A reStructuredText post has a language of the site like any other."""
    site.file("a.rst", "Un\n##\n\n:date: 2016-10-12\n:lang: FR\n:tags: lac\n\nTexte.\n")
    built = site.build()

    assert built.page("archives/2016/10/12/un/").html["lang"] == "fr"
    assert built.titles("fr/archives/tag/lac/") == ["Un"]


@pytest.mark.parametrize(
    ("link", "message"),
    [
        (
            "{filename}/b.m",
            "a.md:4: “{filename}/b.m” leads to no file; did you mean {filename}/b.md?",
        ),
        ("{filename}/draft.md", "links to a draft"),
        ("{filename}/later.md", "links to a scheduled post"),
        ("{static}/images/no.png", "leads to no file"),
        ("{attach}no.png", "leads to no file"),
        ("{tag}rien", "names no tag of this blog"),
        ("{category}rien", "has no pages for categories"),
        ("{nonsense}x", "is no link that Pelican knows"),
    ],
)
def test_broken_links_are_errors(site, link, message):
    """A link that leads nowhere, in a body or a summary, is told with its line."""
    site.post("B", lang="en", path="b.md")
    site.post("D", lang="en", path="draft.md", status="draft")
    site.post("L", lang="en", path="later.md", date="2999-01-01")
    site.file("a.md", f"Title: A\nDate: 2016-10-12\n\n[x]({link})")
    assert message in site.fails()

    site.file("a.md", f"Title: A\nDate: 2016-10-12\nSummary_fr: [x]({link})\n\nText.")
    assert message.replace("a.md:4", "a.md:3") in site.fails()


def test_good_links_are_no_problem(site):
    """Links to posts, files, tags, fragments and other sites pass, with escapes and spaces."""
    site.file("images/a b.png", PIXEL)
    site.post("B", lang="en", path="2016/b c.md", tags="lac")
    site.post(
        "Root",
        lang="en",
        path="root.md",
        body="[1]({filename}2016/b%20c.md) [2]({filename}root.md)",
    )
    site.post("A", lang="en", path="2016/a.md", body="""
[1]({filename}b%20c.md#x) [2]({filename}/2016/b%20c.md) ![3]({static}/images/a%20b.png) [4]({tag}lac)
[5](https://example.org/) [6](mailto:a@example.org) [7](#x) [8]({index}) [9](/archives/) <a href="{filename}/2016/b c.md?a=1&amp;b=2">x</a>
""")  # fmt: skip
    message = site.build().told

    assert "error" not in message.replace("with errors", "")
    assert "not an address" not in message


def test_links_in_raw_html_are_resolved_however_typed(site):
    """A link without quotes, or in capitals, is resolved like any other."""
    site.post("B", lang="en", path="b.md", slug="b")
    site.post(
        "A",
        lang="en",
        slug="a",
        body="<p><a href={filename}/b.md>x</a> <a HREF='{filename}/b.md'>y</a></p>",
    )
    links = site.build().page("archives/2016/10/02/a/").select(".prose a")

    assert [a["href"] for a in links] == ["../../../../../archives/2016/10/01/b/"] * 2


def test_each_broken_link_has_its_line(site):
    """The same broken link, given twice, is told at both lines."""
    site.file(
        "a.md", "Title: A\nDate: 2016-10-12\n\n[x]({filename}/no.md)\n\n[y]({filename}/no.md)"
    )
    told = site.fails()

    assert "a.md:4: " in told
    assert "a.md:6: " in told


def test_links_from_the_root_work_under_a_sub_path(site):
    """A link that begins with / is the site's own, made relative like the others."""
    site.post("A", lang="en", body="[home](/archives/) ![i](/images/x.png)")
    site.file("images/x.png", PIXEL)
    page = site.build(SITEURL="https://example.org/blog").page("archives/2016/10/01/a/")

    assert page.select_one(".prose a")["href"] == "../../../../../archives/"
    assert page.select_one(".prose img")["src"] == "../../../../../images/x.png"


def test_attached_file_goes_with_its_post(site):
    """`{attach}` moves a file beside the post that shows it, as in stock Pelican."""
    site.file("2016/photo.png", PIXEL)
    site.post("A", lang="en", path="2016/a.md", body="![x]({attach}photo.png)")
    built = site.build()

    assert built.exists("archives/2016/10/01/a/photo.png")
    assert "cannot relocate" not in built.told
    assert broken_links(built.output) == []


def test_unknown_address_of_the_site_is_a_warning(site):
    """A link to an address of the site that nothing answers is told; the build goes on."""
    site.post("A", lang="en", body="[x](/nowhere/) [y](other.md)")
    message = site.build().told

    assert "“/nowhere/” is not an address of this blog" in message
    assert "“other.md” links to a source file" in message


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a.md": "Title: A\nDate: 2016-10-12\nSlug: x\n\nT", "b.md": "Title: B\nDate: 2016-10-12\nSlug: x\n\nT"},
         "b.md:3: a.md and b.md would both be at /archives/2016/10/12/x/index.html"),
        ({"a.md": "Title: A\nDate: 2016-10-12\nSlug: x\n\nT", "b.md": "Title: B\nDate: 2016-10-12\nSlug: X\n\nT"},
         "would both be at"),
        ({"a.md": "Title: A\nDate: 2016-10-12\n\nT", "pages/tags.md": "Title: Tags\n\nT",
          "b.md": "Title: B\nTags: x\nDate: 2016-10-12\n\nT"}, "pages/tags.md and the list of all tags would both be at /tags/index.html"),
        ({"a.md": "Title: A\nDate: 2016-10-12\nAliases: /archives/\n\nT"}, "the old address “/archives/” (a.md)"),
    ],
)  # fmt: skip
def test_two_things_at_one_address_are_an_error(site, files, message):
    """Two things that would be at one address are both named, whatever they are."""
    for path, text in files.items():
        site.file(path, text)

    assert message in site.fails()


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("Save_as: x.html", "Save_as: x.html", "b.md:1: a.md and b.md would both be at /x.html"),
        ("Aliases: /v1.0", "Aliases: /v1.0/notes/", "need /v1.0 as a file and a folder"),
        ("Aliases: /archives/", "Slug: b", "a.md:3: "),
    ],
)
def test_clashes_are_told_of_what_an_author_wrote(site, first, second, message):
    """A clash is told at the line of a file that an author can change."""
    site.file("a.md", f"Title: A\nDate: 2016-10-12\n{first}\n\nT")
    site.file("b.md", f"Title: B\nDate: 2016-10-12\n{second}\n\nT")

    assert message in site.fails()


def test_save_as_says_the_address_too(site):
    """`Save_as` alone makes links lead to the file that it names."""
    site.file("pages/q.md", "Title: Q\nSave_as: deep/q.html\n\nT")
    built = site.build(RENDERING_CHECK_LINKS=True)

    assert built.page("").select_one(".site-nav a:not([href*=search])")["href"] == "./deep/q.html"


def test_pictures_of_drafts_are_not_published(site):
    """A file that only a draft shows is no more public than the draft."""
    site.file("a.png", PIXEL)
    site.file("b.png", PIXEL)
    site.post("D", lang="fr", status="draft", body="![x]({static}a.png) ![x]({static}b.png)")
    site.post("P", lang="fr", body="![x]({static}b.png)")
    built = site.build()

    assert not built.exists("a.png")
    assert built.exists("b.png")


def test_malformed_addresses_are_told(site):
    """An address that is none, in a body or an alias, is an error with its file."""
    site.post("A", lang="fr", body="[x](http://[y)", aliases="http://[z")
    told = site.fails()

    assert "001.md:6: “http://[y” is no address" in told
    assert "“http://[z” is not an address that a file can answer" in told


def test_very_long_title_needs_a_slug(site):
    """A title too long for a file's name is told before a disk refuses it."""
    site.post("mot " * 70, lang="fr")

    assert "001.md:1: the address made from the title is too long" in site.fails()


def test_page_may_take_a_listings_place(site):
    """`Save_as` puts a page in a listing's place, as in stock Pelican."""
    site.post("A", lang="en")
    site.file("pages/home.md", "Title: Welcome\nSave_as: index.html\nUrl:\n\nText.")

    assert site.build().page("").h1.get_text() == "Welcome"


def test_save_as_outside_the_site_is_an_error(site):
    """A file never lands outside the output folder."""
    site.file("a.md", "Title: A\nDate: 2016-10-12\nSave_as: ../../x.html\n\nT")

    assert "a.md:3: “../../x.html” is outside the site" in site.fails()


def test_missing_summaries_are_warnings_told_in_short(site):
    """A post without a summary in the other language is a warning; the same is not told ten times."""
    for n in range(9):
        site.post(f"P{n}", lang="fr")
    message = site.build().told

    assert message.count("no summary in “en”") == 4
    assert "… and 6 more: no summary in “en”" in message


def test_translated_post_needs_no_summary(site):
    """A post that has a translation in a language needs no summary in it."""
    site.post("Un", lang="fr")
    site.post("One", lang="en", translation_of="un")

    assert "no summary" not in site.build().told


def test_ambiguous_date_is_a_warning(site):
    """A date that could be two days is told, with the way to say which."""
    site.post("Un", lang="fr", date="12/10/2016")

    assert "“12/10/2016” could be two days; write 2016-12-10" in site.build().told


def test_files_whose_names_hold_an_ampersand(site):
    """`R&D.png` is shown and copied, wherever it is; Pelican alone looks for `R&amp`."""
    for name in ("images/R&D.png", "elsewhere/R&D.png", "elsewhere/S&T.png"):
        site.file(name, PIXEL)
    links = "![x]({static}/images/R&D.png) ![x]({static}/elsewhere/R&D.png)"
    site.post("P", lang="fr", body=links, slug="p", summary_en="![x]({static}/elsewhere/S&T.png)")
    built = site.build()
    page = built.page("archives/2016/10/01/p/")

    assert [image["src"].lstrip("./") for image in page.find_all("img")] == [
        "elsewhere/S&T.png", "images/R&D.png", "elsewhere/R&D.png",
    ]  # fmt: skip
    for image in page.find_all("img"):
        assert built.exists(image["src"].lstrip("./"))


def test_page_with_a_date_is_a_page(site):
    """A page may say when it was written: it lacks no summary, and has the page's template."""
    site.post("Un", lang="fr", summary_en="One.")
    site.post("Fil", lang="fr", path="pages/fil.md", date="2016-01-01")

    assert "pages/fil.md" not in site.build().told


def test_template_that_does_not_exist_is_an_error(site):
    """A post whose `Template` the theme does not have is told before anything is written."""
    site.post("Un", lang="fr", template="nowhere")

    assert "001.md:4: the theme has no template “nowhere”" in site.fails()


@pytest.mark.parametrize("name", ["page", "index", "redirect", "base"])
def test_template_for_something_else_is_an_error(site, name):
    """A post that asks for the template of a page or a listing is told, not met by a traceback."""
    site.post("Un", lang="fr", template=name, aliases="/old/")

    assert f"the template “{name}” is not for a text of this kind" in site.fails()


def test_telling_puts_errors_last():
    """Notices come first, then warnings, then errors, all of them."""
    problems = [Problem(f"{n}.md", 1, "bad", "mend it") for n in range(5)]
    problems += [
        Problem("z.md", 1, "poor", "enrich it", "warning"),
        Problem("a.md", 1, "so", "see", "notice"),
    ]

    assert [line.split(":")[0] for line in told(problems, "")] == [
        "notice",
        "warning",
        *["error"] * 5,
    ]
    assert counted(problems, "error") == "5 errors"


def test_many_warnings_are_told_in_short():
    """Fifty different warnings are not fifty lines; fifty errors are."""
    warnings = [Problem("a.md", n, f"bad {n}", "mend it", "warning") for n in range(50)]
    errors = [Problem("a.md", n, f"bad {n}", "mend it") for n in range(50)]

    assert list(told(warnings, ""))[-1] == "warning: … 50 warnings in all"
    assert len(list(told(warnings, ""))) == 21
    assert len(list(told(errors, ""))) == 50


def test_plugin_that_cannot_load_fails_the_build(site, tmp_path):
    """A plugin that is missing stops the build, even without --fatal errors."""
    conf = tmp_path / "conf.py"
    conf.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\nPLUGINS = [*PLUGINS, 'plugins.nowhere']\nTHEME = {str(ROOT / 'theme')!r}"
    )
    done = pelican(site.content, "-s", conf, "-o", tmp_path / "out", cwd=tmp_path)

    assert done.returncode == 1
    assert not (tmp_path / "out").exists()
