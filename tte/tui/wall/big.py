"""Letters and digits large enough for the other end of a room: five rows high, and multiples of that."""

from __future__ import annotations

from textual.content import Content
from textual.events import Resize
from textual.widget import Widget

ROWS = 5
GAP = 1
"""Points between two letters."""
FULL = "█"

_FONT = """
0 ### #.# #.# #.# ###
1 .#. ##. .#. .#. ###
2 ### ..# ### #.. ###
3 ### ..# ### ..# ###
4 #.# #.# ### ..# ..#
5 ### #.. ### ..# ###
6 ### #.. ### #.# ###
7 ### ..# ..# ..# ..#
8 ### #.# ### #.# ###
9 ### #.# ### ..# ###
A ### #.# ### #.# #.#
B ##. #.# ##. #.# ##.
C ### #.. #.. #.. ###
D ##. #.# #.# #.# ##.
E ### #.. ### #.. ###
F ### #.. ### #.. #..
G ### #.. #.# #.# ###
H #.# #.# ### #.# #.#
I ### .#. .#. .#. ###
J ..# ..# ..# #.# ###
K #.# #.# ##. #.# #.#
L #.. #.. #.. #.. ###
M #...# ##.## #.#.# #...# #...#
N #..# ##.# #.## #..# #..#
O ### #.# #.# #.# ###
P ### #.# ### #.. #..
Q #### #..# #..# #.## ####
R ##. #.# ##. #.# #.#
S ### #.. ### ..# ###
T ### .#. .#. .#. .#.
U #.# #.# #.# #.# ###
V #.# #.# #.# #.# .#.
W #...# #...# #.#.# ##.## #...#
X #.# #.# .#. #.# #.#
Y #.# #.# .#. .#. .#.
Z ### ..# .#. #.. ###
: . # . # .
+ ... .#. ### .#. ...
- ... ... ### ... ...
. . . . . #
"""
GLYPHS = {line.split()[0]: tuple(line.split()[1:]) for line in _FONT.strip().splitlines()}


def points_wide(text: str) -> int:
    """How many points a text is wide."""
    return sum(len(_glyph(c)[0]) + GAP for c in text) - GAP if text else 0


def _glyph(letter: str) -> tuple[str, ...]:
    return GLYPHS.get(letter.upper(), ("..",) * ROWS)


def scale_for(text: str, width: int, height: int) -> int:
    """How many rows high a point can be in so many cells, being twice as wide; 0: not even one."""
    points = points_wide(text)
    return 0 if points == 0 else min(width // (2 * points), height // ROWS)


def big_lines(text: str, scale: int) -> list[str]:
    """A text in large letters, each point `scale` rows high and twice as many cells wide."""
    lines = []
    for row in range(ROWS):
        points = ("." * GAP).join(_glyph(c)[row] for c in text)
        line = "".join((FULL if p == "#" else " ") * (2 * scale) for p in points)
        lines += [line] * scale
    return lines


class Big(Widget):
    """A short text as large as its place allows, in plain letters where not even the smallest fits."""

    DEFAULT_CSS = """
    Big { content-align: center middle; text-align: left; text-style: bold; }
    """

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text

    @property
    def text(self) -> str:
        return self._text

    def show(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.refresh()

    def on_resize(self, event: Resize) -> None:
        self.refresh()

    def render(self) -> Content:
        scale = scale_for(self._text, self.size.width, self.size.height)
        words = "\n".join(big_lines(self._text, scale)) if scale else self._text
        return Content(words)
