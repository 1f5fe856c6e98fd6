"""`check` finds what is wrong or poorer, at its line, and nothing in a blog where all is well."""

import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT, Site, run
from hypothesis import given
from hypothesis import strategies as st
from test_authoring import blog  # noqa: F401  (a fixture)

from benchmarks.corpus import Corpus
from benchmarks.formats import write_posts
from plugins.bilingual.problems import Problem
from plugins.checks.check import main
from plugins.checks.choices import checked_levels, read_exceptions, without_exceptions
from plugins.checks.debt import Post, debt, told_debt
from plugins.checks.languages import Detector
from plugins.checks.prose import blocks, headings, line_of_words, line_with, own_words
from plugins.checks.telling import as_github
from plugins.checks.whole import CHOSEN

FRENCH = "Depuis la Toussaint, la Savoie a disparu derrière le brouillard, et personne ne s’en plaint vraiment ici."
ENGLISH = "The summaries were never meant to be read one after another, and yet somebody has done it this winter."
BREF = "On lira ici pourquoi le lac est plus froid que l’an passé, et ce que les nageurs en disent."
SHORT = "Why the lake is colder than last year, and what those who swim there have to say about it."
LONG = " ".join([SHORT] * 8)
HEAD = {
    "fr": f"Title: {{title}}\nDate: 2016-10-12 10:30\nLang: fr\nGuid: tag:x,2016:{{title}}\nSummary_en: {SHORT}\n",
    "en": f"Title: {{title}}\nDate: 2016-10-12 10:30\nLang: en\nGuid: tag:x,2016:{{title}}\nSummary_fr: {BREF}\n",
}
BODY = {"fr": FRENCH, "en": ENGLISH}


def good(title, lang, *more, body=""):
    """A post in which all is well, but for *more* lines of its header and a *body* of another kind."""
    return (
        HEAD[lang].format(title=title)
        + "".join(f"{line}\n" for line in more)
        + "\n"
        + (body or BODY[lang])
        + "\n"
    )


def without(lang, field):
    """The same without a field."""
    return re.sub(rf"(?m)^{field}:.*\n", "", good("Sans" if lang == "fr" else "Less", lang))


def in_place(lang, field, value):
    """The same with another value of a field."""
    return re.sub(
        rf"(?m)^{field}:.*$", f"{field}: {value}", good("Autre" if lang == "fr" else "Other", lang)
    )


