"""Charts of a rehearsal are read in grey, on paper and in a dark theme."""

from __future__ import annotations

import re

from tte.drawing.rows import Share, shares


def test_parts_of_a_bar_are_told_apart_without_colour() -> None:
    for count in (2, 5, 7, 15):
        names = [f"E{n}" for n in range(count)]
        picture = shares("Endings", names, [Share("random", [10] * count)], letters=names)
        drawn = picture.svg.split("</desc>")[1]
        key = drawn.split("random")[0]  # the legend comes before the first row's name
        boxes = re.split(r"<rect ", key)[1 : count + 1]
        looks = [
            (re.findall(r"f-shade\d", box), len(re.findall(r"<line ", box)), 'y1="2"' in box) for box in boxes
        ]
        assert len({str(look) for look in looks}) == count
        assert all(f">{name} 10<" in drawn for name in names if count <= 7)
