"""Strangers' plugins, themes and settings work unchanged with pages that are rendered later."""

import os

import pytest
from conftest import ROOT, Built, pelican
from jinja2 import Environment, pass_context
from pelican import signals
from pelican.generators import Generator


@pytest.fixture
def connected():
    """Connect receivers to Pelican's signals for the length of a test."""
    pairs = []

    def connect(signal, receiver):
        signal.connect(receiver)
        pairs.append((signal, receiver))

    yield connect
    for signal, receiver in pairs:
        signal.disconnect(receiver)


@pytest.fixture
def blog(site):
    """A few posts in two languages under one tag."""
    for number in range(4):
        lang = ("fr", "en")[number % 2]
        site.post(f"Post {number}", lang=lang, tags="lac", slug=f"p{number}")
    return site


def edit(blog, name="001.md"):
    """Change the body of a post."""
    path = blog.content / name
    path.write_text(path.read_text("utf-8") + "\nEncore.\n", "utf-8")


def test_a_collector_is_told_of_every_page(blog, connected):
    """A plugin such as a sitemap gets each page's path and context, of those left out as well."""
    seen = {}

    def collect(path, context):
        with open(path, encoding="utf-8") as file:
            seen[context["output_file"]] = file.read()

    def write(pelican):
        with open(f"{pelican.output_path}/sitemap.txt", "w") as file:
            file.write("\n".join(sorted(seen)))

    connected(signals.content_written, collect)
    connected(signals.finalized, write)
    first = blog.build().files()
    all_pages = set(seen)
    seen.clear()
    edit(blog)
    rendered = blog.rendered()
    second = blog.build().files()

    assert 0 < len(rendered) < len(all_pages)
    assert set(seen) == all_pages
    assert all(second[name].decode() == text for name, text in seen.items())
    assert second["sitemap.txt"] == first["sitemap.txt"]
    assert len(second["sitemap.txt"].split(b"\n")) == len(all_pages)


def test_a_plugin_that_rewrites_pages_rewrites_rendered_ones(blog, connected):
    """A plugin that changes written files, not idempotently, gives at each build what it gave."""

    def sign(path, context):
        with open(path, "a", encoding="utf-8") as file:
            file.write("<!-- signed -->")

    connected(signals.content_written, sign)
    first = blog.build().files()
    second = blog.build().files()

    assert first == second
    assert first["index.html"].count(b"signed") == 1


def test_attributes_of_plugins_are_dependencies(blog, connected, tmp_path):
    """A page is rendered when what a plugin put on the post it shows has changed, and only then."""
    templates = tmp_path / "templates"
    templates.mkdir()
    shown = "{% if article.series %}<p>{{ article.series }}</p>{% endif %}"
    article = (ROOT / "theme/templates/article.html").read_text("utf-8")
    (templates / "article.html").write_text(article.replace("  <footer>", shown + "  <footer>"))
    series = {}

    def add(generator):
        for each in generator.articles:
            if each.slug in series:
                each.series = series[each.slug]

    connected(signals.article_generator_finalized, add)
    chosen = {"THEME_TEMPLATES_OVERRIDES": [str(templates)]}
    blog.build(**chosen)
    assert blog.rendered(**chosen) == []
    series["p2"] = "Summer"
    assert blog.rendered(**chosen) == ["archives/2016/10/03/p2/index.html"]
    series["p2"] = "Winter"
    assert blog.rendered(**chosen) == ["archives/2016/10/03/p2/index.html"]
    series.clear()
    assert blog.rendered(**chosen) == ["archives/2016/10/03/p2/index.html"]


def test_what_cannot_be_compared_is_rendered(blog, connected):
    """A value that nobody can compare from build to build makes its pages be rendered each time."""

    def add(generator):
        generator.context["SITESUBTITLE"] = Strange()

    class Strange:
        def __str__(self):
            return "strange"

    connected(signals.article_generator_finalized, add)
    blog.build()
    rendered = blog.rendered()

    assert "index.html" in rendered


def test_generators_of_plugins_hand_over_pages(blog, connected):
    """`write_file` works as in Pelican: names, contexts, pages of a listing, an override."""

    class Extra(Generator):
        def generate_output(self, writer):
            template = self.env.from_string(
                "{{ word }} {{ SITENAME }} {{ articles_page.number if articles_page }}"
            )
            listing = {"articles": self.context["articles"], "template_name": "index", "url": "x/"}
            for word in ("one", "two"):
                writer.write_file(f"extra/{word}.txt", template, self.context, word=word)
            writer.write_file("x/index.html", template, self.context, word="list", **listing)
            writer.write_file(
                "extra/one.txt", template, self.context, word="won", override_output=True
            )

    def give(pelican):
        return Extra

    connected(signals.get_generators, give)
    files = blog.build(DEFAULT_PAGINATION=2, PAGINATED_TEMPLATES={"index": None}).files()

    assert files["extra/one.txt"] == b"won Deux rives "
    assert files["extra/two.txt"] == b"two Deux rives "
    assert files["x/index.html"] == b"list Deux rives 1"
    assert files["x/index2.html"] == b"list Deux rives 2"