# What is planted: a file's text, the line at which it is told, words of what is told.
PLANTED = {
    "lang-unknown": (in_place("fr", "Lang", "de"), 3, "unknown language “de”"),
    "lang-contradicted": (in_place("en", "Title", "Other [fr]"), 1, "is marked [fr], but Lang says en"),
    "title-none": (without("fr", "Title"), 1, "no title"),
    "date-none": (without("en", "Date"), 1, "no date"),
    "date-no-date": (in_place("fr", "Date", "hier"), 2, "“hier” is not a date"),
    "date-zero": (in_place("fr", "Date", "0000-00-00 00:00:00"), 2, "is not a date"),
    "date-1970": (in_place("en", "Date", "1970-01-01 00:00"), 2, "the date is in 1970"),
    "date-far": (in_place("fr", "Date", "2206-10-12 10:30"), 2, "the date is in 2206"),
    "date-either": (in_place("en", "Date", "12/10/2016"), 2, "could be two days"),
    "date-half": (in_place("en", "Date", "2016-10"), 2, "is not a whole date"),
    "modified-ahead": (good("Mod", "fr", "Modified: 2299-01-01"), 6, "modified in the future"),
    "status": (good("Statut", "fr", "Status: publié"), 6, "unknown status “publié”"),
    "twice": (good("Twice", "en", "Lang: en"), 6, "is given twice"),
    "stranded": ("Title: Stranded\n\nDate: 2016-10-12\nText.\n", 3, "stands after the blank line"),
    "never-closed": ("---\nTitle: Open\nDate: 2016-10-12\n", 1, "never closed"),
    "near-miss": (good("Miss", "en", "Sumary: x"), 6, "nothing reads the field “sumary”"),
    "slug": (good("Slug", "en", "Slug: a b"), 6, "cannot be an address"),
    "slug-none": (in_place("fr", "Title", "…"), 1, "no address can be made"),
    "save-as": (good("Save", "fr", "Save_as: ../../x.html"), 6, "outside the site"),
    "template": (good("Template", "en", "Template: nothing"), 6, "no template “nothing”"),
    "zz-same-address": (good("Same", "en", "Slug: well"), 6, "would both be at"),
    "translation": (good("Trans", "fr", "Translation_of: nowhere"), 6, "nowhere"),
    "similar": (good("Simil", "fr", "Similar: +nowhere"), 6, "nowhere"),
    "lang-body-fr": (good("Anglais", "fr", body=ENGLISH), 7, "the text seems to be in “en”"),
    "lang-body-en": (good("French", "en", body=f"# Intro\n\n{FRENCH}"), 7, "the text seems to be in “fr”"),
    "lang-summary-fr": (in_place("en", "Summary_fr", SHORT), 5, "the summary in “fr” seems to be in “en”"),
    "lang-summary-en": (in_place("fr", "Summary_en", BREF), 5, "the summary in “en” seems to be in “fr”"),
    "lang-title": (in_place("fr", "Title", "What the lake teaches about deadlines and the people who set them"), 1, "the title seems to be in “en”"),
    "lang-title-other": (good("Titres", "fr", "Title_en: Pourquoi les nageurs du lac ne se plaignent jamais du brouillard"), 6, "the title in “en” seems to be in “fr”"),
    "summary-none-fr": (without("fr", "Summary_en"), 1, "no summary in “en”"),
    "summary-none-en": (without("en", "Summary_fr"), 1, "no summary in “fr”"),
    "summary-long": (in_place("fr", "Summary_en", LONG), 5, "has 152 words"),
    "summary-repeats": (in_place("fr", "Summary_en", FRENCH), 5, "repeats the text"),
    "summary-repeats-own": (good("Pareil", "fr", f"Summary: {SHORT}"), 5, "repeats the text"),
    "file-none": (good("Lien", "fr", body=f"{FRENCH}\n\nVoir [ici]({{filename}}nowhere.md)."), 9, "leads to no file"),
    "static-none": (good("Image", "en", body=f"{ENGLISH}\n\nSee [it]({{static}}/images/nowhere.jpg)."), 9, "leads to no file"),
    "tag-none": (good("Tagged", "en", body=f"{ENGLISH} [x]({{tag}}nowhere)"), 7, "names no tag"),
    "to-a-draft": (good("Brouillon", "fr", body=f"{FRENCH} [x]({{filename}}draft.md)"), 7, "links to a draft"),
    "address-none": (good("Adresse", "fr", body=f"{FRENCH} [x](/2016/nowhere/)"), 7, "is not an address of this blog"),
    "to-a-source": (good("Source", "en", body=f"{ENGLISH} [x](well.md)"), 7, "links to a source file"),
    "address-bad": (good("Bad", "en", body=f"{ENGLISH} [x](http://[)"), 7, "is no address"),
    "category": (good("Catégorie", "fr", body=f"{FRENCH} [x]({{category}}x)"), 7, "has no pages for categories"),
    "fragment-own": (good("Ancre", "fr", body=f"{FRENCH}\n\n[x](#nowhere)"), 9, "leads to a part that is not there"),
    "fragment-other": (good("Anchor", "en", body=f"{ENGLISH}\n\n[x]({{filename}}well.md#nowhere)"), 9, "leads to a part that is not there"),
    "alt-none": (good("Alt", "fr", body=f"{FRENCH}\n\n![]({{static}}/images/lac.png)"), 9, "has no words"),
    "alt-none-html": (good("Alt too", "en", body=f'{ENGLISH}\n\n<img src="/images/lac.png">'), 9, "has no words"),
    "picture-broken": (good("Cassée", "fr", body=f"{FRENCH}\n\n![Un lac]({{static}}/images/broken.png)"), 9, "broken.png"),
    "headings": (good("Titres bis", "fr", body=f"## Un\n\n{FRENCH}\n\n#### Deux mots\n"), 11, "goes from level 2 to 4"),
    "headings-en": (good("Levels", "en", body=f"# One\n\n{ENGLISH}\n\n### Three words\n"), 11, "goes from level 1 to 3"),
    "conflict": (good("Conflit", "fr", body=f"{FRENCH}\n\n<<<<<<< HEAD\nUn\n=======\nDeux\n>>>>>>> autre\n"), 9, "a mark of a conflict"),
    "gallery": (good("Galerie", "fr", body=f"{FRENCH}\n\n[gallery ids=\"1,2\"]"), 9, "is a mark of another program"),
    "caption": (good("Caption", "en", body=f"{ENGLISH}\n\n[caption id=\"1\"]x[/caption]"), 9, "is a mark of another program"),
    "hugo": (good("Hugo", "en", body=f"{ENGLISH}\n\nSee {{{{< youtube abc >}}}} here."), 9, "is a mark of another program"),
    "liquid": (good("Liquid", "fr", body=f"{FRENCH}\n\nVoir {{% include x %}} ici."), 9, "is a mark of another program"),
    "block": (good("Bloc", "fr", body=f"{FRENCH}\n\n<!-- wp:paragraph -->\n\nFin."), 9, "is a mark of another program"),
    "tags-plural-fr": (good("Pluriel", "fr", "Tags: nages"), 6, "“nage” and “nages” are spelt alike"),
    "tags-plural-en": (good("Plural", "en", "Tags: bridges"), 6, "“bridge” and “bridges” are spelt alike"),
    "tags-across": (good("Across", "en", "Tags: ateliers"), 6, "“atelier” and “ateliers” are spelt alike"),
    "tag-alone": (good("Seul", "fr", "Tags: apiculture"), 6, "no other post has the tag “apiculture”"),
    "quote": (good("Guillemet", "fr", body=f"{FRENCH}\n\nIl a dit \"oui, et s’en est allé."), 9, "this quotation has one end"),
    "quote-alone": (good("Alone", "en", body=f"{ENGLISH}\n\nA mark \" alone."), 9, "this quotation has one end"),
    "quote-closed": (good("Closed", "en", body=f"{ENGLISH}\n\nHe said yes” twice."), 9, "this quotation has one end"),
    "tag-emoji": (good("Emoji", "en", "Tags: 🏊"), 6, "no address can be made from the tag"),
    "author-none": (b"Title: Latin\nDate: 2016-10-12\nLang: fr\n\n\xe9t\xe9\n", 5, "UTF-8"),
}  # fmt: skip
WELL = {
    "well.md": good("Well", "en", "Slug: well", "Tags: bridge, atelier", body=f"{ENGLISH}\n\n```\n[gallery]\n<<<<<<< x\n```\n\n> {FRENCH}\n"),
    "bien.md": good("Bien", "fr", "Tags: nage, atelier", body=f"## Un\n\n{FRENCH}\n\nVoir [A]({{filename}}well.md), [l’un](#un), `{{% x %}}`.\n\n## Deux\n"),
    "aussi.md": good("Aussi", "fr", "Tags: nage, bridge"),
    "draft.md": good("Brouillon bien", "fr", "Status: draft"),
}  # fmt: skip
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


