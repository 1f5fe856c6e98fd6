"""What many pages show is made once, and reads the same on each of them."""

import pytest
from conftest import ROOT
from jinja2 import DictLoader, Environment, meta

from plugins.bilingual.memo import Memo
from plugins.bilingual.templates import add_to

TEMPLATES = {
    "page.html": '{{ piece("link.html", post=post) }}',
    "link.html": '<a href="{{ SITEURL }}/{{ post }}/" lang="{{ lang }}">{{ title }}</a>',
}


def environment() -> Environment:
    new = Environment(loader=DictLoader(TEMPLATES), autoescape=True)
    add_to(new, "https://blog.example")
    return new


def shown(env: Environment, **values: object) -> str:
    return env.get_template("page.html").render({"lang": "fr", "post": "a", **values})


@pytest.mark.parametrize("siteurl", [".", "../..", "https://blog.example", "/blog", ""])
def test_piece_leads_from_every_page(siteurl):
    """A piece made for one page leads to the same address from a page of any depth."""
    env = environment()
    shown(env, SITEURL="../../..")

    assert shown(env, SITEURL=siteurl) == f'<a href="{siteurl}/a/" lang="fr"></a>'


def test_piece_is_made_once_for_what_it_varies_with():
    """Pages of one language share a piece; another language or value has its own."""
    env, made = environment(), []
    kept = Memo()
    env.memo = lambda key, make: kept(key, lambda: made.append(key) or make())
    pages = [shown(env, SITEURL=".", title="one"), shown(env, SITEURL="..", title="two")]
    shown(env, SITEURL=".", lang="en")
    shown(env, SITEURL=".", post="b")

    assert pages == ['<a href="./a/" lang="fr"></a>', '<a href="../a/" lang="fr"></a>']
    assert len(made) == 3


def test_pieces_do_not_outlive_a_build():
    """A new environment, as each build has, remembers nothing of the last one."""
    shown(environment(), SITEURL=".")
    env = environment()
    env.loader = DictLoader(TEMPLATES | {"link.html": "changed"})

    assert shown(env, SITEURL=".") == "changed"


def test_keys_hold_objects_not_their_names():
    """Two articles that look the same are two; each lives as long as its text."""
    memo = Memo()

    assert memo(("title", object()), lambda: "été") == "été"
    assert all(memo(("title", object()), lambda n=n: str(n)) == str(n) for n in range(100))


def test_values_in_furniture_are_escaped_once():
    """A text that is put into furniture is escaped, markup is not, numbers are as they are."""
    env = environment()
    texts = {"a": "<{tag}> {count}"}
    strings = {"fr": type("", (), {"pattern": lambda self, key, count: texts[key]})()}
    template = env.from_string('{{ t("a", count=3, tag="<&>") }}{{ t("a", tag="<b>"|safe) }}')

    assert template.render(lang="fr", BILINGUAL_STRINGS=strings) == (
        "&lt;&lt;&amp;&gt;&gt; 3&lt;<b>&gt; None"
    )


def test_templates_read_no_list_of_all_posts():
    """A page depends on what its templates read: never on every post of the blog at once."""
    env = environment()
    for path in (ROOT / "theme/templates").rglob("*.html"):
        read = meta.find_undeclared_variables(env.parse(path.read_text("utf-8")))
        assert not read & {"articles", "views", "tags", "tag_archives", "tag_views", "dates"}, path
