# ruff: noqa: E501  (files as they are written)
"""fmt and the schemas: one form without a loss, and a schema that knows the decks that are shipped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.decks import change, minimal_deck, write_minimal_deck
from tte.exercise.formatting import formatted
from tte.exercise.load import SECTIONS, load_exercise
from tte.exercise.places import Findings, SourceFile
from tte.exercise.schema import FILES, schema_of
from tte.exercise.source import read_markdown, read_yaml

ROOT = Path(__file__).resolve().parents[2]
DECKS = ROOT / "injects"
SHIPPED = sorted([*DECKS.rglob("*.md"), *DECKS.rglob("*.yaml"), *(ROOT / "roles").glob("*.md")])
MESSY = """\
# About all.


title:   "Quoted: so"   # and why
scope:
- one   # first
-   two: {a: 1,   b: [x,y]}
# About names.
names: {a-rather-long-key: A rather long value that goes on, another-rather-long-key: And another value that does not fit, third: here} # of ships
chance: [{p: 0.6, when: null}, p: 0.5]
roll: [p: 0.6]
reaches: [japan-prime-ministers-office, japan-defense-hotline, japan-coast-guard, china-central-leadership, china-mnd, ccg, us,
  rok]
seats: {naha: {title: Naha, roles: [okinawa]}, capitals: {title: The capitals, roles: [japan-pm, japan-mod, china-leader, china-mnd], about: Those who decide}}
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


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.name)
def test_a_shipped_file_is_in_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert formatted(text, markdown=path.suffix == ".md") == text


def test_the_canonical_form() -> None:
    assert formatted(MESSY, markdown=False) == (
        "# About all.\n"
        "\n"
        'title: "Quoted: so"  # and why\n'
        "scope:\n"
        "  - one  # first\n"
        "  - two: {a: 1, b: [x, y]}\n"
        "# About names.\n"
        "names:  # of ships\n"
        "  {a-rather-long-key: A rather long value that goes on, another-rather-long-key: And another value that does not fit,\n"
        "   third: here}\n"
        "chance: [{p: 0.6, when: null}, {p: 0.5}]\n"
        "roll: [{p: 0.6}]\n"
        "reaches:\n"
        "  [japan-prime-ministers-office, japan-defense-hotline, japan-coast-guard, china-central-leadership, china-mnd, ccg, us,\n"
        "   rok]\n"
        "seats:\n"
        "  naha: {title: Naha, roles: [okinawa]}\n"
        "  capitals: {title: The capitals, roles: [japan-pm, japan-mod, china-leader, china-mnd], about: Those who decide}\n"
        "text: >-\n"
        "  This is a text that is much too long for one line, and goes on and on until it is well beyond the width of any window\n"
        "  that people use.\n"
        "block: |\n"
        "  kept   as\n"
        "    it is\n"
        "# At the end.\n"
    )


def test_a_body_loses_spaces_at_ends_of_lines_and_nothing_else() -> None:
    body = "\n\n- one  two   \n\n\n    * three\t\n=== a\n\n# no comment   \n```\n x\n```\n\n"
    text = f"---\nid:   a # b\n---   \n{body}"
    assert formatted(text, markdown=True) == (
        "---\nid: a  # b\n---\n- one  two\n\n\n    * three\n=== a\n\n# no comment\n```\n x\n```\n"
    )


class Style(yaml.SafeDumper):
    """Writes each collection in a style of its own, and words in quotes now and then."""

    styles: ClassVar[list[bool]]

    def styled(self) -> bool:
        Style.styles.append(Style.styles.pop(0))
        return Style.styles[-1]

    def mapping(self, data: dict[str, Any]) -> yaml.Node:
        return self.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=self.styled())

    def sequence(self, data: list[Any]) -> yaml.Node:
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=self.styled())

    def text(self, data: str) -> yaml.Node:
        quotes = '"' if self.styled() else ("'" if self.styled() else None)
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=quotes)


Style.add_representer(dict, Style.mapping)
Style.add_representer(list, Style.sequence)
Style.add_representer(str, Style.text)
WRITTEN = st.fixed_dictionaries(
    {
        "styles": st.lists(st.booleans(), min_size=5, max_size=17),
        "width": st.sampled_from([20, 60, 80, 200]),
        "indent": st.integers(2, 8),
    }
)


def rewritten(text: str, how: dict[str, Any]) -> str:
    """A YAML text in another layout, with a comment of its own at each second line that can bear one."""
    Style.styles = list(how["styles"])
    lines = yaml.dump(
        said(text, markdown=False), Dumper=Style, sort_keys=False, allow_unicode=True,
        width=how["width"], indent=how["indent"],
    ).split("\n")  # fmt: skip
    for n, line in enumerate(lines):
        if n % 2 == 0 and re.fullmatch(r"[a-z0-9_]+:( [A-Za-z0-9.]+)?", line):
            lines[n] = f"# about {n}\n{line} # why {n}"
    return "\n".join(lines)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(how=WRITTEN, long=st.booleans())
def test_a_deck_in_any_layout_is_the_same_deck_in_canonical_form(
    tmp_path_factory: pytest.TempPathFactory, how: dict[str, Any], long: bool
) -> None:
    folder = tmp_path_factory.mktemp("deck") / "injects" / "drill"
    write_minimal_deck(folder)
    if long:
        change(folder, "exercise.yaml", "A night has passed.", "A night has passed. " * 20 + "So it is.")
    for path in [*folder.rglob("*.yaml"), *folder.rglob("*.md")]:
        markdown = path.suffix == ".md"
        text = path.read_text("utf-8")
        if markdown:
            front, body = text.removeprefix("---\n").split("\n---\n", 1)
            text = f"---\n{rewritten(front, how)}---\n{body}"
        else:
            text = rewritten(text, how)
        path.write_text(text, "utf-8")
    before = load_exercise(folder).require()
    for path in [*folder.rglob("*.yaml"), *folder.rglob("*.md")]:
        markdown = path.suffix == ".md"
        text = path.read_text("utf-8")
        once = formatted(text, markdown=markdown)
        assert formatted(once, markdown=markdown) == once
        marks = re.findall(r"# (?:about|why) \d+", text)
        assert re.findall(r"# (?:about|why) \d+", once) == marks
        path.write_text(once, "utf-8")
    assert load_exercise(folder).require() == before


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