@pytest.fixture
def check(blog):  # noqa: F811
    """The command, on a blog where all is well: `check()` gives status, what is said, what is wrong."""
    for name, text in WELL.items():
        blog.file(name, text)
    blog.file(
        "tags.toml",
        '[nage]\nnames = { fr = "nage", en = "swimming" }\n[bridge]\nnames = { fr = "pont", en = "bridge" }\n[atelier]\nnames = { fr = "atelier", en = "workshop" }\n',
    )

    def check(*arguments):
        blog.capture.readouterr()
        status = main(["-s", str(blog.conf), *arguments])
        said = blog.capture.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    check.blog = blog
    return check


def configure(check, line):
    """Add a line to the blog's settings."""
    with check.blog.conf.open("a") as conf:
        conf.write(f"{line}\n")


def test_where_all_is_well_nothing_is_said(check):
    """Code, quotations and drafts have nothing wrong; nothing is written but what is kept."""
    assert check() == (0, "Nothing to say: all is well\n", "")
    assert not (check.blog.folder / "output").exists()


def test_nothing_is_said_of_the_sample():
    """Nor of the sample blog: no false alarm in thirty posts of two languages."""
    done = run(sys.executable, "-m", "plugins", "checks.check")

    assert (done.returncode, done.stdout) == (0, "Nothing to say: all is well\n")


def test_every_planted_fault_is_found(check):
    """Sixty faults in as many files: each is told with its line; files without one are not named."""
    check.blog.file("images/lac.png", PICTURE)
    check.blog.file("images/broken.png", PICTURE[:40])
    for name, (text, _, _) in PLANTED.items():
        check.blog.file(f"{name}.md", text)
    status, said, _ = check("--format", "json")
    found = {}
    for each in json.loads(said):
        found.setdefault(each["path"].rpartition("/")[2], []).append(
            (each["line"], each["message"])
        )

    assert status == 1
    assert len(PLANTED) >= 60
    missed = {
        name: (line, words, found.get(f"{name}.md"))
        for name, (_, line, words) in PLANTED.items()
        if not any(at == line and words in message for at, message in found.get(f"{name}.md", ()))
    }
    assert missed == {}
    assert set(WELL) & set(found) <= {"draft.md"}


OTHER = {"fr": "en", "en": "fr"}


