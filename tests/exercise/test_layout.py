# ruff: noqa: E501  (files as they are written)
"""fmt and the schemas: one form without a loss, and a schema that knows the decks that are shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.decks import minimal_deck
from tte.exercise.formatting import formatted
from tte.exercise.load import SECTIONS
from tte.exercise.places import Findings, SourceFile
from tte.exercise.schema import FILES, schema_of
from tte.exercise.source import read_markdown, read_yaml

ROOT = Path(__file__).resolve().parents[2]
FOG = ROOT / "injects" / "fog-signal"
SHIPPED = sorted([*FOG.rglob("*.md"), *FOG.rglob("*.yaml"), *(ROOT / "roles").glob("*.md")])
MESSY = """\
# About all.


title:   "Quoted: so"   # and why
scope:
- one   # first
-   two: {a: 1,   b: [x,y]}
# About names.
names: {a-rather-long-key: A rather long value that goes on, another-rather-long-key: And another value that does not fit}
text: This is a text that is much too long for one line, and goes on and on until it is well beyond the width of any window that people use.
block: |
  kept   as
    it is
# At the end.
"""


def said(text: str, *, markdown: bool) -> Any:
    findings = Findings()
    file = SourceFile("-", text, tuple(text.split("\n")))
    if markdown:
        read = read_markdown(file, findings)
        assert read is not None
        return read.front.value, [(s.id, s.text) for s in read.sections]
    node = read_yaml(file, findings)
    assert node is not None
    return node.value


@pytest.mark.parametrize("path", [*FOG.glob("*.yaml"), *SHIPPED[::6]], ids=lambda p: p.name)
def test_a_shipped_file_says_the_same_in_its_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    markdown = path.suffix == ".md"
    once = formatted(text, markdown=markdown)
    assert formatted(once, markdown=markdown) == once
    assert said(once, markdown=markdown) == said(text, markdown=markdown)
    if markdown:
        assert once.split("\n---\n", 1)[1].rstrip() == text.split("\n---\n", 1)[1].rstrip()


def test_the_canonical_form() -> None:
    assert formatted(MESSY, markdown=False) == (
        "# About all.\n"
        "\n"
        'title: "Quoted: so"     # and why\n'
        "scope:\n"
        "  - one # first\n"
        "  - two: {a: 1, b: [x, y]}\n"
        "# About names.\n"
        "names:\n"
        "  a-rather-long-key: A rather long value that goes on\n"
        "  another-rather-long-key: And another value that does not fit\n"
        "text: >-\n"
        "  This is a text that is much too long for one line, and goes on and on until it is well beyond the width of any\n"
        "  window that people use.\n"
        "block: |\n"
        "  kept   as\n"
        "    it is\n"
        "# At the end.\n"
    )


SCRAPS = st.sampled_from(
    ["# c", " # c", "\n", "\n\n\n", "  ", "\t", "- x\n", "a: b\n", "{a: 1}", "[a, 'b: c']", '"x"', "|\n  x\n", ">-\n  y\n",
     "---\n", "...\n", "&a", "*a", "? ", ": ", "'", '"', "漢字", "long " * 40, "x" * 200, "no", "01", "12:30", "~", "#"]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(minimal_deck())), scraps=st.lists(SCRAPS, max_size=4), data=st.data())
def test_whatever_a_file_holds_its_form_is_at_rest_and_says_the_same(
    name: str, scraps: list[str], data: st.DataObject
) -> None:
    text = minimal_deck()[name]
    for scrap in scraps:
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + scrap + text[at:]
    markdown = name.endswith(".md")
    once = formatted(text, markdown=markdown)
    assert formatted(once, markdown=markdown) == once
    findings = Findings()
    file = SourceFile("-", text, tuple(text.split("\n")))
    readable = read_markdown(file, findings) if markdown else read_yaml(file, findings)
    if readable is not None and not findings.found:
        assert said(once, markdown=markdown) == said(text, markdown=markdown)
    for line in text.split("\n"):
        if line.startswith("# c"):
            assert "# c" in once


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.name)
def test_the_schemas_accept_what_is_shipped(path: Path) -> None:
    kind = {"exercise.yaml": "exercise", "decisions.yaml": "decisions"}.get(path.name) or (
        {"briefs": "brief", "roles": "card"}.get(path.parent.name, "inject")
    )
    value = said(path.read_text("utf-8"), markdown=path.suffix == ".md")
    VALIDATORS[kind].validate(value[0] if path.suffix == ".md" else value)


VALIDATORS = {kind: jsonschema.Draft202012Validator(schema_of(kind)) for kind in FILES}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("inject", {"id": "01", "title": "T", "from": "a", "to": "b"}),
        ("inject", {"id": "01", "title": "T", "from": "a", "to": "b", "channel": "c", "chanel": "c"}),
        ("inject", {"id": "01", "title": "T", "from": "a", "to": "b", "channel": "c", "body": "x"}),
        ("decisions", {"dp1": {"title": "T"}}),
        ("brief", {"aims": [{"text": "x"}]}),
        ("card", {"title": "T", "who": "me", "interests": [], "red_lines": [], "voice": "v"}),
        ("exercise", {"title": "T", "tracks": {"a": {"name": "A", "start": "one"}}}),
    ],
)
def test_the_schemas_refuse_what_the_loader_refuses(kind: str, value: Any) -> None:
    assert not VALIDATORS[kind].is_valid(value)


def test_the_schemas_speak_as_authors_write() -> None:
    exercise = schema_of("exercise")
    assert not {"id", "injects", "decisions"} & set(exercise["properties"])
    assert all(exercise["properties"][name]["type"] == "object" for name in SECTIONS)
    assert "id" not in exercise["$defs"]["Track"]["properties"]
    inject = schema_of("inject")
    assert {"from", "to"} <= set(inject["required"])
    assert inject["properties"]["at"]["description"].startswith("Planned minute")
    assert inject["properties"]["effects"]["anyOf"]
