"""Links of the documentation lead somewhere, and nothing in it belongs to one machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchor, fences, headings, links, text_of
from tte.exercise.load import load_exercise

NAMES = sorted(PAGES)


@pytest.mark.parametrize("name", NAMES)
def test_links_resolve(name: str) -> None:
    for link in links(text_of(name)):
        if re.match(r"https?://", link):
            continue
        target, _, place = link.partition("#")
        path: Path = (PAGES[name].parent / target) if target else PAGES[name]
        assert path.exists(), f"{name} links to {link}, which is not there"
        assert path.resolve().is_relative_to(ROOT), f"{name} links out of the project: {link}"
        if place:
            found = [anchor(heading) for heading in headings(path.read_text(encoding="utf-8"))]
            assert place in found, f"{name} links to {link}; the page has {found}"


@pytest.mark.parametrize("name", NAMES)
def test_headings_of_a_page_have_anchors_of_their_own(name: str) -> None:
    anchors = [anchor(heading) for heading in headings(text_of(name))]
    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_path_of_somebodys_machine(name: str) -> None:
    assert re.findall(r"(?<![\w.])/(?:home|root|work|tmp|Users)\b\S*", text_of(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_fence_is_closed_and_says_its_language(name: str) -> None:
    text = text_of(name)
    assert len(re.findall(r"^```", text, re.M)) == 2 * len(fences(text))
    assert all(fence.language for fence in fences(text))


def test_the_readme_has_exactly_its_two_commands() -> None:
    commands = [fence.text.strip() for fence in fences(text_of("README.md")) if fence.language == "sh"]
    venv = "python3 -m venv .venv && .venv/bin/pip install --quiet"
    assert commands == [
        f"{venv} . && .venv/bin/tte run fog-signal",
        f"{venv} -e '.[test]' && .venv/bin/python -m pytest -n 2",
    ]


def test_the_readme_opens_with_what_it_is_then_a_picture_then_the_first_command() -> None:
    text = text_of("README.md")
    picture, first = text.index("](docs/console.svg)"), text.index("```sh")
    assert text.startswith("# tte\n\n`tte` runs crisis-management tabletop exercises")
    assert picture < first


def test_every_page_is_reached_from_the_readme() -> None:
    reached = {Path(link.partition("#")[0]).name for link in links(text_of("README.md"))}
    assert {name for name in NAMES if name != "README.md"} <= reached


def test_the_readme_counts_the_exercise_right() -> None:
    exercise = load_exercise(ROOT / "injects" / "fog-signal").require()
    contingencies = sum(inject.event == "contingency" for inject in exercise.injects)
    said = " ".join(text_of("README.md").split())
    assert f"{len(exercise.injects) - contingencies} injects and {contingencies} contingencies" in said
    assert f"{len(exercise.decisions)} decisions, seven endings" in said
    assert len(exercise.endings) == 7
    assert len(exercise.roles) == 12
    assert "Twelve roles" in said
    assert exercise.endex == 180
    assert [len(seating.seats) for seating in exercise.seatings] == [12, 6]
