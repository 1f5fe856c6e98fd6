"""Old addresses lead to new ones."""


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
    """An alias with a query, or outside the site, is told."""
    site.post("Un", lang="fr", aliases="/?p=12, /../x")
    told = site.fails()

    assert "“/?p=12” is not an address that a file can answer" in told
    assert "“/../x” is not an address that a file can answer" in told
