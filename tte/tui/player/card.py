"""A seat's cards: who you are, what you know, what you want; and the rules of the exercise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from tte.engine.views import RoleView, SeatView
from tte.tui.player.strip import Tab, TabStrip
from tte.tui.widgets.authored import Authored

RULES = "rules"


def _list(title: str, lines: Iterable[str]) -> str:
    rows = [f"- {' '.join(line.split())}" for line in lines]
    return f"### {title}\n\n" + "\n".join(rows) + "\n\n" if rows else ""


def card_text(role: RoleView) -> str:
    """A role's card and brief as one Markdown page: what is urgent first, the standing card after it."""
    brief, card = role.brief, role.card
    return (
        f"## Now\n\n{brief.situation}\n\n"
        + _list("For you alone", brief.private)
        + _list("What you want to have reached at the end", (aim.text for aim in brief.aims))
        + _list("What you have", brief.resources)
        + _list("What binds you", brief.constraints)
        + f"## Who you are\n\n{card.who}\n\n"
        + _list("Interests", card.interests)
        + _list("Red lines", card.red_lines)
        + f"### How you speak\n\n{card.voice}\n"
    )


def rules_text(view: SeatView) -> str:
    """What the exercise is and is not, how it is played, and what was read out for this move."""
    summary = f"## {view.clock.move_title}\n\n{view.move_summary}\n\n" if view.move_summary else ""
    return summary + _list("Scope", view.scope) + _list("Ground rules", view.ground_rules)


def pages_of(view: SeatView) -> dict[str, tuple[str, str]]:
    """Title and Markdown of each page: one for each role of the seat, then the rules."""
    pages = {role.role: (role.title, card_text(role)) for role in view.roles}
    pages[RULES] = ("Scope and ground rules", rules_text(view))
    return pages


class CardPane(Vertical):
    """One page for each role of the seat, and one with the rules."""

    DEFAULT_CSS = """
    CardPane VerticalScroll { height: 1fr; padding: 0 1; }
    CardPane Authored { padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "page(-1)", "Page", show=False),
        Binding("right", "page(1)", "Page", show=False),
    ]

    def __init__(self, view: SeatView, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pages = pages_of(view)
        self.page = next(iter(self.pages))

    def compose(self) -> ComposeResult:
        yield TabStrip(self._tabs(), id="card-tabs")
        with VerticalScroll(id="card-scroll"):
            yield Authored(self.pages[self.page][1], id="card-page")

    def show(self, view: SeatView, at: float) -> None:
        """Take in the cards of a view; they change only with the move."""
        pages = pages_of(view)
        if pages == self.pages:
            return
        self.pages = pages
        self.turn_to(self.page if self.page in pages else next(iter(pages)))

    def _tabs(self) -> list[Tab]:
        return [Tab(key, name) for key, (name, _) in self.pages.items()]

    def turn_to(self, page: str) -> None:
        """Show a page from its top."""
        self.page = page
        self.query_one("#card-tabs", TabStrip).show(self._tabs(), page)
        self.query_one("#card-page", Authored).show(self.pages[page][1])
        self.query_one("#card-scroll", VerticalScroll).scroll_home(animate=False)

    @on(TabStrip.Picked, "#card-tabs")
    def _picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self.turn_to(event.tab)

    def action_page(self, by: int) -> None:
        self.turn_to(self.query_one("#card-tabs", TabStrip).next(by))

    def take_focus(self) -> None:
        self.query_one("#card-scroll", VerticalScroll).focus()