def test_stock_feeds_and_listings_of_pelican_are_written(blog):
    """Without our plugins for them, Pelican's own feeds, tags, periods and listings work."""
    settings = blog.folder / "conf.py"
    settings.write_text(
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from plugins.rendering import Passerelle\n"
        "PELICAN_CLASS, TIMEZONE, PLUGINS = Passerelle, 'UTC', []\n"
        "TAG_SAVE_AS, FEED_ALL_ATOM, TAG_FEED_ATOM = 'tag/{slug}.html', 'all.xml', 'feeds/{slug}.xml'\n"
        "YEAR_ARCHIVE_SAVE_AS = YEAR_ARCHIVE_URL = 'y/{date:%Y}.html'\n"
    )
    for _ in range(2):  # from nothing, then with what is known
        done = pelican(blog.content, "-s", settings, "-o", blog.folder / "output", cwd=blog.folder)
        assert done.returncode == 0, done.stdout + done.stderr
    files = Built(blog.folder / "output", "").files()

    assert {"all.xml", "feeds/lac.xml", "tag/lac.html", "y/2016.html", "index.html"} <= files.keys()
    assert files["all.xml"].count(b"<entry>") == 4
    assert all(f"Post {number}".encode() in files["tag/lac.html"] for number in range(4))


def test_files_to_copy_are_copied_once(blog):
    """A picture keeps its file and its time while it does not change; tags.toml never goes out."""
    blog.file("images/a.png", b"one")
    blog.file("images/b.png", b"two")
    blog.file("tags.toml", '[lac]\nnames = { fr = "lac", en = "lake" }\n')
    output = blog.build(STATIC_PATHS=["images", "tags.toml"]).output
    before = {name: (output / "images" / name).stat() for name in ("a.png", "b.png")}
    blog.file("images/b.png", b"three")
    (blog.content / "images/a.png").touch()
    files = blog.build(STATIC_PATHS=["images", "tags.toml"]).files()
    after = {name: (output / "images" / name).stat() for name in ("a.png", "b.png")}

    assert files["images/b.png"] == b"three"
    assert "tags.toml" not in files
    assert before["a.png"].st_mtime_ns == after["a.png"].st_mtime_ns
    assert before["a.png"].st_ino == after["a.png"].st_ino
    assert before["b.png"].st_ino != after["b.png"].st_ino
    assert after["a.png"].st_ino != (blog.content / "images/a.png").stat().st_ino


def test_a_site_that_loses_nearly_all_is_not_installed(blog):
    """A build that would leave a tenth of the files asks whether that is meant."""
    for number in range(30):
        blog.post(f"Other {number}", lang="fr", date="2016-11-01 10:00")
    blog.build()
    for path in blog.content.glob("*.md"):
        path.unlink()
    told = blog.fails()

    assert "build with --force if that is meant" in told


@pytest.mark.parametrize("kind", ["a text with attributes", "a method of its own", "no list"])
def test_whatever_a_plugin_puts_on_a_post_is_a_dependency(blog, connected, tmp_path, kind):
    """A page follows what it shows of a text, a method or a list that a plugin put or removed there."""
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "article.html").write_text(
        "{{ article.place.lat if article.place }} {{ article.views() if article.views }}{{ article.authors }}"
    )

    class Place(str):
        lat = 0

    class Counter:
        number = 0

        def views(self):
            return self.number

    counter = Counter()

    def add(generator):
        for each in generator.articles:
            if kind == "a text with attributes":
                each.place = Place("Lausanne")
                each.place.lat = counter.number
            elif kind == "a method of its own":
                each.views = counter.views
            elif counter.number:
                del each.authors

    connected(signals.article_generator_finalized, add)
    chosen = {"THEME_TEMPLATES_OVERRIDES": [str(templates)]}
    blog.build(**chosen)
    counter.number = 46
    page = "archives/2016/10/03/p2/index.html"

    assert page in blog.rendered(**chosen)


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["global", "filter", "source", "environment", "context"])
def test_whatever_a_plugin_gives_to_a_template_is_a_dependency(blog, connected, way):
    """A page follows globals, filters, templates, environments and contexts of a plugin's own."""
    sources = {
        "global": "{{ number }}",
        "filter": "{{ 'x'|numbered }}",
        "environment": "{{ articles|length }}",
        "context": "{{ 5 if SITENAME }}",
    }
    templates = blog.folder / "templates"
    templates.mkdir()
    (templates / "count.txt").write_text(sources.get(way, ""))

    class Extra(Generator):
        def generate_output(self, writer):
            number = len(self.context["articles"])
            if way == "global":
                self.env.globals["number"] = number
            elif way == "filter":
                self.env.filters["numbered"] = lambda text: number
            context, template = self.context, self.env.get_template("count.txt")
            if way == "source":
                template = self.env.from_string(str(number))
            elif way == "environment":
                template = Environment(loader=self.env.loader).get_template("count.txt")
            elif way == "context":
                context = {"SITENAME": self.context["SITENAME"]} if number > 4 else {}
            writer.write_file("count.txt", template, context)

    def give(pelican):
        return Extra

    connected(signals.get_generators, give)
    chosen = {"THEME_TEMPLATES_OVERRIDES": [str(templates)]}
    blog.build(**chosen)
    blog.post("New", lang="fr")

    assert blog.build(**chosen).files()["count.txt"] == b"5"


