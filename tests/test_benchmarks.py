"""The benchmark of speed: equal posts, equal work, and a page that says what was measured."""

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import datetime
from xml.etree import ElementTree

import pytest
from conftest import ROOT, Built, words

from benchmarks import moving, speed
from benchmarks.bars import BARS
from benchmarks.corpus import Corpus, slug
from benchmarks.fidelity import compare, features
from benchmarks.figures import Figure, Run, load, results, save
from benchmarks.formats import FORMATS, write_posts
from benchmarks.measure import CommandError, run
from benchmarks.moving import export_of
from benchmarks.page import page, plots
from benchmarks.plot import plot
from benchmarks.preview import EDITS, edited
from benchmarks.rounds import new_post, prepare
from benchmarks.tools import OURS, TOOLS, Site

CORPUS = Corpus(30)
POSTS = list(CORPUS.posts())
TAGS = Counter(tag for post in POSTS for tag in post.tags)
PLACES = {
    "hugo": {
        "tag": "tags/{}/",
        "year": "archives/{}/",
        "all": "atom.xml",
        "of tag": "tags/{}/atom.xml",
    },
    "passerelle": {"tag": "archives/tag/{}/"},
}
USUAL = {
    "tag": "tags/{}/", "year": "archives/{}/",
    "all": "feeds/all.atom.xml", "of tag": "feeds/tag/{}.atom.xml",
}  # fmt: skip


def read_back(text, form):
    """The header's values and the body of a post, as a tool of that format reads them."""
    if form == "hugo":
        _, top, body = text.split("+++\n", 2)
        values = tomllib.loads(top)
    elif form == "eleventy":
        _, top, body = text.split("---\n", 2)
        lines = [line.split(": ", 1) for line in top.splitlines()]
        values = {k: json.loads(v) if v[0] in '"[' else v for k, v in lines}
        values["tags"] = values["topics"]
    else:
        top, body = text.split("\n\n", 1)
        values = {k.lower(): v for k, v in (line.split(": ", 1) for line in top.splitlines())}
        values["tags"] = values["tags"].split(", ")
        values["langcode"] = values["lang"]
        values["summary"] = next(v for k, v in values.items() if k.startswith("summary"))
    values["date"] = datetime.fromisoformat(values["date"].replace("Z", "")).replace(tzinfo=None)
    return values, body.lstrip("\n")


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_holds_the_same_posts(form):
    """Title, language, date, tags, summary and body are those of the corpus in each format."""
    for post in POSTS:
        values, body = read_back(FORMATS[form](post), form)

        assert values["title"] == post.title
        assert values["langcode"] == post.lang
        assert values["date"] == post.date.replace(second=0)
        assert tuple(values["tags"]) == post.tags
        assert values["summary"] == post.summary
        assert re.sub(r"\]\([^\n]*?\)", "]", body) == re.sub(r"\]\([^\n]*?\)", "]", post.body)


@pytest.mark.parametrize(
    ("form", "link"),
    [
        ("passerelle", r"\]\({filename}([\w-]+)\.md\)"),
        ("pelican", r"\]\({filename}([\w-]+)\.md\)"),
        ("hugo", r'\]\({{< relref "/posts/([\w-]+)" >}}\)'),
        ("eleventy", r"\]\(/posts/([\w-]+)/\)"),
    ],
)
def test_links_between_posts_are_written_for_each_tool(form, link):
    """A link to another post leads to the same post in each format."""
    for post in POSTS:
        expected = re.findall(r"{filename}([\w-]+)\.md", post.body)

        assert re.findall(link, FORMATS[form](post)) == expected


@pytest.fixture(scope="module", params=[name for name in TOOLS if name != "own-theme"])
def built(request, tmp_path_factory):
    """The site of each tool that is there, of 30 posts: the tool, and what it built."""
    tool, work = TOOLS[request.param], tmp_path_factory.mktemp("work")
    if not tool.ours and not tool.program(speed.WORK):
        pytest.skip(f"{tool.title} is not there; python -m benchmarks.speed --fetch gets it")
    for folder in ("venv", "node"):
        (work / folder).symlink_to(speed.WORK / folder, target_is_directory=True)
    site = Site(tool, len(POSTS), work)
    site.set_up(POSTS)
    site.build()
    return tool, Built(site.output, "")


