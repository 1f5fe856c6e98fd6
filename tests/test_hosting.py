"""Old addresses lead to new ones: by pages on any host, by rules on hosts that have them."""

import getpass
import http.client
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import pytest
from conftest import ROOT, Built, program, run
from hypothesis import given
from hypothesis import strategies as st
from pelican import signals

from plugins.bilingual.redirects import Redirect
from plugins.hosting.faults import MOST_LITERAL, MOST_PATTERNS, faults, over_limits
from plugins.hosting.servers import SERVERS, apache, netlify, nginx

GUIDE = (ROOT / "docs/hosting.md").read_text("utf-8")
FILES = {server.file for server in SERVERS.values()}
SITES = ["https://x.example", "https://x.example/mon%20blog"]
FEEDS = Redirect("archives/tag/{slug}/feed/", "feeds/tag/{slug}.atom.xml", "old feeds", False)
HOSTILE = [
    "2008/vieux/", "ancien.html", "été/l'Été.html", "a b/", 'say"so"/', "$1/", "${HOME}/x/", "a;b/", "{x}/", "#top/",
    "100%/", "back\\slash/", "st*r/", "12:30/", "it:self/", "&amp/", "a|b[c]/", "a?b/", "x; } return 200; {/", "~^/", "..a/",
    f"2008/05/12/{'un-titre-tres-long-' * 9}/",
]  # fmt: skip


GZIP = " ".join(re.findall(r"^ +(gzip[^;]*;)", GUIDE, re.M))  # what the guide says


@pytest.fixture
def table():
    """Redirects of a plugin: what a test puts there is in the context's."""
    redirects = []

    def add(generator):
        generator.context.setdefault("redirects", []).extend(redirects)

    signals.article_generator_finalized.connect(add)
    yield redirects
    signals.article_generator_finalized.disconnect(add)


@pytest.fixture(autouse=True)
def no_feeds(site):
    """Only the redirects that a test asks for: a blog's feeds bring their own; no headers."""
    site.settings["LANGUAGE_FEEDS_OLD_ADDRESSES"] = False
    site.settings["HOSTING_HEADERS"] = False


def aliases(*addresses):
    """A post's field `Aliases` that names these addresses."""
    return ", ".join("/" + quote(each) for each in addresses)


def test_aliases_lead_to_their_post(site):
    """Each old address of a post has a page that leads to it, in a list of any length."""
    site.post("Un", lang="fr", aliases="/2008/vieux/, ancien.html, https://old.example/p/x")
    built = site.build()

    for old, new in {
        "2008/vieux/": "../../archives/2016/10/01/un/",
        "ancien.html": "./archives/2016/10/01/un/",
        "p/x/": "../../archives/2016/10/01/un/",
    }.items():
        page = built.page(old)
        assert page.a["href"] == new
        assert page.select_one("link[rel=canonical]")["href"].endswith("/archives/2016/10/01/un/")
        assert page.select_one("meta[name=robots]")["content"] == "noindex"


def test_alias_that_no_file_can_answer_is_an_error(site):
    """An alias with a query or a fragment, in no known encoding, outside the site, or a pattern is told."""
    wrong = ["/?p=12", "/../x", "/a/./b", "/a#b", "/%E9t%E9/", "/tag/{slug}/"]
    site.post("Un", lang="fr", aliases=", ".join(wrong))
    told = site.fails()

    for alias in wrong:
        assert f"001.md:4: “{alias}” is not an address that a file can answer; write a path" in told


def test_control_character_in_an_alias_is_an_error(site):
    """An alias with a control character is told with its post; no file is written."""
    site.post("Un", lang="fr", aliases="/a%0Ab/, /c%00/")
    site.post("Two", lang="en", aliases="/d%C2%85/")
    told = site.fails()

    assert r"001.md:4: the old address 'a\nb/' holds a control character; write it without" in told
    assert r"001.md:4: the old address 'c\x00/' holds a control character" in told
    assert r"002.md:4: the old address 'd\x85/' holds a control character" in told


