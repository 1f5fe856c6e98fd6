"""What hosts say with each file: a policy of what posts load, security, how long files are kept."""

import re
import tomllib

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from test_hosting import GUIDE, SITES, served

from plugins.hosting.policy import BASE, MOST, checked_policy, needs_of, policy_of

BODY = """| a | b |
|:--|--:|
| 1 | 2 |

<p style="color: rgb(1, 2, 3)">Teinte</p>

<script>document.documentElement.dataset.run = "yes"</script>

![x](/images/x.svg)

<iframe src="{frame}" title="Film"></iframe>
"""
SECURITY = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}


TYPED = {
    ".atom.xml": "application/atom+xml",
    ".json": "application/feed+json",
    ".opml": "text/x-opml",
    ".rss.xml": "application/rss+xml",
}
UNSEARCHED = {"SEARCH_INDEX": False, "SEARCH_ENGINE": ""}  # a search loads things, too


def directives(policy):
    """The sources of a policy by directive."""
    return {
        name: sources.split()
        for name, _, sources in (each.partition(" ") for each in policy.split("; "))
    }


def policy_in(built):
    """The policy that a site's `_headers` has."""
    return directives(
        re.search(r"Security-Policy: (.*)", (built.output / "_headers").read_text())[1]
    )


@pytest.fixture
def blog(site):
    """A post in each language."""
    site.file("images/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    site.post("Un", lang="fr", slug="un")
    site.post("Two", lang="en", slug="two")
    return site


@pytest.mark.parametrize(
    ("html", "needs"),
    [
        ("<p>Texte, class=x, <b>gras</b></p>", []),
        ('<img src="a.png" alt="">', ["img-src 'self'"]),
        ("<IMG SRC=https://p.example:8080/a.png>", ["img-src https://p.example:8080"]),
        ('<img srcset="a.jpg 1x, //c.example/b.jpg 2x">', ["img-src 'self'", "img-src c.example"]),
        ('<img src="data:image/png;base64,AA">', ["img-src data:"]),
        ('<video src="a.mp4" poster="b.png"></video>', ["img-src 'self'", "media-src 'self'"]),
        ('<iframe src="https://v.example/1?a=b"></iframe>', ["frame-src https://v.example"]),
        ('<form action="https://list.example/"></form>', ["form-action https://list.example"]),
        ('<link rel="Stylesheet" href="https://c.example/a.css">', ["style-src https://c.example"]),
        ('<script type="application/ld+json">{}</script>', []),
        ('<iframe src="https://a;b/"></iframe><img src="http://["><a href="https://x/">x</a>', []),
        ("<pre>&lt;iframe src=x&gt; style = 1</pre>", []),
        (
            "<!-- <img src=a> --><textarea><img src=//h></textarea><b style='a'>",
            [
                "style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='",
                "style-src 'unsafe-hashes'",
            ],
        ),
        ('5 < 6 <img src="a.png">', ["img-src 'self'"]),
    ],
)
def test_what_texts_load(html, needs):
    """Each picture, film, frame, form and sheet of a text is known by its host."""
    assert needs_of(html) == needs


def test_what_is_written_in_a_text_is_named_by_its_digest():
    """A script or a style in a text may run as it is, digests as in CSP 3; another may not."""
    digest = "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='"  # of doSomething();, in MDN

    assert needs_of("<script>doSomething();</script>") == [f"script-src {digest}"]
    assert needs_of('<p onclick="doSomething&#40;);">x</p>') == [
        f"script-src {digest}", "script-src 'unsafe-hashes'",
    ]  # fmt: skip
    assert needs_of("<style>doSomething();</style>") == [f"style-src {digest}"]


def test_nothing_is_allowed_but_what_is_needed():
    """Without needs a page has its style, its pictures and fonts; what a text needs is added."""
    policy = directives(policy_of(["frame-src https://v.example", "form-action https://l.example"]))

    assert directives(policy_of([])) == BASE
    assert policy == {
        **BASE, "frame-src": ["https://v.example"], "form-action": ["https://l.example"],
    }  # fmt: skip


def test_ones_own_address_is_oneself():
    """A picture that a post names by the blog's whole address is one of the site."""
    needs = ["frame-src https://x.example", "img-src https://x.example"]
    policy = directives(policy_of(needs, "https://x.example/blog"))

    assert policy["img-src"] == policy["frame-src"] == ["'self'"]


def test_many_styles_are_allowed_together():
    """Where digests of styles would make the header too long, styles may be written in texts."""
    styles = [need for n in range(40) for need in needs_of(f'<p style="width: {n}px">x</p>')]
    policy = policy_of([*styles, "script-src 'sha256-x'"])

    assert len(policy) < MOST
    assert directives(policy)["style-src"] == ["'self'", "'unsafe-inline'"]
    assert directives(policy)["script-src"] == ["'sha256-x'"]


@given(st.text() | st.lists(st.sampled_from(["<iframe src=", "'", '"', ">", "https://a", ";", "\n", "/", " style=", "é"])).map("".join))  # fmt: skip
def test_no_text_is_more_than_a_source(html):
    """Whatever a text holds, a need is one directive and one source of one line."""
    for need in needs_of(html):
        assert re.fullmatch(r"[a-z-]+ [^\s;,\"$]+", need)


def test_policy_follows_the_posts(blog):
    """A frame in a post, a hidden one too, or in a summary is allowed; it goes with the post."""
    assert policy_in(blog.build(**UNSEARCHED)) == BASE

    frame = '<iframe src="https://{}.example/1"></iframe>'
    post = blog.post("Film", frame.format("v"), lang="fr", status="hidden")
    blog.post("Brouillon", frame.format("no"), lang="fr", status="draft")
    blog.file("pages/a.md", "Title: A\nLang: fr\n\n![x](https://p.example/a.png)\n")
    assert policy_in(blog.build(**UNSEARCHED)) == {
        **BASE,
        "frame-src": ["https://v.example"],
        "img-src": ["'self'", "https://p.example"],
    }

    post.unlink()
    assert "frame-src" not in policy_in(blog.build())


def test_policy_is_kept_with_what_was_read(blog):
    """A post that is not read again still counts; another text changes no header."""
    blog.post("Film", '<iframe src="https://v.example/1"></iframe>', lang="fr")
    first = blog.build().files()
    blog.post("Two", "More.", lang="en", slug="two", path="002.md", date="2016-10-02 10:00")
    written = blog.rendered()

    assert not {"_headers", ".htaccess", "headers.nginx.conf"} & set(written)
    assert b"https://v.example" in first["_headers"]
    assert policy_in(blog.build())["frame-src"] == ["https://v.example"]


def test_sources_of_ones_own(blog):
    """HOSTING_POLICY adds what a theme of one's own loads."""
    more = {"img-src": ["https://p.example"], "connect-src": ["'self'"]}
    policy = policy_in(blog.build(HOSTING_POLICY=more))

    assert policy["img-src"] == ["'self'", "https://p.example"]
    assert policy["connect-src"] == ["'self'"]


@pytest.mark.parametrize(
    "policy", [[], {"img-src": "x"}, {"img-src": ["a; b"]}, {"img-src": ["a\nb"]}, {"a b": []}, {1: []}, {"x": ['"']}]
)  # fmt: skip
def test_what_is_no_policy_is_refused(policy):
    """What would be more than a source is told, with what to write."""
    with pytest.raises(ValueError, match="write sources by directive"):
        checked_policy(policy)


@pytest.mark.parametrize("seconds", [-1, "31536000", True, None])
def test_seconds_that_are_none_stop_the_build(blog, seconds):
    """A time that is none is told before anything is written."""
    assert "HOSTING_HSTS = " in blog.fails(HOSTING_HSTS=seconds)


def test_headers_may_be_left_to_the_host(blog):
    """Without HOSTING_HEADERS no file tells any; each server of HOSTING_SERVERS has its file."""
    files = {"_headers", ".htaccess", "headers.nginx.conf"}
    blog.settings["LANGUAGE_FEEDS_OLD_ADDRESSES"] = False

    assert files <= set(blog.build().files())
    assert files & set(blog.build(HOSTING_SERVERS=["nginx"]).files()) == {"headers.nginx.conf"}
    assert not files & set(blog.build(HOSTING_HEADERS=False).files())


def test_long_policy_is_told(blog):
    """More hosts than Cloudflare Pages takes in a header are a warning, if its file is written."""
    frames = "".join(f'<iframe src="https://video-{n}.example/"></iframe>' for n in range(90))
    blog.post("Films", frames, lang="fr")

    assert "Cloudflare Pages leaves such a header out" in blog.build().told
    assert "Cloudflare" not in blog.build(HOSTING_SERVERS=["apache"]).told


def test_headers_file_keeps_to_the_grammar(blog):
    """`_headers` has addresses, each followed by fields of one line (Netlify, Cloudflare Pages)."""
    lines = (blog.build(SITEURL=SITES[1]).output / "_headers").read_text("utf-8").splitlines()
    fields = [line for line in lines[1:] if line.startswith("  ")]

    assert [line for line in lines[1:] if line not in fields] == [
        "/mon blog/*", "/mon blog/feeds/*", "/mon blog/images/*",
        "/mon blog/picture-sizes/*", "/mon blog/theme/*",
        "/mon blog/feeds/*.atom.xml", "/mon blog/feeds/*.json", "/mon blog/feeds/*.opml", "/mon blog/feeds/*.rss.xml",
        "/mon blog/feeds/archive/*.xml",
    ]  # fmt: skip
    assert all(re.fullmatch(r"  [A-Za-z-]+: [!-~]( ?[!-~])*", field) for field in fields)
    assert all(len(line) < 2_000 for line in lines)


@pytest.mark.parametrize("siteurl", SITES)
@pytest.mark.parametrize("server", ["apache", "nginx"])
def test_servers_say_the_headers(blog, server, siteurl):
    """Real servers say them with every answer, errors included; feeds and pictures may be kept."""
    built = blog.build(SITEURL=siteurl, HOSTING_HSTS=600)
    base = siteurl.removeprefix("https://x.example")
    with served(server, built.output, siteurl) as get:
        for path in ("/", "/archives/2016/10/01/un/", "/nowhere/", "/feeds/all.atom.xml"):
            said = get.headers(base + path)
            for name, value in SECURITY.items():
                assert said.get_all(name) == [value]
            assert directives(said["Content-Security-Policy"]) == policy_in(built)
            assert said["Strict-Transport-Security"] == "max-age=600"
        style = next(f"/{name}" for name in built.files() if name.endswith("style.css"))
        kept = {
            path: (
                get.headers(base + path).get_all("Cache-Control"),
                said["Access-Control-Allow-Origin"],
            )
            for path in (
                "/",
                style,
                "/images/x.svg",
                "/feeds/all.atom.xml",
                "/fr/feeds/",
            )
            if (said := get.headers(base + path))
        }

    assert kept == {
        "/": (["no-cache"], None),
        style: (["max-age=31536000, immutable"], None),
        "/images/x.svg": (["max-age=86400"], None),
        "/feeds/all.atom.xml": (["max-age=3600"], "*"),
        "/fr/feeds/": (["no-cache"], None),
    }


@pytest.mark.parametrize("siteurl", SITES)
@pytest.mark.parametrize("server", ["apache", "nginx"])
def test_servers_know_feeds_and_what_is_not_there(blog, server, siteurl):
    """Feeds have their own types; where there is nothing, the page of the reader's language says so."""
    blog.post("Vieux", lang="fr", slug="vieux", date="2009-01-01")
    built = blog.build(SITEURL=siteurl)
    written = {name for name in built.files() if name.startswith("feeds/")}
    base = siteurl.removeprefix("https://x.example")
    with served(server, built.output, siteurl) as get:
        types = {name: get.headers(f"{base}/{name}").get_content_type() for name in written}
        missing = {
            path: get.page(base + path)
            for path in ("/nowhere/", "/fr/nulle-part/", "/en/nowhere", "/fr.html", "/feeds/x.json")
        }
        pictures = get.headers(f"{base}/images/x.svg").get_content_type()

    for ending, kind in TYPED.items():
        assert {types.pop(name) for name in written if name.endswith(ending)} == {kind}
    assert set(types.values()) == {"text/html", "application/atom+xml"}
    assert all(name.startswith("feeds/archive/") or name.endswith(".html") for name in types)
    assert pictures == "image/svg+xml"
    assert {path: status for path, (status, _) in missing.items()} == dict.fromkeys(missing, 404)
    langs = {path: re.search(r'<html lang="(\w+)"', text)[1] for path, (_, text) in missing.items()}
    assert langs["/fr/nulle-part/"] == "fr"
    assert langs["/en/nowhere"] == "en"
    both = (built.output / "404.html").read_text("utf-8")
    assert {missing[path][1] for path in ("/nowhere/", "/fr.html", "/feeds/x.json")} == {both}


def test_caddy_says_what_the_guide_has_it_say(blog):
    """With the guide's configuration a real Caddy says what nginx does by its rules, but for the policy."""
    blog.post("Vieux", lang="fr", slug="vieux", date="2009-01-01", tags="lac", aliases="/vieux/")
    built = blog.build()
    names = sorted(built.files())
    asked = [f"/{name}" for name in names if not name.startswith(("_", "."))]
    asked = [path.removesuffix("index.html") for path in asked if not path.endswith(".conf")]
    asked += ["/nowhere/", "/fr/nulle-part/", "/en/nowhere", "/feed/"]
    said = {}
    for server in ("caddy", "nginx"):
        with served(server, built.output, SITES[0]) as get:
            said[server] = {path: (*get.page(path), kept_of(get.headers(path))) for path in asked}

    assert len(asked) > 60
    asked.remove("/vieux/")
    assert said["caddy"]["/vieux/"][0] == 200  # the page there leads on
    assert "http-equiv" in said["caddy"]["/vieux/"][1]
    for path in asked[:-1]:
        assert said["caddy"][path] == said["nginx"][path], path
    assert said["caddy"]["/feed/"][0] == said["nginx"]["/feed/"][0] == 301


def test_netlify_is_told_of_pages_that_are_there(sample):
    """What the guide has in `netlify.toml` runs a command of the blog, and leads to its pages."""
    [shown] = re.findall(r"```toml\n(.*?)```", GUIDE, re.S)
    told = tomllib.loads(shown)

    assert told["build"]["command"].endswith("invoke publish")
    assert (ROOT / "requirements.txt").is_file()
    assert {rule["status"] for rule in told["redirects"]} == {404}
    assert all(sample.exists(rule["to"].lstrip("/")) for rule in told["redirects"])


def kept_of(said):
    """Of what a server says, what the guide is about; types without their charset."""
    names = [*SECURITY, "Access-Control-Allow-Origin"]
    own = {name: said.get_all(name) for name in names}
    kept = said["Cache-Control"] if said.get_content_type() != "text/html" else ""
    return own | {
        "type": said.get_content_type().replace("application/java", "text/java"),
        "kept": kept,
    }


@pytest.mark.thorough
@pytest.mark.parametrize("server", ["apache", "nginx"])
def test_browser_shows_everything_under_the_policy(blog, server, chromium):
    """Under the policy a browser shows all that a post has, says nothing, and runs nothing else."""
    framing = {"frame-ancestors": ["http://127.0.0.1:*"]}
    with served("nginx", blog.build(HOSTING_POLICY=framing).output, "https://x.example") as other:
        frame = f"http://127.0.0.1:{other.port}/archives/2016/10/02/two/"
        blog.post("Tout", BODY.format(frame=frame), lang="fr", slug="tout", tags="lac")
        built = blog.build()
        with served(server, built.output, "https://x.example") as get:
            page = chromium.new_page()
            said = []
            page.on("console", lambda message: said.append(message.text))
            for path in ("", "fr/", "archives/", "tags/", "feeds/", "404.html"):
                page.goto(f"http://127.0.0.1:{get.port}/{path}")
            page.goto(f"http://127.0.0.1:{get.port}/archives/2016/10/03/tout/")
            found = {
                "run": page.evaluate("document.documentElement.dataset.run"),
                "right": page.eval_on_selector(
                    "td:last-child", "e => getComputedStyle(e).textAlign"
                ),
                "colour": page.get_by_text("Teinte").evaluate("e => getComputedStyle(e).color"),
                "frame": page.frames[1].title(),
                "picture": page.eval_on_selector(".prose img", "image => image.naturalWidth"),
            }
            quiet = list(said)
            page.evaluate("""() => { const bad = document.createElement("script");
                bad.textContent = "document.documentElement.dataset.bad = 1"; document.head.append(bad) }""")
            bad = page.evaluate("document.documentElement.dataset.bad")
            page.close()

    assert found == {
        "run": "yes", "right": "right", "colour": "rgb(1, 2, 3)", "picture": 9, "frame": "Two – Deux rives",
    }  # fmt: skip
    assert quiet == []
    assert bad is None
    assert "Content Security Policy" in said[-1]
