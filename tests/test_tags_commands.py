"""Tags renamed, merged, translated, described: headers, `tags.toml` and old addresses together."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT, pelican
from hypothesis import given
from hypothesis import strategies as st
from test_authoring import blog, posts  # noqa: F401  (a fixture)

from benchmarks.corpus import Corpus
from benchmarks.formats import write_posts
from plugins.authoring.headers import RefusedError
from plugins.authoring.retagging import with_tags
from plugins.authoring.tags import main
from plugins.authoring.vocabulary_edits import edited
from plugins.bilingual.header import read_header
from plugins.tag_archives.concepts import Concept, folded
from plugins.tag_archives.vocabulary import read_vocabulary

LANGUAGES = ["fr", "en"]
TOML = """# Mine.

[lac]
names = { fr = "lac", en = "lake" }  # the big one

# A talk.
[conferences]
names = { fr = "conférences", en = "lecture" }
aliases = ["talks"]

[lecture]
names.fr = "lecture"
"""


@pytest.fixture
def tags(blog):  # noqa: F811
    """The command, on a blog with a few tags in each language."""
    blog.post("Un", lang="fr", tags="lac, nage", path="un.md", slug="un", date="2016-10-01 10:00")
    blog.post(
        "Deux",
        lang="fr",
        tags="nage, lecture",
        path="deux.md",
        slug="deux",
        date="2016-10-01 10:00",
    )
    blog.post(
        "Three",
        lang="en",
        tags="lake, swimming",
        path="three.md",
        slug="three",
        date="2016-10-01 10:00",
    )
    blog.post(
        "Four",
        lang="en",
        tags="swimming, talks",
        path="four.md",
        slug="four",
        date="2016-10-01 10:00",
    )
    blog.file("tags.toml", TOML)

    def tags(*arguments):
        blog.capture.readouterr()
        status = main(["-s", str(blog.conf), *arguments])
        said = blog.capture.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    tags.blog = blog
    return tags


def typed(tags):
    """The line of tags of each post."""
    return {
        path.name: re.search(r"(?i)^tags: (.*)$", path.read_text("utf-8"), re.M)[1]
        for path in tags.blog.content.glob("*.md")
    }


def described(tags):
    """What tags.toml says."""
    concepts, problems = read_vocabulary(
        (tags.blog.content / "tags.toml").read_text("utf-8"), LANGUAGES
    )
    assert problems == []
    return {each.slug: each for each in concepts}


def test_list(tags):
    """Each tag with its posts by language; those of one post counted; those alike named."""
    tags.blog.post("Cinq", lang="fr", tags="lacs")
    status, said, _ = tags("list")

    assert status == 0
    assert "    2  lac          fr 1 “lac”, en 1 “lake”\n" in said
    assert "    2  swimming     fr 0 no name, en 2 “swimming”\n" in said
    assert "6 tags, 3 of one post\n" in said
    assert "Alike: lacs lac; `invoke tags.merge lacs lac` makes them one" in said
    assert "lecture conferences" not in said  # somebody has decided


def test_a_blog_without_tags(blog):  # noqa: F811
    """There is nothing to list."""
    blog.post("Un", lang="fr")
    blog.capture.readouterr()
    assert main(["-s", str(blog.conf), "list"]) == 0
    assert "no tags yet" in blog.capture.readouterr().out


def test_merge(tags):
    """A French and an English tag become one: posts say its name in their language, addresses lead to it."""
    assert tags.blog.build().titles("archives/tag/swimming/")
    status, said, _ = tags("merge", "swimming", "nage")

    assert (status, said) == (0, "0 posts and tags.toml changed\n")
    assert described(tags)["nage"].names == {"fr": "nage", "en": "swimming"}
    built = tags.blog.build()
    assert "archives/tag/nage/" in str(built.page("archives/tag/swimming/").head)
    assert len(built.titles("archives/tag/nage/")) == 4
    assert tags("merge", "swimming", "nage")[2] == "“swimming” and “nage” are one tag already\n"


def test_merge_into_one_that_has_both_names(tags):
    """Posts of either language bear the other tag's name, each once."""
    tags("merge", "swimming", "nage", "lac")

    assert typed(tags) == {
        "un.md": "lac", "deux.md": "lac, lecture", "three.md": "lake", "four.md": "lake, talks",
    }  # fmt: skip
    assert described(tags)["lac"].aliases == ("swimming", "nage")
    built = tags.blog.build()
    assert len(built.titles("archives/tag/lac/")) == 4
    for old in ("nage", "swimming"):
        assert "archives/tag/lac/" in str(built.page(f"archives/tag/{old}/").head)


def test_rename(tags):
    """The name in one language; the address when it was made of that name; the old one leads on."""
    tags.blog.build()
    status, said, _ = tags("rename", "lac", "Léman")

    assert (status, said) == (0, "1 post and tags.toml changed\n")
    assert typed(tags)["un.md"] == "Léman, nage"
    assert typed(tags)["three.md"] == "lake, swimming"
    toml = (tags.blog.content / "tags.toml").read_text("utf-8")
    assert '[leman]\nnames = { fr = "Léman", en = "lake" }  # the big one\n' in toml
    built = tags.blog.build()
    assert len(built.titles("archives/tag/leman/")) == 2
    assert "archives/tag/leman/" in str(built.page("archives/tag/lac/").head)
    tags("rename", "lake", "lakeside")
    assert typed(tags)["three.md"] == "lakeside, swimming"
    assert tags.blog.build().exists("archives/tag/leman/")