def place(tool, kind, name=""):
    """The address of a page or feed of a tool."""
    return (USUAL | PLACES.get(tool.name, {}))[kind].format(name)


def listed(site, url):
    """The entries of a listing at an address, over all its pages."""
    folder = site.output / url
    pages = [folder / "index.html", *sorted(folder.glob("page/*/index.html"))]
    urls = [path.relative_to(site.output).as_posix().removesuffix("index.html") for path in pages]
    return [entry for each in urls for entry in site.page(each).select("main > article")]


def test_each_post_has_its_page_with_five_related_posts(built):
    """A page a post; on it as many related posts as share a tag, at most five."""
    sharing = [sum(bool(set(post.tags) & set(other.tags)) for other in POSTS) - 1 for post in POSTS]
    pages = [each for each in built[1].pages().values() if each.select("section.similar")]

    assert sorted(len(each.select("section.similar li")) for each in pages) == sorted(
        min(5, each) for each in sharing
    )


def test_home_lists_every_post_with_its_summary(built):
    """The home page and those after it show each post once, its summary whole, its tags."""
    entries = listed(built[1], "")
    letters = re.compile(r"\W+")

    assert len(entries) == len(POSTS)
    assert sorted(letters.sub("", words(entry.select_one(".summary"))) for entry in entries) == (
        sorted(letters.sub("", post.summary) for post in POSTS)
    )
    assert sorted(len(entry.select(".tags li")) for entry in entries) == sorted(
        len(post.tags) for post in POSTS
    )


def test_each_tag_has_its_pages(built):
    """A tag's pages show each of its posts once; the list of tags shows every tag."""
    tool, site = built
    for tag, count in TAGS.items():
        assert len(listed(site, place(tool, "tag", slug(tag)))) == count, tag

    assert len(site.page("tags/").select("main .tags li")) == len(TAGS)


def test_each_year_has_its_archive(built):
    """A year's archive lists its posts."""
    tool, site = built
    for year, count in Counter(post.date.year for post in POSTS).items():
        assert len(site.page(place(tool, "year", year)).select(".archive li")) == count


def test_feeds_hold_twenty_whole_posts(built):
    """The feeds of all posts and of a tag hold their last twenty, each with its whole text."""
    tool, site = built
    atom = "{http://www.w3.org/2005/Atom}"
    expected = {place(tool, "of tag", slug(tag)): count for tag, count in TAGS.items()}
    for path, count in ({place(tool, "all"): len(POSTS)} | expected).items():
        entries = ElementTree.parse(site.output / path).findall(f"{atom}entry")

        assert len(entries) == min(20, count)
        assert all(len(entry.findtext(f"{atom}content")) > 1500 for entry in entries)
    feeds = len(list(site.output.rglob("*.xml")))
    assert feeds > 3 + len(TAGS) if tool.ours else feeds == 3 + len(TAGS)


def test_own_theme_builds(tmp_path):
    """The project's own theme builds the same posts; what was written is counted."""
    site = Site(TOOLS["own-theme"], len(POSTS), tmp_path)
    site.set_up(POSTS)
    site.build()
    files = Built(site.output, "").files()

    assert site.written() == (len(files), sum(map(len, files.values())))
    assert any(name.endswith("/css/style.css") for name in files)


@pytest.mark.parametrize("form", FORMATS)
def test_an_edit_and_a_new_post_are_made_for_each_tool(form, tmp_path):
    """An edit is a sentence more in one post; a new post is newer than all, with three tags."""
    site = Site(TOOLS[form], len(POSTS), tmp_path)
    write_posts(POSTS, form, site.content)
    before = {path: path.read_text("utf-8") for path in site.content.iterdir()}
    prepare("edit", site, CORPUS, 0)
    changed = [path for path, text in before.items() if path.read_text("utf-8") != text]
    prepare("new", site, CORPUS, 0)
    added = set(site.content.iterdir()) - set(before)

    assert len(changed) == len(added) == 1
    assert changed[0].read_text("utf-8").startswith(before[changed[0]])
    assert len(set(new_post(CORPUS, 0).tags)) == 3
    assert new_post(CORPUS, 1).date > new_post(CORPUS, 0).date > max(p.date for p in POSTS)


