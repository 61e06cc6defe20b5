"""Pages as PDF or PNG by typst, offline. Words go in as JSON and stay words, never markup."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

import typst

from tte.errors import TteError
from tte.printing.glyphs import font_folder, shown

_TRIES = 12
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)


class NotSet(TteError):
    """Pages that could not be set."""


def fonts() -> typst.Fonts:
    """Typst's own fonts and the East Asian one; never the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_folder()])


def pdf(template: bytes, data: Any) -> bytes:
    """A tagged PDF (PDF/UA, which refuses a character without a glyph). Raises NotSet."""
    (made,) = _compiled(template, data, "pdf")
    return made


def png(template: bytes, data: Any, ppi: float = 80.0) -> list[bytes]:
    """The same pages as pictures, one each. Raises NotSet."""
    return _compiled(template, data, "png", ppi)


def _compiled(template: bytes, data: Any, form: Literal["pdf", "png"], ppi: float = 80.0) -> list[bytes]:
    given = shown(json.dumps(data, ensure_ascii=False))
    among = fonts()
    standards: Literal["ua-1"] | None = "ua-1" if form == "pdf" else None
    for _ in range(_TRIES):
        try:
            made = typst.compile(
                template, font_paths=among, sys_inputs={"data": given}, format=form, ppi=ppi,
                pdf_standards=standards,
            )  # fmt: skip
        except typst.TypstError as error:
            given = _without(given, error)
            continue
        return [made] if isinstance(made, bytes) else list(made or [])
    raise NotSet("The pages could not be set: their fonts lack too many characters.", remedy=_OTHERWISE)


_OTHERWISE = "Print with --format docx or html."


def _without(given: str, error: typst.TypstError) -> str:
    """The same words, with what typst could not join to a glyph written by number. Raises NotSet."""
    found = _MISSING.search(error.message)
    chars = {c for c in json.loads(f'"{found[1]}"') if not c.isascii()} if found else set()
    if not chars:
        raise NotSet(f"The pages could not be set: {error.message}.", remedy=_OTHERWISE) from error
    for char in chars:
        given = given.replace(char, f"⟨U+{ord(char):04X}⟩")
    return given