def test_translate_and_describe(tags):
    """A name and a sentence for the readers of a language; the other's stay."""
    tags("translate", "nage", "en", "swim")
    tags("describe", "nage", "fr", "Dans le lac, le « midi ».")
    tags("describe", "lac", "en", 'A "lake".')

    assert described(tags)["nage"].names == {"fr": "nage", "en": "swim"}
    assert described(tags)["nage"].descriptions == {"fr": "Dans le lac, le « midi »."}
    assert described(tags)["lac"].descriptions == {"en": 'A "lake".'}
    assert tags("translate", "nage", "en", "swim")[1] == "nothing to do: it is so already\n"
    tags("translate", "lac", "en", "pond")
    assert typed(tags)["three.md"] == "pond, swimming"
    assert "lake" in described(tags)["lac"].aliases
    tags.blog.build()


def test_dry_run_shows_the_changes(tags):
    """As a patch, with nothing written."""
    before = {path: path.read_bytes() for path in tags.blog.content.rglob("*")}
    status, said, _ = tags("rename", "lac", "Léman", "--dry-run")

    assert status == 0
    assert "-Tags: lac, nage\n+Tags: Léman, nage\n" in said
    assert "+[leman]\n" in said
    assert "1 post and tags.toml would change" in said
    assert before == {path: path.read_bytes() for path in tags.blog.content.rglob("*")}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rename", "lak", "x"], "no tag is called “lak”; did you mean “lac”?"),
        (
            ["rename", "lac", "nage"],
            "“nage” is another tag; `invoke tags.merge` makes them one: nage lac",
        ),
        (["rename", "lac", "a, b"], "“a, b” cannot be a tag"),
        (["rename", "lac", ""], "“” cannot be a tag"),
        (["rename", "lac", "…"], "no address can be made of “…”"),
        (["rename", "lac", "x", "--lang", "de"], "unknown language “de”; write one of: fr, en"),
        (["rename", "talks", "x"], "has fr “conférences”, en “lecture”; say which with --lang"),
        (["translate", "lac", "en", "swimming"], "“swimming” is another tag"),
        (["translate", "nage", "en", "talks"], "“talks” is another tag"),
        (["describe", "lac", "it", "x"], "unknown language “it”"),
        (["merge", "lac", "lake"], "“lac” and “lake” are one tag already"),
    ],
)
def test_what_cannot_be_is_said(tags, arguments, said):
    """A plain line and a cure, and every file as it was."""
    before = {path: path.read_bytes() for path in tags.blog.content.rglob("*")}
    status, _, told = tags(*arguments)

    assert status == 1
    assert said in told
    assert before == {path: path.read_bytes() for path in tags.blog.content.rglob("*")}


def test_a_fault_in_the_vocabulary_is_said(tags):
    """With its line, before anything is changed."""
    tags.blog.file("tags.toml", "[lac\n")
    status, _, told = tags("merge", "nage", "lac")

    assert status == 1
    assert "content/tags.toml:1: not TOML" in told


@pytest.mark.thorough
def test_a_thousand_posts(blog):  # noqa: F811
    """Bodies keep their bytes, counts add up, the old address leads on; again there is nothing to do."""
    write_posts(Corpus(1_000).posts(), "passerelle", blog.content)
    before = {path: path.read_bytes() for path in blog.content.rglob("*.md")}

    def counts():
        blog.capture.readouterr()
        assert main(["-s", str(blog.conf), "list"]) == 0
        found = re.findall(r"^ *(\d+)  (\S+)", blog.capture.readouterr().out, re.M)
        return {slug: int(count) for count, slug in found}

    old = counts()
    one, other = sorted(old, key=lambda slug: (-old[slug], slug))[:2]
    both = sum(
        {one, other}
        <= {
            folded(tag).replace(" ", "-")
            for tag in re.search(rb"(?m)^Tags: (.*)$", text)[1].decode().split(", ")
        }
        for text in before.values()
    )
    assert main(["-s", str(blog.conf), "merge", other, one]) == 0
    new = counts()
    assert both
    assert new == {slug: count for slug, count in old.items() if slug != other} | {
        one: old[one] + old[other] - both
    }
    changed = {path for path, text in before.items() if path.read_bytes() != text}
    assert len(changed) >= min(old[one], old[other]) / 2
    for path, text in before.items():
        assert path.read_bytes().split(b"\n\n", 1)[1] == text.split(b"\n\n", 1)[1]
        assert [
            line for line in path.read_bytes().split(b"\n") if not line.startswith(b"Tags:")
        ] == [line for line in text.split(b"\n") if not line.startswith(b"Tags:")]
    done = pelican(blog.content, "-s", ROOT / "pelicanconf.py", "-o", blog.folder / "out", "-e", f'CACHE_PATH="{blog.folder}/c"', "SEARCH_INDEX=false")  # fmt: skip
    assert done.returncode == 0
    assert (
        f"archives/tag/{one}/" in (blog.folder / f"out/archives/tag/{other}/index.html").read_text()
    )
    assert main(["-s", str(blog.conf), "merge", other, one]) == 1