@pass_context
def has_series(context):
    """Whether a plugin gave the context a series."""
    return "series" in context


def test_asking_whether_a_name_is_there_is_a_dependency(blog, connected):
    """A page follows a name of the context that a function only asks for by `in`."""
    templates = blog.folder / "templates"
    templates.mkdir()
    (templates / "article.html").write_text("{{ has_series() }}")

    present = []

    def add(generator):
        generator.context.update(dict.fromkeys(present, 1))

    connected(signals.article_generator_finalized, add)
    chosen = {
        "THEME_TEMPLATES_OVERRIDES": [str(templates)],
        "JINJA_GLOBALS": {"has_series": has_series},
    }
    blog.build(**chosen)
    present.append("series")

    assert blog.build(**chosen).files()["archives/2016/10/03/p2/index.html"] == b"True"


def test_a_plugin_is_told_of_every_file_read(blog, connected):
    """A plugin that notes each post read, or adds another file to it, does so at every build."""
    blog.file("more.txt", "One.")
    seen = []

    def note(content):
        if content.source_path and content.source_path.endswith(".md"):
            seen.append(content.slug)
            content._content += (blog.content / "more.txt").read_text()

    connected(signals.content_object_init, note)
    blog.build()
    first = sorted(seen)
    seen.clear()
    blog.file("more.txt", "Two.")

    assert "Two." in blog.build().page("archives/2016/10/03/p2/").get_text()
    assert sorted(seen) == first
    assert len(first) == 4


def test_a_file_of_the_same_size_and_time_is_copied(blog):
    """A picture that was changed, then given its old time again, is copied all the same."""
    picture = blog.file("images/a.png", b"one")
    status = picture.stat()
    blog.build()
    picture.write_bytes(b"two")
    os.utime(picture, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert blog.build().files()["images/a.png"] == b"two"


def test_a_context_that_changes_between_pages_is_as_it_was(blog, connected):
    """A generator that changes the shared context between two pages gives each what it had then."""

    class Extra(Generator):
        def generate_output(self, writer):
            template = self.env.from_string("{{ word }}")
            for word in ("one", "two"):
                self.context["word"] = word
                writer.write_file(f"extra/{word}.txt", template, self.context)

    def give(pelican):
        return Extra

    connected(signals.get_generators, give)
    files = blog.build().files()

    assert [files[f"extra/{word}.txt"] for word in ("one", "two")] == [b"one", b"two"]


def test_private_attributes_of_plugins_are_dependencies(blog, connected, tmp_path):
    """What a plugin puts on a post under a name of its own, with an underscore, counts as well."""
    (tmp_path / "article.html").write_text("{{ article._mine }}")
    word = []

    def add(generator):
        for each in generator.articles:
            each._mine = word[-1]

    connected(signals.article_generator_finalized, add)
    pages = []
    for value in ("one", "two"):
        word.append(value)
        files = blog.build(THEME_TEMPLATES_OVERRIDES=[str(tmp_path)]).files()
        pages.append(files["archives/2016/10/01/p0/index.html"])

    assert pages == [b"one", b"two"]


def test_a_file_that_includes_another_follows_it(blog):
    """A reStructuredText post is read again when a file that it includes has changed."""
    blog.file("part.txt", "First words.")
    blog.file("a.rst", "Title\n#####\n\n:date: 2016-11-01\n:slug: r\n\n.. include:: part.txt\n")
    seen = []
    for words in ("First words.", "Other words."):
        blog.file("part.txt", words)
        files = blog.build().files()
        seen.append(words.encode() in files["archives/2016/11/01/r/index.html"])

    assert seen == [True, True]