def swapped(path):
    """A sample post's text with its summary's language changed, and the code that it then claims."""
    text = path.read_text("utf-8")
    own = re.search(r"(?m)^Lang: (..)|^Title: .*\[(..)\]$", text)
    lang = own[1] or own[2]
    other = OTHER[lang]
    body = text.split("\n\n", 1)[1].removeprefix(f"[{other}] ")
    long = [each for each in body.split("\n\n") if len(each) > 100 and each[0] not in "#`>-1|"]
    paragraph = long[-1]
    sentence = re.sub(r"\]\([^)]*\)|[*\[\]_`]", "", paragraph)[:300]
    text = re.sub(rf"(?m)^Summary_{other}: .*$", f"Summary_{other}: {sentence}", text)
    return re.sub(rf"(?m)^\[{other}\] .*$", f"[{other}] {sentence}", text), other


def test_every_swapped_summary_is_found(blog):  # noqa: F811
    """In each sample post a summary in the post's own language is told."""
    posts = sorted((ROOT / "content").glob("2*/*.md"))
    expected = set()
    for path in posts:
        text, other = swapped(path)
        name = path.relative_to(ROOT / "content").as_posix()
        if text != path.read_text("utf-8"):
            expected.add((name, f"the summary in “{other}” seems to be in “{OTHER[other]}”"))
        blog.file(name, text)
    blog.capture.readouterr()
    main(["-s", str(blog.conf), "--format", "json"])
    found = {
        (each["path"].rpartition("content/")[2], each["message"])
        for each in json.loads(blog.capture.readouterr().out)
        if each["rule"] == "languages-are-true"
    }

    assert len(expected) >= 28
    assert found == expected


def test_rules_can_be_set_and_excepted(check):
    """A level, or none, for a rule; a file that is excepted; and what is useless is said."""
    check.blog.file("a.md", PLANTED["lang-body-fr"][0])
    check.blog.file("b.md", PLANTED["tag-alone"][0])
    assert check()[0] == 0
    configure(check, 'CHECKS_LEVELS = {"languages-are-true": "error", "tags-are-shared": "off"}')
    status, said, _ = check()
    assert status == 1
    assert "languages-are-true: 1 error\n" in said
    assert "tags-are-shared" not in said
    allowed = check.blog.folder / "allowed.txt"
    allowed.write_text("languages-are-true a.md  # a quotation\nquotes-are-set b.md\n")
    configure(check, f"CHECKS_EXCEPTIONS = {str(allowed)!r}")
    status, said, _ = check()
    assert status == 0
    assert "allowed.txt:2: b.md has nothing wrong by “quotes-are-set”" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('CHECKS_LEVELS = {"tags-are-shard": "off"}', "did you mean “tags-are-shared”?"),
        ('CHECKS_LEVELS = {"tags-are-shared": "on"}', "write one of: error, warning, notice, off"),
        ('CHECKS_LEVELS = "off"', 'write {"tags-are-shared": "off"}'),
        ('CHECKS_LEVELS = {"lost-files": "off"}', "there is no rule “lost-files”"),
    ],
)
def test_wrong_levels_are_told(check, line, said):
    """Before anything is checked, with what to write."""
    configure(check, line)
    status, _, told = check()

    assert status == 1
    assert said in told


def test_formats(check):
    """JSON and GitHub's form say the same as the text."""
    check.blog.file("a.md", PLANTED["lang-body-fr"][0])
    [found] = json.loads(check("--format", "json")[1])
    assert found["path"].endswith("content/a.md")
    assert (found["line"], found["level"], found["rule"]) == (7, "warning", "languages-are-true")
    _, said, told = check("--format", "github")
    assert re.fullmatch(
        r"::warning file=\S+content/a\.md,line=7,title=languages-are-true::the text seems .*\n",
        said,
    )
    assert told == "0 errors, 1 warning, 0 notices\n"
    assert list(as_github([Problem("a,b:c.md", 1, "50 %\nx", "y", "notice")], "")) == [
        "::notice file=a%2Cb%3Ac.md,line=1,title=files::50 %25%0Ax; y"
    ]


