"""What one chooses when importing, and what one is told."""

import json

import pytest
from conftest import Terminal
from wxr import OWN, Move, export, item


@pytest.fixture
def move(tmp_path):
    """An empty folder to import into."""
    return Move(tmp_path / "moving")


def test_dry_run_writes_the_report_alone(move, capsys):
    """What would be done is told; the content stays as it is."""
    assert move.take(OWN, "--dry-run") == 2
    assert move.files() == {}
    assert "a dry run: nothing was written but the report" in capsys.readouterr().out
    assert move.report()["accounted"] == move.report()["items"]


def test_progress_is_shown_at_a_terminal(move):
    """Where someone looks, a bar shows how far the reading is."""
    terminal = Terminal(
        "wordpress_import.command",
        OWN,
        "--content",
        move.content,
        "--report",
        move.folder / "report",
    )
    terminal.expect("[##############################]")
    terminal.expect("accounted for")
    assert terminal.status() == 2


def test_same_item_twice_is_one(move):
    """Two exports that overlap give each text once; the second is told of."""
    (move.folder / "b.xml").write_bytes(export(item(2), item(3)))
    assert move.take(export(item(1), item(2)), move.folder / "b.xml") == 0
    assert len(move.report()["texts"]) == 3
    assert move.report()["totals"]["post"]["publish"] == {
        "left out: the same item twice": 1,
        "published": 3,
    }


def test_markdown_is_told_by_neighbours_or_by_the_author(move):
    """A text that may be either goes with its neighbours, and is told; the author may settle it."""
    sure, html, perhaps = (
        "Voir [ceci](https://a.example/).\n\n* un\n* deux",
        "<p>Du <b>HTML</b>.</p>",
        "Deux *étoiles* et c'est tout.",
    )
    items = [
        item(n, content=text)
        for n, text in enumerate([*[sure] * 4, perhaps, sure, *[html] * 4, perhaps, *[html] * 3])
    ]
    move.take(export(*items))
    assert move.told(4)["form"] == "markdown?"
    assert "like its neighbours it is taken for markdown" in " ".join(move.told(4)["look"])
    assert move.body("2016/billet-4.md") == perhaps
    assert move.body("2016/billet-10.md") == r"Deux \*étoiles\* et c'est tout."
    for option, kept in (("no", False), ("until=2016-10-12", True), ("until=2016-10-08", False)):
        other = Move(move.folder / option)
        other.take(export(*items), "--markdown", option)
        assert (other.body("2016/billet-10.md") == perhaps) == kept, option
    (move.folder / "ids").write_text("10, 7")
    other = Move(move.folder / "ids-given")
    other.take(export(*items), "--markdown", f"ids={move.folder / 'ids'}")
    assert other.body("2016/billet-10.md") == perhaps
    assert r"\[ceci]" in other.body("2016/billet-0.md")
    assert "<p>" not in other.body("2016/billet-0.md")


def test_options_choose(move):
    """Categories, comments, types, authors, days, custom fields, what acts: as the author says."""
    said = {"id": "1", "author": "A", "content": "Oui.", "approved": "1"}
    items = [
        item(1, author="moi", terms=[("category", "vie", "Vie"), ("post_tag", "lac", "lac")], comments=[said], meta=[("humeur", "gaie")]),
        item(2, author="autre", type="recette", content="<p>x</p><script>1</script>"),
        item(3, author="moi", date="2010-01-01 10:00:00"),
    ]  # fmt: skip

    def taken(*options):
        other = Move(move.folder / str(len(list(move.folder.iterdir()))))
        other.take(export(*items), *options)
        return other

    assert taken().header("2016/billet-1.md")["tags"] == "lac, Vie"
    assert taken("--categories", "ignore").header("2016/billet-1.md")["tags"] == "lac"
    assert taken("--categories=keep").header("2016/billet-1.md")["category"] == "Vie"
    assert json.loads(taken("--comments", "count").text("comments/2016/billet-1.json")) == {
        "count": 1
    }
    assert "comments" not in taken("--comments", "none").header("2016/billet-1.md")
    assert "<script>" not in taken("--types", "post,recette").body("2016/billet-2.md")
    assert "<script>1</script>" in taken("--types", "recette", "--active-content", "keep").body(
        "2016/billet-2.md"
    )
    assert set(
        taken("--author", "autre", "--types", "post,recette").report()["totals"]["recette"][
            "publish"
        ]
    ) == {"published"}
    assert (
        "left out: as --author or --since say"
        in taken("--since", "2015-01-01").report()["totals"]["post"]["publish"]
    )
    assert taken("--meta", "humeur=Mood").header("2016/billet-1.md")["mood"] == "gaie"
    assert taken("--default-lang", "en").header("2016/billet-1.md")["lang"] == "en"


@pytest.mark.parametrize(("options", "told"), [
    (["--markdown", "yes"], "--markdown: “yes” is not one of auto, no, until=2008-12-31, ids=FILE"),
    (["--markdown", "until=hier"], "--markdown until=: “hier” is no day; write it as 2008-12-31"),
    (["--markdown", "ids=nulle-part"], "nulle-part"),
    (["--since", "2008"], "--since: “2008” is no day"),
    (["--meta", "humeur"], "--meta: “humeur” is not KEY=FIELD"),
    (["--meta", "a=b: c"], "is not KEY=FIELD"),
    (["--default-lang", "de"], "unknown language “de”; write one of: fr, en"),
    (["--uploads", "nulle-part"], "--uploads: there is no folder nulle-part"),
])  # fmt: skip
def test_wrong_options_are_told(move, capsys, options, told):
    """What cannot be is said with its cure; status 1; nothing is written."""
    assert move.take(export(item(1)), *options) == 1
    assert told in capsys.readouterr().err
    assert move.files() == {}


def test_file_that_is_not_there_is_told(move, capsys):
    """A mistyped name is said."""
    assert move.take(move.folder / "nope.xml") == 1
    assert "nope.xml: there is no such file" in capsys.readouterr().err