@pytest.mark.parametrize(
    ("tags_", "expected"),
    [
        ("Tags: a, b, c", "Tags: b, c"),
        ("Tags: b, a", "Tags: b"),
        ("tags:a;b ;x", "tags:b;y z"),
        ("Tags: [x, a, b]", "Tags: [y z, b]"),
        ("Tags: c,\n    a,\n    b", "Tags: c,\n    b,\n"),
        ("Tags:\n    - a\n    - b\n    - x", "Tags:\n    - b\n    - y z"),
        ("Tags: a\n    b\n    x, c", "Tags: b\n    y z, c"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tags_in_every_form(tags_, expected, end):
    """`a` becomes `b`, `x` becomes `y z`, each once; the rest keeps its bytes."""
    change = {"a": "b", "x": "y z"}
    source = f"---\nTitle: A a\n{tags_}\nLang: fr\n---\nBody a, x.".replace("\n", end)
    new = with_tags(source.encode(), lambda tag: change.get(tag, tag)).decode()

    if "\n    a,\n    b" in tags_:
        assert new == source.replace(f"    a,{end}    b", "    b,")
    else:
        assert new == source.replace(tags_.replace("\n", end), expected.replace("\n", end))


TAGS = st.lists(st.sampled_from(["a", "b", "été", "x y"]), max_size=4)
FORMS = st.sampled_from([", ".join, ",".join, ",\n    ".join, "\n    ".join, "\n    - ".join])


@given(posts(), TAGS, FORMS, st.dictionaries(st.sampled_from(["a", "b", "été", "x y"]), st.sampled_from(["a", "new", "x y"])))  # fmt: skip
def test_only_tags_change(source, names, form, change):
    """Whatever the header's form: the tags are what they are to be, and all else is what it was."""
    lines = source.split(b"\n", 1)
    at = 1 if lines[0].lstrip(b"\xef\xbb\xbf").startswith(b"---") else 0
    ending = b"\r\n" if b"\r\n" in source else b"\n"
    field = f"Tags: {form(names)}".encode().replace(b"\n", ending) + ending
    text = (lines[0] + b"\n" + field + lines[1]) if at and len(lines) > 1 else field + source
    before = read_header(text.decode("utf-8-sig"))
    try:
        new = with_tags(text, lambda tag: change.get(tag, tag))
    except RefusedError:
        return
    after = read_header(new.decode("utf-8-sig"))
    rest = {name: each.lines for name, each in before.fields.items() if name != "tags"}
    assert {name: each.lines for name, each in after.fields.items() if name != "tags"} == rest
    assert after.body == before.body
    assert (
        new.endswith(before.body.replace("\n", ending.decode()).encode()) or "\r" in source.decode()
    )


CONCEPTS = st.builds(
    Concept,
    st.sampled_from(["lac", "nage", "a.b"]),
    st.dictionaries(st.sampled_from(LANGUAGES), st.text('aé"\\ ', min_size=1, max_size=4)),
    st.dictionaries(st.sampled_from(LANGUAGES), st.text('aé"\\\n', max_size=4)),
    st.lists(st.text("xyz", min_size=3, max_size=5), max_size=2, unique=True).map(tuple),
)


@given(CONCEPTS)
def test_the_vocabulary_says_what_it_is_to_say(concept):
    """A table has what is given, the others and the comments what they had."""
    try:
        new = edited(TOML, {concept.slug: concept}, None, LANGUAGES)
    except ValueError:  # one name for two tags
        return
    found = {each.slug: each for each in read_vocabulary(new, LANGUAGES)[0]}
    told = {each.slug: each for each in read_vocabulary(TOML, LANGUAGES)[0]}

    names = {**told[concept.slug].names, **concept.names} if concept.slug in told else concept.names
    assert dict(found[concept.slug].names) == dict(names)
    assert found[concept.slug].aliases == concept.aliases
    assert all(found[slug] == told[slug] for slug in told if slug != concept.slug)
    assert "# Mine.\n" in new
    assert "# A talk.\n[conferences]" in new


def test_a_table_goes_and_its_neighbours_stay():
    """Comments and the other tables keep their bytes."""
    new = edited(TOML, {"lac": None}, None, LANGUAGES)

    assert new == TOML.replace('[lac]\nnames = { fr = "lac", en = "lake" }  # the big one\n\n', "")


def test_tasks_hand_over():
    """`invoke tags.merge` without its words says which are missing; a name may begin with a dash."""
    for arguments, said in (
        (["tags.merge", "lac"], "'into'"),
        (["tags.rename", "--", "-x", "y"], ""),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "invoke", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )  # fmt: skip
        assert done.returncode != 0
        assert said in done.stderr
        assert "Traceback" not in done.stderr