def test_rules_are_written_for_the_servers_chosen(site):
    """Each server of HOSTING_SERVERS has its file; a file goes with its server, and with the last redirect."""
    post = site.post("Un", lang="fr", aliases="/vieux/")
    every = FILES & set(site.build().files())
    site.build(HOSTING_SERVERS=["nginx"])
    one = FILES & set(site.build(HOSTING_SERVERS=["nginx"]).files())
    none = FILES & set(site.build(HOSTING_SERVERS=()).files())
    again = FILES & set(site.build().files())
    post.write_text(post.read_text().replace("Aliases: /vieux/\n", ""))

    assert every == again == FILES
    assert one == {"redirects.nginx.conf"}
    assert not none
    assert not FILES & set(site.build().files())


def test_everything_with_an_old_address_is_in_the_rules(site, table):
    """Aliases of posts and pages, hidden ones too, of tags in every view, and a plugin's are in one table."""
    site.file("tags.toml", '[lac]\nnames = { fr = "lac" }\naliases = ["eau"]\n')
    site.post("Un", lang="fr", tags="lac", aliases="/un/")
    site.post("Two", lang="en", status="hidden", aliases="/two/")
    site.post("Brouillon", lang="fr", status="draft", aliases="/trois/")
    site.file("pages/a.md", "Title: About\nLang: en\nAliases: /a-propos/\n\nText.")
    table.append(FEEDS)
    rules = site.build().files()["_redirects"].decode().splitlines()

    assert [line.split()[0] for line in rules[1:] if line.split()[0].endswith("/")] == [
        "/a-propos/",
        "/archives/tag/eau/",
        "/fr/archives/tag/eau/",
        "/two/",
        "/un/",
        "/archives/tag/:slug/feed/",
    ]


def test_rules_follow_the_redirects_only(site):
    """Rules are rendered again when a redirect changes, in the bytes of a clean build; not for a new text."""
    post = site.post("Un", lang="fr", aliases="/vieux/", slug="un")
    site.post("Two", lang="en", slug="two")
    site.build()
    post.write_text(post.read_text().replace("Text.", "More text."))
    for_a_text = FILES & set(site.rendered())
    post.write_text(post.read_text().replace("/vieux/", "/ancien/"))
    for_an_alias = FILES & set(site.rendered())
    kept = Built(site.folder / "output", "").files()
    shutil.rmtree(site.folder / "output")

    assert not for_a_text
    assert for_an_alias == FILES
    assert "/ancien/" in kept[".htaccess"].decode()
    assert site.build().files() == kept


def test_rules_survive_publishing(site):
    """Files whose names begin with a dot are published, and stay when nothing of them changed."""
    site.post("Un", lang="fr", aliases="/vieux/")
    chosen = {"RENDERING_AT_ONCE": True, "RENDERING_CHECK_LINKS": True}
    first = site.build(**chosen).files()
    site.post("Two", lang="en")
    second = site.build(**chosen).files()

    assert first.keys() >= FILES
    assert {name: second[name] for name in FILES} == {name: first[name] for name in FILES}


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (["nginx", "iis"], "'iis' is no server"),
        ([["nginx"]], "['nginx'] is no server"),
        ("apache", "'apache' is no list of servers"),
    ],
)
def test_unknown_server_stops_the_build(site, chosen, message):
    """A server that is none, or a word in place of a list, is told with those that there are."""
    site.post("Un", lang="fr")
    told = site.fails(HOSTING_SERVERS=chosen)

    assert f"HOSTING_SERVERS: {message}" in told
    assert 'write some of ("apache", "netlify", "nginx")' in told


def test_loops_and_chains_are_errors(site, table):
    """A redirect to itself or to another old address is told where it comes from, with a cure."""
    site.post("Un", lang="fr", slug="un", aliases="/archives/2016/10/01/un/index.html, /a/")
    site.post("Two", lang="en", slug="two", aliases="/archives/tag/x/feed/")
    site.file("tags.toml", '[lac]\nnames = { fr = "lac" }\naliases = ["eau"]\n')
    site.post("Trois", lang="fr", tags="lac")
    table += [
        FEEDS,
        Redirect("b/", "c/", "old feeds", page=False),
        Redirect("c/", "archives/tag/x/feed/", "old feeds", page=False),
        Redirect("d/", "archives/tag/eau/", "old feeds", page=False),
    ]
    told = site.fails()

    for line in (
        "001.md:5: the old address “/archives/2016/10/01/un/index.html” leads to itself; take it away",
        "old feeds:1: “/b/” leads to “/c/”, an old address (old feeds); have it lead to “/archives/tag/x/feed/”, or take one of the two away",
        "old feeds:1: “/c/” leads to “/archives/tag/x/feed/”, an old address (002.md); have it lead to “/archives/2016/10/02/two/”",
        "old feeds:1: “/d/” leads to “/archives/tag/eau/”, an old address (tags.toml); have it lead to “/archives/tag/lac/”",
    ):
        assert line in told, told
    assert "“/a/”" not in told


