"""Imports done again: the author's changes stay, and nothing else differs."""

import subprocess
import sys

import pytest
from conftest import ROOT
from wxr import OWN, Move, export, item, uploads_in


@pytest.fixture
def move(tmp_path):
    """An empty folder to import into."""
    return Move(tmp_path / "moving")


@pytest.fixture
def uploads(tmp_path):
    """The files of the old blog, as its author has copied them."""
    return uploads_in(tmp_path / "uploads")


def test_same_export_again_changes_nothing(tmp_path, uploads):
    """Imported twice, no byte of the content is another."""
    move = Move(tmp_path / "blog")
    move.take(OWN, "--uploads", uploads)
    before = move.files()
    move.take(OWN, "--uploads", uploads)
    assert move.files() == before
    assert move.report()["files"] == {"as it was": len(before) // 2 - 3}


def test_authors_changes_win(move):
    """A new export brings what changed in it; what the author changed or took away stays so."""
    texts = [f"Un.\n\nDeux {number}.\n\nTrois." for number in range(6)]
    move.take(export(*(item(n, content=text, title=f"T{n}") for n, text in enumerate(texts))))
    names = [f"2016/billet-{number}.md" for number in range(6)]

    def edit(number, old, new):
        path = move.content / names[number]
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    edit(1, "Trois.", "Trois, de ma main.")
    edit(2, "Trois.", "Trois, de ma main.")
    edit(2, "Title: T2", "Title: Mon titre\nSimilar: -autre")
    edit(3, "Deux 3.", "Deux, de ma main.")
    (move.content / names[4]).unlink()
    changed = [
        text.replace("Un.", "Un, nouveau.")
        if n in (0, 2, 4)
        else text.replace("Deux 3.", "Deux, nouveau.")
        for n, text in enumerate(texts)
    ]
    again = export(
        *(item(n, content=text, title=f"N{n}") for n, text in enumerate(changed) if n != 5)
    )
    move.take(again)

    assert move.body(names[0]) == "Un, nouveau.\n\nDeux 0.\n\nTrois."
    assert move.body(names[1]) == "Un.\n\nDeux 1.\n\nTrois, de ma main."
    assert move.body(names[2]) == "Un, nouveau.\n\nDeux 2.\n\nTrois, de ma main."
    assert (move.header(names[2])["title"], move.header(names[2])["similar"]) == (
        "Mon titre",
        "-autre",
    )
    assert move.header(names[1])["title"] == "N1"
    assert move.body(names[3]) == "Un.\n\nDeux, de ma main.\n\nTrois."
    assert "Deux, nouveau." in move.text(f"{names[3]}.incoming")
    assert not (move.content / names[4]).exists()
    assert move.body(names[5]) == "Un.\n\nDeux 5.\n\nTrois."
    assert "see the file .incoming beside it" in " ".join(move.told(3)["look"])
    assert move.told(4)["done"] == "taken away by you: not made again"
    assert move.report()["gone"] == {"5": names[5]}
    move.take(again, "--restore")
    assert move.body(names[4]) == "Un, nouveau.\n\nDeux 4.\n\nTrois."


def test_file_that_was_there_is_not_touched(move):
    """A post of the author's at the same place stays; the imported one is beside it."""
    path = move.content / "2016/billet-1.md"
    path.parent.mkdir()
    path.write_text("Title: Le mien\nDate: 2016-01-01\n\nÀ moi.\n", "utf-8")
    assert move.take(export(item(1))) == 2
    assert path.read_text("utf-8").endswith("À moi.\n")
    assert "Un texte." in move.text("2016/billet-1.md.incoming")


@pytest.mark.thorough
@pytest.mark.parametrize("after", [0.3, 0.8, 1.0, 1.2, 1.5])
def test_killed_and_run_again_ends_the_same(tmp_path, uploads, after):
    """However far an import has come, the next ends as if it had not been killed."""
    whole, half = Move(tmp_path / "whole"), Move(tmp_path / "half")
    whole.take(OWN, "--uploads", uploads)
    command = [sys.executable, "-m", "plugins.wordpress_import", OWN, "-s", "pelicanconf.py", "--content", half.content,
               "--uploads", uploads, "--report", half.folder / "report"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    half.take(OWN, "--uploads", uploads)
    files = {name: data for name, data in half.files().items() if not name.endswith(".part")}
    assert files == whole.files()


def test_damaged_manifest_stops_the_import(move, capsys):
    """What earlier imports remember is not guessed at."""
    move.take(export(item(1)))
    (move.content / ".wordpress-import/manifest.json").write_text("{")
    before = move.files()
    assert move.take(export(item(1, content="Autre."))) == 1
    assert "restore it from a copy" in capsys.readouterr().err
    assert move.files() == before


def test_manifest_leads_nowhere_else(move):
    """A manifest that names a file outside the content is refused."""
    move.take(export(item(1)))
    path = move.content / ".wordpress-import/manifest.json"
    path.write_text(path.read_text("utf-8").replace("2016/billet-1.md", "../../x.md"), "utf-8")
    assert move.take(export(item(1))) == 1
    assert not (move.folder.parent / "x.md").exists()