@pytest.mark.parametrize("edit", EDITS)
def test_edits_in_the_preview_can_be_told_apart(edit):
    """Each edit of a post brings a word that was not there, and another one the next time."""
    text, word = edited(POSTS[0].text, edit, 0)
    again, next_word = edited(text, edit, 1)

    assert word in text
    assert word not in POSTS[0].text
    assert next_word in again
    assert next_word not in text


def test_a_process_is_measured_with_its_children(tmp_path):
    """The memory of a child counts; a command that fails is told with what it said last."""
    child = "import time; held = bytearray(80 << 20); time.sleep(0.8)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    taken = run([sys.executable, "-c", parent], tmp_path, {}, tmp_path / "log")

    assert taken.memory > 80
    with pytest.raises(CommandError, match="no luck"):
        run([sys.executable, "-c", "raise SystemExit('no luck')"], tmp_path, {}, tmp_path / "log")


def figure(tool, mode, posts, *walls, **more):
    """A figure whose runs took *walls* seconds."""
    return Figure(tool, mode, posts, tuple(Run(wall, wall, 100.0) for wall in walls), **more)


FOUND = results(
    {"processors": "2 × Example", "Hugo": "0.168.0"},
    [
        figure("import", "import", 0, 0.2),
        figure("passerelle", "cold", 1_000, 2.0, 4.0, 3.0, files=5_000, size=40_000_000),
        figure("hugo", "cold", 1_000, 1.0),
        figure("passerelle", "cold", 10_000, 20.0),
        figure("passerelle", "edit", 10_000, 2.0),
        figure("hugo", "cold", 10_000, 28.0),
    ],
)


def test_page_says_what_is_met_and_what_is_not():
    """Each bar stands beside its figure: met, not met, or not measured."""
    drawn = page(FOUND, {name: f"{name}.svg" for name in plots(FOUND)})

    assert "| cold, 10,000 posts, over Hugo | 1 × | 0.714 × | met |" in drawn
    assert "| cold, 1,000 posts, over Hugo | 2 × | 3.00 × | **not met** |" in drawn
    assert "over the import of Pelican | 5 × | 10.0 × | **not met** |" in drawn
    assert "| nothing changed, 10,000 posts | 0.25 s |  | not measured |" in drawn
    assert f"Of {len(BARS)} bars: 2 met, 3 not met, {len(BARS) - 5} not measured." in drawn
    assert "| 2.00 to 4.00 | 3.00 | 100 | 1.00 | 5,000 | 40 |" in drawn
    assert "2 × Example" in drawn
    assert "with caution: some figures are of fewer than 3 runs." in drawn


def test_plot_is_a_picture_for_light_and_dark():
    """Bars are as long as the logarithm of their values; text follows the reader's colours."""
    svg = plot("Cold & warm", {"cold": {"a": 1.0, "b": 10.0, "c": 100.0}})
    root = ElementTree.fromstring(svg)
    widths = [float(each.get("width")) for each in root.iter("{http://www.w3.org/2000/svg}rect")]

    assert widths[1] - widths[0] == pytest.approx(widths[2] - widths[1], abs=0.2)
    assert widths[0] > 0
    assert "currentColor" in svg
    assert "prefers-color-scheme: dark" in svg
    with pytest.raises(ValueError, match="above 0"):
        plot("Nothing", {"cold": {"a": 0.0}})


def test_page_is_made_again_from_figures_kept(tmp_path):
    """Figures kept in files give their page and plots again; the later file holds."""
    first, later = tmp_path / "a.json", tmp_path / "b.json"
    save(FOUND, first)
    save(results({"Hugo": "0.169"}, [figure("hugo", "cold", 1_000, 9.0)]), later)

    assert load([first]) == FOUND
    assert load([first, later]).get("hugo", "cold", 1_000).wall == 9.0
    target = tmp_path / "docs/speed.md"
    assert speed.main([str(first), str(later), "--page", str(target)]) == 0
    images = re.findall(r"!\[.*?\]\((.*?)\)", target.read_text("utf-8"))
    assert sorted(images) == ["speed-1000.svg", "speed-10000.svg", "speed-growth.svg"]
    assert all((target.parent / image).is_file() for image in images)