@pytest.mark.parametrize(
    ("redirects", "message"),
    [
        ([("a/{slug}/", "b/{slug}/"), ("b/{slug}", "c/")], "leads to “/b/{slug}/”, an old address"),
        ([("a/", "b/x/"), ("b/{slug}/", "c/")], "leads to “/b/x/”, an old address"),
        ([("a/{slug}/", "a/{slug}")], "leads to itself"),
        ([("a/{slug}/", "a/{slug}.html")], "leads to “/a/{slug}.html”, an old address"),
        ([("a/é/", "a/%C3%A9/?x#y")], "leads to itself"),
        ([("a", "b"), ("a/", "c")], "“/a/” leads to “/b”, too"),
        ([("a/{slug}.xml", "b/")], "is no pattern; let one whole segment be {slug}"),
        ([("{slug}/{slug}/", "b/")], "is no pattern; let one whole segment be {slug}"),
        ([("a/", "a/b/"), ("b/{slug}/", "c/{slug}.xml"), ("b/x/", "d/"), ("e/", "d/"), ("a", "a/b/")], None),
        ([("a/{slug}/", "b/{slug}.xml"), ("b/x.xml", "b/y.xml")], None),
    ],
)  # fmt: skip
def test_faults_of_a_table(redirects, message):
    """Loops, chains, two ways from one address and patterns that are none are found; nothing else is."""
    found = list(faults(Redirect(*each, "plugin", page=False) for each in redirects))

    if message is None:
        assert not found
    else:
        assert len(found) == 1
        assert message in f"{found[0].message}; {found[0].cure}"


