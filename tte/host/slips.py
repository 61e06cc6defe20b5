"""Addresses, seats and codes, to read out and to print: a slip for each seat."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

import segno
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from tte.exercise.models import MARKING
from tte.host.addresses import Addresses
from tte.host.places import Place


@dataclass(frozen=True, slots=True)
class Slip:
    """What one seat is given."""

    seat: str
    title: str
    code: str
    url: str
    """The seat's page, without the code."""
    ssh: str
    picture: Markup
    """The page with the code behind the #, as a QR code in SVG; empty where no pages are served."""


def slips(places: Iterable[Place], codes: Mapping[str, str], addresses: Addresses) -> list[Slip]:
    """Slips of the places whose codes are known."""
    made = []
    for place in places:
        if (code := codes.get(place.id)) is None:
            continue
        target = addresses.url(place.id, code)
        picture = Markup(segno.make(target, error="m").svg_inline(scale=3)) if target else Markup()
        made.append(
            Slip(place.id, place.title, code, addresses.url(place.id), addresses.ssh_line(place.id), picture)
        )
    return made


def slips_page(made: Iterable[Slip], exercise: str, fingerprint: str = "") -> str:
    """A page to print, with a slip for each seat."""
    source = resources.files("tte.host").joinpath("pages", "slips.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(source)
    return template.render(
        marking=MARKING, exercise=exercise, fingerprint=fingerprint, slips=[*made]
    )  # fmt: skip


def qr_text(target: str) -> str:
    """A QR code in characters, for the console and the host's own terminal."""
    picture = io.StringIO()
    segno.make(target, error="l").terminal(out=picture, compact=True, border=2)
    return picture.getvalue()


def reading_out(places: Iterable[Place], codes: Mapping[str, str], addresses: Addresses) -> list[str]:
    """Lines to read out: where to go, and each seat with its code if it is known."""
    lines = []
    if url := addresses.url():
        lines.append(f"Browser   {url}")
    if ssh := addresses.ssh_line():
        lines.append(f"Terminal  {ssh}")
    lines += [f"{codes[p.id]:<8}  {p.id:<16}  {p.title}" for p in places if p.id in codes]
    return lines


def ways_in(addresses: Addresses) -> str:
    """How people reach the room, in lines, with a QR code of the pages and what to know of the network."""
    picture = qr_text(addresses.url()) if addresses.url() else ""
    lines = [*reading_out((), {}, addresses), "", picture, warning(addresses)]
    return "\n".join(line for line in lines if line or picture)


def warning(addresses: Addresses) -> str:
    """What it means to be reachable from elsewhere, in plain words; empty where only this machine is."""
    if not addresses.wide:
        return ""
    if addresses.tls or addresses.public_url.startswith("https:"):
        return (
            "Everybody on this network can reach the host. Pages and terminals are encrypted; codes keep the "
            "seats apart."
        )
    return (
        "Everybody on this network can reach the host, and its pages are NOT encrypted: whoever can listen "
        "on the network can read what browsers show and type, codes too, and sit down at a seat. Use a "
        "network of your own, ssh (which is encrypted), or --tls-cert and --tls-key."
    )