def test_peer_that_is_not_there_is_left_out_with_a_word(tmp_path, capsys):
    """Without its program a peer is left out, and it is said how to get it."""
    asked = ["--only", "import", "--runs", "1", "--work", str(tmp_path)]
    assert speed.main([*asked, "--peers", "hugo,pelican"]) == 0
    told = capsys.readouterr().out

    assert "Hugo is not there, and is left out; --fetch gets it" in told
    assert "Pelican with typogrify is not there" in told
    assert "Eleventy" not in told
    kept = load(tmp_path.glob("figures-*.json"))
    assert list(kept.figures) == [("import", "import", 0)]


@pytest.mark.parametrize(
    ("typed", "measured"), [(["--plain"], ["passerelle"]), ([], ["passerelle", "own-theme"])]
)
def test_own_theme_may_be_left_out(tmp_path, monkeypatch, typed, measured):
    """With --plain only the site that is compared is built: a blog with its own theme is larger."""
    tools = []
    monkeypatch.setattr(speed, "all_figures", lambda sizes, asked, *rest: tools.extend(asked) or [])
    speed.main([*typed, "--peers", "none", "--work", str(tmp_path)])

    assert [tool.name for tool in tools] == measured


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--posts", "many"], "“many” is not a number above 0"),
        (["--posts", "1000,0"], "“0” is not a number above 0"),
        (["--runs", "-1"], "“-1” is not a number above 0"),
        (["--only", "colde"], "“colde”: write one of cold, warm, edit, new, nothing, preview"),
        (["--peers", "jekyll"], "“jekyll”: write one of hugo, eleventy, pelican, none"),
        (["figures.json"], "--page docs/speed.md"),
    ],
)
def test_wrong_options_are_told(typed, told, capsys):
    """What cannot be measured is told as a sentence, with status 2."""
    with pytest.raises(SystemExit) as stopped:
        speed.main(typed)

    assert stopped.value.code == 2
    assert told in capsys.readouterr().err


def test_figures_that_are_none_are_told(tmp_path, capsys):
    """A file that holds no figures is named, with status 1."""
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"figures": 3}')

    assert speed.main([str(wrong), "--page", str(tmp_path / "page.md")]) == 1
    assert f"error: {wrong}: these are no figures" in capsys.readouterr().err


def test_help_names_every_mode_and_peer():
    """`--help` says what can be measured, and beside what."""
    command = [sys.executable, "-m", "benchmarks.speed", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    for name in (*speed.MODES, *(name for name in TOOLS if TOOLS[name] not in OURS)):
        assert name in told


@pytest.mark.parametrize(("html", "kind"), [
    ("<p>Un mots.</p>", "words"), ("<p>Un <a href='https://b.example/y'>mot</a>.</p>", "links"),
    ("<p>Un mot.<img src='/b.png'></p>", "pictures"), ("<h2>Un</h2><p>mot.</p>", "headings"),
    ("<ul><li>Un mot.</li></ul>", "lists"), ("<pre>Un mot.</pre>", "code"),
    ("<table><tr><td>Un mot.</td></tr></table>", "tables"),
])  # fmt: skip
def test_pages_that_differ_are_told_apart(html, kind):
    """A word, link, picture, heading, list, piece of code or table more is a difference; typography is none."""
    base = features("<p>Un mot.</p>")
    assert features(html)[kind] != base[kind]
    assert features("<p>\u00a0Un <span>mot</span> .</p><!-- x -->") == base


@pytest.mark.thorough
def test_an_export_of_the_corpus_moves_whole(tmp_path, capsys, monkeypatch):
    """What is measured is a blog that comes along whole: each page says what its source does."""
    export_of(12, tmp_path / "export.xml")
    assert compare(tmp_path / "export.xml") == (12, [])
    monkeypatch.setattr(sys, "argv", ["moving", "--posts", "12"])
    moving.main()
    assert re.match(r"12 posts, 0\.\d MB: \d+\.\d s, at most \d+ MiB\n", capsys.readouterr().out)


def test_modules_of_benchmarks_fit_a_few_screens():
    """A module of the benchmarks has at most 250 lines."""
    for path in (ROOT / "benchmarks").rglob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 250, path
