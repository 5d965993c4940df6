"""What the documents name is there."""

import re

import pytest

from tests import house

PAGES = ["README.md", "ARCHITECTURE.md", "bench/README.md", *(f"decisions/{it.name}" for it in
         sorted((house.ROOT / "decisions").glob("*.md")))]  # fmt: skip
MADE = ("photophore/pages/static/vendor", ".venv", "dist/", "out/")  # there after the set-up, or after a run


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page):
    text = (house.ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`([\w.*-]*[/.][\w./*-]+)`", text)
    paths = [it for it in named if re.search(r"/|\.(py|md|toml|json|txt)$", it) and not it.startswith(MADE)]
    lost = [it for it in paths if not any(list(home.glob(it.strip("/"))) for home in (house.ROOT, house.HOUSE))]
    assert not lost


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_is_there(page):
    text = (house.ROOT / page).read_text(encoding="utf-8")
    targets = (house.ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(it in targets.split() for it in re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", text) for it in it if it)


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_and_link_leads_somewhere(page):
    home = (house.ROOT / page).parent
    links = re.findall(r"\]\(([^)#]+)", (house.ROOT / page).read_text(encoding="utf-8"))
    assert not [it for it in links if "://" not in it and not (home / it).exists()]


def test_decisions_are_numbered_without_a_gap_and_tell_what_was_rejected():
    decisions = sorted((house.ROOT / "decisions").glob("*.md"))
    assert [int(it.name[:4]) for it in decisions] == list(range(1, len(decisions) + 1))
    for decision in decisions:
        text = decision.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(decision.name[:4])}. ")
        assert "ejected" in text