def test_limits_of_cloudflare_are_a_warning(site, table):
    """More rules than Cloudflare Pages takes are a warning, where `_redirects` is written."""
    site.post("Un", lang="fr")
    table += [Redirect(f"a{n}/", "", "old blog", page=False) for n in range(MOST_LITERAL // 2)]
    table += [Redirect(f"p{n}/{{slug}}", "", "old blog", False) for n in range(MOST_PATTERNS)]
    within = list(over_limits(table))
    table += [
        Redirect("z.html", "", "old blog", False),
        Redirect("z/{slug}", "", "old blog", False),
    ]

    assert not within
    told = site.build().told
    assert "warning: " in told
    assert "old blog:1: Cloudflare Pages takes 2000 redirects from _redirects; this is one" in told
    assert "old blog:1: Cloudflare Pages takes 100 redirects with a pattern from _redirects" in told
    assert "Cloudflare" not in site.build(HOSTING_SERVERS=["nginx"]).told


class Asked(NamedTuple):
    """A server on this machine: called with an address, it gives the status and `Location`."""

    port: int
    log: Path

    def __call__(self, path):
        return ask(*self, path)[:2]

    def headers(self, path):
        return ask(*self, path)[2]

    def page(self, path):
        """Its status and its text."""
        status, _, _, text = ask(*self, path)
        return status, text


@contextmanager
def served(server, files, siteurl):
    """A server on this machine alone, which serves *files* where *siteurl* says: a function to ask it."""
    nobody = pwd.getpwnam("nobody")  # Apache refuses to serve as root
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        folder = Path(name)
        folder.chmod(0o755)
        root = folder / f"www{unquote(urlsplit(siteurl).path)}"
        root.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(files, root)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        if server == "apache":
            command = [program("apache2"), "-DFOREGROUND", "-f", folder / "conf"]
            modules = "".join(
                f"LoadModule {each}_module /usr/lib/apache2/modules/mod_{each}.so\n"
                for each in (
                    "mpm_event",
                    "authz_core",
                    "alias",
                    "dir",
                    "headers",
                    "rewrite",
                    "setenvif",
                    "mime",
                )
            )
            who = f"User nobody\nGroup #{nobody.pw_gid}\n" if os.geteuid() == 0 else ""
            conf = f"""{modules}{who}ServerName localhost\nServerRoot {folder}\nDefaultRuntimeDir {folder}
                PidFile {folder}/pid\nErrorLog {folder}/error\nListen 127.0.0.1:{port}
                TypesConfig /dev/null\nAddType text/html .html\nAddType text/css .css\nAddType image/svg+xml .svg\nAddType text/javascript .js
                DocumentRoot {folder}/www\n<Directory {folder}/www>\nAllowOverride FileInfo\nRequire all granted\n</Directory>\n"""
        elif server == "caddy":
            command = [
                program("caddy"),
                "run",
                "--adapter",
                "caddyfile",
                "--config",
                folder / "conf",
            ]
            [shown] = re.findall(r"```caddyfile\n(.*?)```", GUIDE, re.S)
            conf = "{\n\tadmin off\n}\n" + shown.replace("example.org", f"http://127.0.0.1:{port}")
            conf = conf.replace("/srv/blog/public", f"{folder}/www")
        else:
            command = [program("nginx"), "-c", folder / "conf", "-p", folder]
            ours = " ".join(
                f'include "{root}/{name}.nginx*.conf";' for name in ("redirects", "headers")
            )
            conf = nginx_conf(
                folder, port, f"include /etc/nginx/mime.types; root {folder}/www; {GZIP} {ours}"
            )
        (folder / "conf").write_text(conf)
        kept = {"XDG_CONFIG_HOME": name, "XDG_DATA_HOME": name}  # of Caddy
        process = subprocess.Popen(command, env=os.environ | kept, stderr=subprocess.DEVNULL)
        try:
            yield Asked(port, folder / "error")
        finally:
            process.terminate()
            process.wait(20)


def nginx_conf(folder, port, server):
    """A whole configuration of nginx around the directives of one server."""
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    return f"""
        {user} daemon off; pid {folder}/pid; error_log {folder}/error; events {{}}
        http {{
            access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;
            fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
            server {{ listen 127.0.0.1:{port}; {server} }}
        }}"""  # fmt: skip


def ask(port, log, path):
    """Status, `Location`, all headers and text of an address, once the server answers."""
    end = time.monotonic() + 20
    while True:
        with suppress(ConnectionRefusedError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return answer.status, answer.getheader("Location"), answer.headers, text
        assert time.monotonic() < end, log.read_text() if log.exists() else "it never answered"
        time.sleep(0.05)


@pytest.mark.parametrize("siteurl", SITES)
@pytest.mark.parametrize("server", ["apache", "nginx"])
def test_servers_follow_the_rules(site, table, server, siteurl):
    """Real servers answer each old address with 301 and the new one, encoded; all others as before."""
    site.post("Un", lang="fr", slug="un", aliases=aliases(*HOSTILE))
    site.post("Two", lang="en", slug="two", aliases="/archives/tag/own/feed/, /index.php/two/")
    table += [FEEDS, Redirect("feed/", "feeds/all.atom.xml", "old feeds", page=False)]
    built = site.build(SITEURL=siteurl)
    un, two = (f"archives/2016/10/0{number}/" for number in ("1/un", "2/two"))
    feeds = {
        f"archives/tag/{slug}/feed/": f"feeds/tag/{slug}.atom.xml" for slug in ("lac", "été à")
    }
    moved = {
        **dict.fromkeys(HOSTILE, un),
        **dict.fromkeys(["archives/tag/own/feed/", "index.php/two/"], two),
        **feeds,
        "feed/": "feeds/all.atom.xml",
    }
    untouched = ["", un, two, "404.html", "feeds/all.atom.xml", "nowhere/", "2008/", "2008/ete/", "x2008/vieux/",
                 "2008/vieux/x/", "2008/VIEUX/", "ancienXhtml", "ancien.html/", "archives/tag/a/b/feed/", "feed/x"]  # fmt: skip
    base = urlsplit(siteurl).path
    with served(server, built.output, siteurl) as get:
        for old, new in moved.items():
            for asked in {old, old.rstrip("/")}:
                status, location = get(f"{base}/{quote(asked)}")
                assert status == 301, asked
                assert location.isascii(), asked
                assert " " not in location, asked
                assert unquote(location) == unquote(f"{siteurl}/{new}"), asked
        for path in untouched:
            there = built.exists(path or "index.html")
            assert get(f"{base}/{quote(path)}")[0] in ([200] if there else [403, 404]), path
        assert "\n" not in get(f"{base}/archives/tag/a%0D%0Ab/feed/")[1]


@pytest.mark.parametrize("siteurl", SITES)
@pytest.mark.parametrize("server", ["apache", "nginx"])
def test_servers_lead_feed_readers_on(site, server, siteurl):
    """Where WordPress had feeds, real servers lead to feeds that are there; an author's alias goes first."""
    site.file("tags.toml", '[lac]\nnames = { fr = "lac", en = "lake" }\naliases = ["lakes"]\n')
    site.post("Un", lang="fr", tags="lac", aliases="/feed/rdf/, /feed/rss/")
    site.post("Two", lang="en", tags="lac")
    built = site.build(SITEURL=siteurl, LANGUAGE_FEEDS_OLD_ADDRESSES=True)
    olds = ["feed/", "feed/atom/", "fr/feed/", "language/fr/feed/", "archives/tag/lac/feed/", "feed",
            "fr/archives/tag/lac/feed/", "archives/tag/lakes/feed/", "en/archives/tag/lakes/feed/"]  # fmt: skip
    with served(server, built.output, siteurl) as get:
        for old in olds:
            status, location = get(f"{urlsplit(siteurl).path}/{old}")
            assert status == 301, old
            assert location.startswith(f"{siteurl}/feeds/"), old
            assert get(urlsplit(location).path)[0] == 200, old
        assert get(f"{urlsplit(siteurl).path}/feed/rss/")[1] == f"{siteurl}/archives/2016/10/01/un/"


TABLE = """from,to,reason
/category/lac/,/archives/2016/10/01/un/,a category
/vieux/{slug}/,/archives/2016/10/0{slug}/un/,a pattern
"/avec, virgule/",/archives/2016/10/02/two/,
/?p=12,/archives/2016/10/01/un/,its number
/index.php?page_id=7,/archives/2016/10/02/two/?a=b#c,its number
"""


@pytest.mark.parametrize("siteurl", SITES)
@pytest.mark.parametrize("server", ["apache", "nginx"])
def test_table_of_old_addresses_is_followed(site, server, siteurl):
    """Real servers lead on from the rows of redirects.csv, from queries of the root, too; others stay."""
    site.post("Un", lang="fr", slug="un")
    site.post("Two", lang="en", slug="two")
    site.file("redirects.csv", TABLE)
    built = site.build(SITEURL=siteurl, LANGUAGE_FEEDS_OLD_ADDRESSES=True)
    un, two = "archives/2016/10/01/un/", "archives/2016/10/02/two/"
    base = urlsplit(siteurl).path
    moved = {
        "category/lac/": un, "vieux/1": un, "avec,%20virgule/": two, "?p=12": un, "?a=1&p=12": un,
        "index.php?p=12": un, "?page_id=7": f"{two}?a=b#c", "?feed=rss2": "feeds/all.rss.xml",
        "wp-atom.php": "feeds/all.atom.xml", "?feed=atom": "feeds/all.atom.xml",
    }  # fmt: skip
    with served(server, built.output, siteurl) as get:
        for old, new in moved.items():
            assert get(f"{base}/{old}") == (301, f"{siteurl}/{new}"), old
        for path in ("", "?p=1", "?p=123", "?p=", "?q=12", "?p=12%2E", "?page_id=12", f"{un}?p=12"):
            assert get(f"{base}/{path}") == (200, None), path
        assert get(f"{base}/.query/p=12")[0] in (403, 404)
    assert built.page("category/lac/").a["href"] == f"../../{un}"
    assert not built.exists("vieux/{slug}/")
    assert not built.exists("redirects.csv")


@pytest.mark.parametrize(("row", "told"), [
    ("/a/b", "“” is no address of this site"),
    ("/a/,b/", "“b/” is no address of this site"),
    ("/a/,//b.example/", "“//b.example/” is no address of this site"),
    ("/a/,https://b.example/", "“https://b.example/” is no address of this site"),
    ("/../a/,/b/", "“/../a/” is not an address that a host can answer"),
    ("/a?p=1,/b/", "“/a?p=1” is not an address that a host can answer"),
    ('"/?p=1; } return 200; {",/b/', "is not an address that a host can answer"),
    ("/?p=1&q=2,/b/", "“/?p=1&q=2” is not an address that a host can answer"),
    (",/b/", "“” is not an address that a host can answer"),
    ("/a/,/b/{slug}/", "“/b/{slug}/” repeats what the old address has not"),
    ('"/a/"x,/b/', "this is no table: "),
    ("/archives/2016/10/01/un/,/b/", "the old address “/archives/2016/10/01/un/”"),
    ("/a/,/a/", "the old address “/a/” leads to itself"),
])  # fmt: skip
def test_rows_that_cannot_be_are_told(site, row, told):
    """Each is told with the line of the table that it is on, and nothing is written."""
    site.post("Un", lang="fr", slug="un")
    site.file("redirects.csv", f"from,to\n/c/,/archives/2016/10/01/un/\n\n{row}\n")
    message = site.fails()

    assert told in message
    assert "redirects.csv:4: " in message or "redirects.csv:4)" in message


def test_file_that_is_no_table_is_told(site):
    """One without its first row, or in another encoding, is told; one of another name is not read."""
    site.post("Un", lang="fr")
    site.file("redirects.csv", "/a/,/b/\n")
    assert "redirects.csv:1: the first row is not “from,to”; name the columns in it" in site.fails()
    site.file("redirects.csv", b"from,to\n/\xe9t\xe9/,/b/\n")
    assert "redirects.csv:1: it is not UTF-8; save it as UTF-8" in site.fails()
    site.file("old.csv", "\ufefffrom,to\r\n/été/,/archives/2016/10/01/un/\r\n")
    assert site.build(HOSTING_REDIRECTS="old.csv").exists("été/")
    assert not site.build(HOSTING_REDIRECTS="").exists("été/")


@pytest.mark.parametrize("siteurl", ["", *SITES])
@pytest.mark.parametrize("server", ["apache", "nginx"])
def test_targets_are_what_they_say(tmp_path, server, siteurl):
    """Real servers give a new address of any text as it is, encoded once, without what it looks like."""
    targets = ["é à/", 'a"b/', "$1/", "${HOME}/", "{slug}/", "&/", "100%25/%C3%A9/", "100%/", "a\\b/", "a\\$b&/", "c/?q=%20&r#f",
               "$request_uri/", "%{HTTP_HOST}/", "a;b/"]  # fmt: skip
    redirects = [Redirect(f"{n}/", target, "") for n, target in enumerate(targets)]
    redirects.append(Redirect("t/{slug}/", "{slug}/&$1é/{slug}.xml", ""))
    moved = {f"{n}/": target for n, target in enumerate(targets)} | {"t/x/": "x/&$1é/x.xml"}
    file = SERVERS[server].file
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / file).write_text(SERVERS[server].text(redirects, siteurl))
    with served(server, tmp_path / "site", siteurl) as get:
        for old, new in moved.items():
            status, location = get(f"{urlsplit(siteurl).path}/{old}")
            assert status == 301, new
            assert location.isascii(), new
            assert unquote(location).endswith(unquote(f"{siteurl}/{new}")), new
            assert not re.search(r"%25(?!25|/)[0-9A-F]", location), new


@pytest.mark.parametrize("siteurl", SITES)
def test_netlify_rules_keep_to_the_published_grammar(siteurl):
    """Each line is `source destination code`; literal sources first, a name only where a pattern has one."""
    lines = netlify([FEEDS, *(Redirect(old, "un/", "") for old in HOSTILE)], siteurl).splitlines()
    base = urlsplit(siteurl).path
    assert lines[0].startswith("#")
    rules = [line.split(" ") for line in lines[1:]]
    *literal, with_slash, without_slash = rules

    assert all(re.fullmatch(r"/[\w/~.!$&'()+,;=@%-]*", source, re.A) for source, *_ in literal)
    assert [rest for _, *rest in literal] == [[f"{siteurl}/un/", "301"]] * len(literal)
    assert {unquote(source) for source, *_ in literal} == {
        f"{unquote(base)}/{each}" for old in HOSTILE for each in (old, old.rstrip("/"))
    }
    assert sorted([with_slash, without_slash]) == [
        [f"{base}/archives/tag/:slug/feed{end}", f"{siteurl}/feeds/tag/:slug.atom.xml", "301"]
        for end in ("", "/")
    ]


def test_queries_are_told_as_netlify_has_them():
    """A query stands between the path and the target, and its rule holds though there is a page.

    https://docs.netlify.com/manage/routing/redirects/redirect-options/, “Query parameters”
    """
    rules = netlify([Redirect("?p=12", "b/?c=d", ""), Redirect("a/", "b/", "")], SITES[1])
    assert rules.splitlines()[1:] == [
        "/mon%20blog/a https://x.example/mon%20blog/b/ 301",
        "/mon%20blog/a/ https://x.example/mon%20blog/b/ 301",
        "/mon%20blog/ p=12 https://x.example/mon%20blog/b/?c=d 301!",
    ]


TOKEN = r'"((?:[^"\\]|\\.)*)"'
RULE = {
    apache: rf"RedirectMatch 301 {TOKEN} {TOKEN}",
    netlify: r"(/\S*) (\S+) 301",
    nginx: rf'location (?:= |~ ){TOKEN} \{{ (?:return 301|rewrite {TOKEN}) "[^"\\;{{}}\s]*"(?: permanent)?; \}}',
}  # fmt: skip
address = st.text(max_size=12) | st.text("\"\\$;{}#\n\r\t '/.%&:*~^a1é\u2028", max_size=12)


@given(st.lists(st.tuples(address, address), max_size=4), st.sampled_from(SITES))
def test_no_text_of_an_address_is_more_than_text(pairs, siteurl):
    """Whatever addresses hold, each line of each file is one rule, for the old address alone."""
    redirects = [Redirect(old, new, "") for old, new in pairs]
    for write, rule in RULE.items():
        lines = [line for line in write(redirects, siteurl).split("\n")[:-1] if line[0] != "#"]
        assert len({*lines}) == len(lines)
        for line in lines:
            assert re.fullmatch(rule, line), line
        for old, _ in () if any("{slug" in old for old, _ in pairs) else pairs:
            path = f"{unquote(urlsplit(siteurl).path)}/{old}"
            fitting = sum(names(write, line, path) for line in lines)  # “a” and “a/” may both fit
            assert 1 <= fitting <= 2, (lines, path)
            assert not any(names(write, line, path + "x") for line in lines) or f"{old}x" in {
                other.rstrip("/") for other, _ in pairs
            }


def names(write, line, path):
    """Whether the rule in a line is for that path."""
    if line.startswith("location ="):
        return re.sub(r"\\(.)", r"\1", re.search(TOKEN, line)[1]) == path
    if write is netlify:
        return unquote(line.split(" ")[0]) == path
    return bool(re.match(re.search(TOKEN, line)[1].encode()[:-1] + rb"\Z", path.encode()))


def test_nginx_takes_every_rule(tmp_path):
    """Nginx finds nothing wrong with rules for hostile addresses, long ones, and ones alike but for case."""
    redirects = [
        Redirect(old, 'x;}"$a\n{\\', "")
        for old in (*HOSTILE, "A/", "a/", "a", "b\nc/", "d\x00;", "{slug}/")
    ]
    (tmp_path / "rules").write_text(nginx(redirects, SITES[1]))
    (tmp_path / "conf").write_text(nginx_conf(tmp_path, 9, f"include {tmp_path}/rules;"))
    done = run(program("nginx"), "-t", "-c", tmp_path / "conf", "-p", tmp_path)

    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_nginx_starts_without_rules(tmp_path):
    """The line that the documentation tells does no harm when there are no redirects any more."""
    told = re.search(
        r"include /srv/blog/public(/\S+);", (ROOT / "docs/hosting.md").read_text("utf-8")
    )
    (tmp_path / "conf").write_text(nginx_conf(tmp_path, 9, f"include {tmp_path}{told[1]};"))
    without = run(program("nginx"), "-t", "-c", tmp_path / "conf", "-p", tmp_path)
    (tmp_path / "redirects.nginx.conf").write_text("wrong;")
    wrong = run(program("nginx"), "-t", "-c", tmp_path / "conf", "-p", tmp_path)

    assert without.returncode == 0, without.stderr
    assert wrong.returncode == 1
