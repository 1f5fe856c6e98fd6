"""Content that is written to break things: an error with file and cure, or a correct page.

Never a traceback (`site.fails` looks), never a file outside the output.
"""

import os

import pytest

HEADER = "Title: Un\nLang: fr\nDate: 2016-10-02 10:00\nTags: x\n"
URL = "archives/2016/10/02/{}/"


def post(fields="", body="Corps.", title="Un"):
    """A post as a file has it."""
    return f"{HEADER}{fields}\n\n{body}\n".replace("Title: Un", f"Title: {title}")


TAGS = f"Tags: {', '.join(f't{n}' for n in range(5000))}"
WRONG = {
    "slug above": (post("Slug: ../../evil"), "“../../evil” cannot be an address; write the slug"),
    "slug absolute": (post("Slug: /etc/passwd"), "“/etc/passwd” cannot be an address"),
    "slug dots": (post("Slug: .."), "“..” cannot be an address"),
    "slug long": (post(f"Slug: {'a' * 5000}"), "too long"),
    "save above": (post("Save_as: ../../evil.html"), "“../../evil.html” is outside the site; write"),
    "save absolute": (post("Save_as: /tmp/evil.html"), "“/tmp/evil.html” is outside the site"),
    "script": (post("Url: javascript:alert(1)"), "“javascript:alert(1)” is no address of this site"),
    "other host": (post("Url: //evil.example/"), "“//evil.example/” is no address of this site; write"),
    "alias": (post("Aliases: /%2e%2e/x/"), "“/%2e%2e/x/” is not an address that a file can answer"),
    "template": (post("Template: ../../../etc/passwd"), "the theme has no template “../../../etc"),
    "language": (HEADER.replace("Lang: fr", "Lang: ../fr") + "\nx", "unknown language “../fr”; write"),
    "comments": (post("Comments: ../../../etc/passwd"), "there is no file “../../../etc/passwd”; write"),
    "nul": (post(body="a\0b"), "a control character (U+0000); delete it"),
    "escape": (post(title="U\x1b[31mn"), "a control character (U+001B); delete it"),
    "surrogate": (post(body="a\ud800b"), "the file is not UTF-8; save it as UTF-8"),
    "utf-16": (post().encode("utf-16"), "the file is not UTF-8; save it as UTF-8"),
    "latin-1": (post(body="été").encode("latin-1"), "the file is not UTF-8; save it as UTF-8"),
    "bytes": (bytes(range(256)) * 9, "the file is not UTF-8; save it as UTF-8"),
    "tags": (HEADER.replace("Tags: x", TAGS) + "\nx", "5000 tags on one post; leave the 200"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_told_with_its_file(site, text, told):
    """Each is an error with the file and what to do; nothing is written anywhere."""
    site.file("good.md", post(title="Bon"))
    site.file("a.md", text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    before = {path for path in site.folder.rglob("*") if "cache" not in path.parts}
    said = site.fails()

    assert told in said
    assert f"error: {os.path.relpath(site.content)}/a.md:" in said
    assert {path for path in site.folder.rglob("*") if "cache" not in path.parts} == before


MARKS = "{{ SITEURL }} {% include x %} {# no #}"
RIGHT = {
    "marks of templates": (post(title=MARKS, body=MARKS), MARKS),
    "carriage returns": (post(body="Fin.").replace("\n", "\r").encode(), "Fin."),
    "mixed newlines": (post(body="Une\r\nfin.\rLa\u2028suite.").encode(), "suite."),
    "byte order mark": (b"\xef\xbb\xbf" + post(body="Fin.").encode(), "Fin."),
    "deep quotation": (post(body="> " * 900 + "Fin."), "Fin."),
    "open elements": (post(body="<div>" * 5000 + "Fin."), "Fin."),
    "brackets": (post(body="[" * 2000 + " Fin."), "Fin."),
    "stars": (post(body="*a " * 5000 + "Fin."), "Fin."),
}


@pytest.mark.parametrize(("text", "shown"), RIGHT.values(), ids=RIGHT)
def test_what_is_only_odd_becomes_a_page(site, text, shown):
    """Whatever is text is shown as it is written, templates' marks among it."""
    site.file("a.md", text)
    page = site.build()

    (url,) = [url for url in page.pages() if url.startswith("archives/2016/10/02/")]
    assert shown in " ".join(page.page(url).get_text().split())


@pytest.mark.thorough
@pytest.mark.parametrize(
    "body", ["Un mot, l’été. " * 650_000, "a" * 10_000_000, "- a\n" * 200_000], ids=["words", "one", "list"]
)  # fmt: skip
def test_ten_megabytes_become_a_page(site, body):
    """A post as long as a library is built, without its words costing more than they do elsewhere."""
    site.file("a.md", post(body=body))

    assert site.build(SEARCH_INDEX=False).exists(URL.format("un"))


def test_many_concepts_cost_what_they_are(site):
    """A vocabulary of twenty thousand tags is read in a moment, mistakes with their lines too."""
    concepts = [f'[t{n}]\nnames = {{ fr = "n{n}", en = "m{n}" }}\n' for n in range(20_000)]
    site.post("Un", lang="fr", tags="n7, n19999")
    site.file("tags.toml", "".join(concepts))
    assert site.build().exists("archives/tag/t19999/")

    site.file("tags.toml", "".join([*concepts, "[t20000]\nnames = 3\n"]))
    assert "tags.toml:40001: [t20000] names has no language" in site.fails()


@pytest.mark.parametrize("target", ["self.md", "nowhere.md"])
def test_links_that_lead_nowhere_are_told(site, target):
    """A file that is a link to itself, or to nothing, cannot be read: the build says which."""
    site.post("Un", lang="fr")
    os.symlink(target, site.content / "self.md")

    assert "self.md" in site.fails()


def test_links_that_lead_round_are_told(site):
    """A folder that leads to one that it is in would be followed for ever."""
    site.post("Un", lang="fr")
    os.symlink(".", site.content / "again")
    (site.content / "deep").mkdir()
    os.symlink("..", site.content / "deep/up")
    said = site.fails()

    assert f"{site.content}/again: the link leads to a folder that it is in; take it away" in said
    assert f"{site.content}/deep/up: the link leads to" in said


def test_names_that_differ_by_case_or_form_are_two_files(site):
    """Files whose names differ by case, or by how an accent is written, are told apart."""
    site.file("caf\u00e9.md", post(title="Café"))
    site.file("cafe\u0301.md", post(title="Autre"))
    built = site.build()
    assert built.exists(URL.format("cafe"))
    assert built.exists(URL.format("autre"))

    site.file("A.md", post(title="Même"))
    site.file("a.md", post(title="même"))
    assert "A.md and a.md would both be at /archives/2016/10/02/meme/index.html" in site.fails()
