"""Text that people wrote, made fit for a screen: it is data and never acts (law 4).

Everything that authors and players write passes through here before a widget shows it. Content made here
holds no markup, no control characters and nothing that turns the direction of other text.
"""

from __future__ import annotations

import re
import unicodedata

from textual.content import Content, Span

LIMIT = 20_000
"""Characters of one text that are shown; more is said in words, so that a screen stays quick."""

ELLIPSIS = "…"

_SHOWN = {i: chr(0x2400 + i) for i in range(32) if chr(i) not in "\n\t"} | {0x7F: "\u2421", 0x0D: None}
_LINES = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_BAD = "\ufffd"
_TABLE = _SHOWN | _LINES | dict.fromkeys(_TURNING, _BAD) | {0xFEFF: None, 0x09: "    "}
_ODD = re.compile(
    "[\x80-\x9f\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufff9-\ufffc\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)
_PILES = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})"
                    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")  # fmt: skip
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_JOINER = "\u2060"
_ACTING = re.compile(
    r"""(?:\]|!)(?=[\[(:])      # links, images and the definitions of references
      | <(?=[A-Za-z/!?])        # HTML, and addresses in angle brackets
      | (?i:\b[a-z][a-z0-9+-]*:)(?=//)
      | (?i:\bmailto:)
      | (?<=\w)[.@](?=[^\W\d_]{2,})   # bare names of hosts, addresses of mail
    """,
    re.VERBOSE,
)


def clean(text: str) -> str:
    """The same words with control characters shown as pictures, and what turns or hides text as a �.

    Lines stay; tabs become four spaces. Text over the limit is cut, and says so.
    """
    size = len(text)
    if size > LIMIT:
        text = text[:LIMIT]
    if not text.isascii() or not text.isprintable():
        text = text.replace("\r\n", "\n").translate(_TABLE)
        text = _PILES.sub(r"\1", _ODD.sub(_BAD, text))
    if size > LIMIT:
        text += f"\n{ELLIPSIS} ({size:,} characters; the first {LIMIT:,} are shown)"
    return text


def plain(text: str, style: str = "") -> Content:
    """People's text as content of several lines, without any markup."""
    return _content(clean(text), style)


def plain_line(text: str, width: int | None = None, style: str = "") -> Content:
    """People's text as content of one line, cut to a width in cells if one is given."""
    line = " ".join(clean(text[: LIMIT if width is None else width * 8 + 80]).split())
    content = _content(line, style)
    return content if width is None else content.truncate(max(width, 0), ellipsis=True)


def squeezed(text: str, width: int) -> str:
    """A name in a column: one line, with its middle left out if it is too long, for names that end alike."""
    line = " ".join(clean(text[:LIMIT]).split())
    if len(line) <= width or width < 5:
        return line
    tail = (width - 1) // 2
    return f"{line[: width - 1 - tail].rstrip()}{ELLIPSIS}{line[-tail:].lstrip()}"


def _content(text: str, style: str) -> Content:
    spans = [Span(0, len(text), style)] if style and text else None
    return Content(text, spans, strip_control_codes=False)


def light(text: str) -> Content:
    """Authored Markdown at a glance: bold kept as bold, marks of headings and code left out.

    For panes that change with every key; a page to read uses `Authored`.
    """
    parts: list[Content | str | tuple[str, str]] = []
    code = False
    for line in clean(text).split("\n"):
        if line.lstrip().startswith("```"):
            code = not code
            continue
        if code or not line.strip():
            parts.append(line)
        elif heading := re.match(r"#{1,6}\s+(.*)", line):
            parts.append((heading[1], "bold"))
        else:
            parts += _bold_parts(line)
        parts.append("\n")
    return Content.assemble(*parts, strip_control_codes=False)


def _bold_parts(line: str) -> list[Content | str | tuple[str, str]]:
    parts: list[Content | str | tuple[str, str]] = []
    at = 0
    for match in _BOLD.finditer(line):
        parts += [line[at : match.start()], (match[1], "bold")]
        at = match.end()
    return [*parts, line[at:]]


def markdown_source(text: str) -> str:
    """Authored Markdown in which no link, image, address or HTML can act, whatever widget renders it.

    What could act is broken by an invisible word joiner, so that it reads as it was written.
    """
    return _ACTING.sub(lambda m: m[0] + _JOINER, clean(text))


def printable_name(name: str) -> str:
    """A name (of a file, a person) for a line of a title: one line, cleaned, at most 120 characters."""
    return unicodedata.normalize("NFC", " ".join(clean(name).split()))[:120]