def test_debt(check):
    """How much readers of each language can follow, and what they miss, the most linked first."""
    for n in range(3):
        check.blog.file(f"sans-{n}.md", without("fr", "Summary_en").replace("Sans", f"Sans {n}"))
    check.blog.file(
        "liens.md",
        good(
            "Liens",
            "fr",
            body=f"{FRENCH} [a]({{filename}}sans-2.md) [b](../sans-2/) [c]({{filename}}sans-1.md)",
        ),
    )
    check.blog.file("more.md", good("More", "en", body=f"{ENGLISH} [a]({{filename}}sans-2.md)"))
    status, said, _ = check("--debt")
    lines = said.splitlines()

    assert status == 0
    assert (
        lines[0]
        == "Français: 8 of 8 posts can be followed (100%): 6 written in it, 2 by a summary or a translation"
    )
    assert (
        lines[1]
        == "English: 5 of 8 posts can be followed (62%): 2 written in it, 3 by a summary or a translation"
    )
    assert [line.rpartition("content/")[2] for line in lines[2:]] == [
        "sans-2.md: no summary in “en”  linked from 2",
        "sans-1.md: no summary in “en”  linked from 1",
        "sans-0.md: no summary in “en”",
    ]


POSTS = st.builds(Post, st.uuids().map(str), st.sampled_from(["fr", "en"]), st.sets(st.sampled_from(["fr", "en"])).map(frozenset), st.integers(0, 3))  # fmt: skip


@given(st.lists(POSTS, max_size=8), st.sampled_from(["fr", "en"]))
def test_no_post_is_left_out_of_the_debt(found, lang):
    """Each is written in the language, told in it, or lacking; those lacking are in one order."""
    counts, lacking = debt(found, lang)

    assert counts.total() + len(lacking) == len(found)
    assert [post.linked for post in lacking] == sorted(
        (post.linked for post in lacking), reverse=True
    )
    assert len(list(told_debt(found, lang, "x", ""))) == 1 + len(lacking)


def test_what_was_told_of_a_text_is_kept(tmp_path):
    """The next time the detector is not even loaded; a file that is damaged is told anew."""
    first = Detector(["fr", "en"], tmp_path)
    assert first.other_than("fr", ENGLISH) == "en"
    assert first.other_than("en", ENGLISH) == ""
    first.keep()
    second = Detector(["fr", "en"], tmp_path)
    assert second.other_than("fr", ENGLISH) == "en"
    assert second._model is None
    [kept] = tmp_path.iterdir()
    kept.write_text('{"x": 3}')
    assert Detector(["fr", "en"], tmp_path).other_than("fr-ch", ENGLISH) == "en"
    assert Detector(["fr"], tmp_path).other_than("fr", ENGLISH) == ""
    assert Detector(["fr", "en"], tmp_path).other_than("en", "Trop court") == ""


def test_words_of_texts():
    """Blocks without code, own words without quotations, headings, and where they stand."""
    html = '<h2>Un <em>deux</em></h2><p>a <code>b</code>&amp;c</p><pre>d</pre><blockquote><p>e</p></blockquote><p lang="en">f</p>'

    assert blocks(html) == ["Un deux", "a &c", "e", "f"]
    assert own_words(html, 99) == "Un deux a &c"
    assert headings(html) == [(2, "Un deux")]
    assert line_of_words("x\n\nUn *deux*", "Un deux") == 3
    assert line_with('x\nil dit "oui', "il dit ", '"', "oui") == 2
    assert line_with("x", "", "y", "") == 1


LINES = st.lists(st.sampled_from(["quotes-are-set a.md", "quotes-are-set", "no-rule a.md", "# x", "", "tags-are-shared b.md # y"]), max_size=6)  # fmt: skip


@given(LINES)
def test_each_line_of_exceptions_is_read_or_told(lines):
    """None is passed over in silence; an exception for nothing is told, too."""
    found, wrong = read_exceptions("\n".join(lines), "x", CHOSEN)
    meant = [line for line in lines if line.partition("#")[0].strip()]

    assert len(found) + len(wrong) == len(meant)
    assert len(without_exceptions([], found, "x")) == len(found)


def test_levels_are_names():
    """Every rule that can be chosen can be off."""
    assert checked_levels(dict.fromkeys(CHOSEN, "off"), CHOSEN)
    assert {"languages-are-true", "summaries-are-there", "tags-have-names"} <= CHOSEN


@pytest.mark.thorough
def test_a_thousand_posts_have_no_false_alarm(blog):  # noqa: F811
    """Of generated posts in two languages none is said to be in the other."""
    write_posts(Corpus(300).posts(), "passerelle", blog.content)
    blog.capture.readouterr()
    main(["-s", str(blog.conf), "--format", "json"])
    found = json.loads(blog.capture.readouterr().out)

    assert [each for each in found if each["rule"] == "languages-are-true"] == []


def test_the_command_is_a_task(site: Site):
    """`invoke check` is it; an unknown form is said plainly."""
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "check", "--format", "xml"], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 2
    assert "invalid choice: 'xml'" in done.stderr
    assert "Traceback" not in done.stderr
