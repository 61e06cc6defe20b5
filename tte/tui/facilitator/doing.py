"""From a key to a command: what the console fills in by itself, what it asks for, what it asks first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from tte.conduct.actions import Action, find_action
from tte.engine import events as ev
from tte.engine.commands_people import ReissueCode
from tte.engine.control_view import ControlView, NextStep
from tte.engine.events import Recorded
from tte.engine.feed import feed_row
from tte.errors import TteError
from tte.tui.facilitator.desk import Desk
from tte.tui.facilitator.people import code_content
from tte.tui.facilitator.standing import first_step
from tte.tui.facilitator.steady import Steady
from tte.tui.text import clean, light, plain, plain_line
from tte.tui.widgets.forms import ActionForm, Confirm, TextPage

if TYPE_CHECKING:
    from tte.tui.facilitator.conduct import ConductScreen

AT_ONCE = frozenset(
    {
        "start",
        "pause",
        "resume",
        "release",
        "ready",
        "undo",
        "practice",
        "seal",
        "settle",
        "endex",
        "unfreeze",
        "unlock",
        "reissue-code",
        "wall-tracks",
    }
)
"""Actions that need no form once the console knows what they are about; a question may come first."""

FIXED = frozenset({"inject", "message", "draft"})
"""Kinds that a form shows and does not ask for, when the console knows them."""

ABOUT_OPEN = frozenset({"extend", "close", "rule", "answer", "withdraw"})
ONCE_MORE = "Once more, if you mean it."
LATEST_CLOSED = frozenset({"overrule", "reopen"})


ON_ROW = frozenset({"release", "ready", "hold", "skip", "defer"})
"""Actions whose keys are about the highlighted inject, which moves on when its inject has gone out."""


class Doer:
    """Carries out what is asked for on the console, on what is highlighted there."""

    def __init__(self, screen: ConductScreen, desk: Desk) -> None:
        self.screen = screen
        self.desk = desk
        self.step, self.row = Steady(), Steady()
        """The next step and the highlighted inject, while both move on by themselves."""

    @property
    def view(self) -> ControlView:
        return self.screen.view

    # --- asking -----------------------------------------------------------------------------------------

    def ask_by_key(self, name: str) -> None:
        """Do what a key asks for, if what it is about did not change under the finger."""
        row = self.screen.msel.highlighted_id or ""
        if name in ON_ROW and self.row.is_new(row):
            self.screen.say(f"The list has just moved on to {row}. {ONCE_MORE}")
        else:
            self.ask(name)

    def ask(self, name: str, given: Mapping[str, str] | None = None, *, at_once: bool = False) -> None:
        """Do an action: at once if all is known, else by its form; with its question first."""
        action = find_action(name)
        if action is None:
            return
        if name == "hotwash":
            self._hot_wash()
            return
        values = {**self.context(action), **(given or {})}
        missing = [p for p in action.params if p.required and not values.get(p.name)]
        if missing and missing[0].kind in FIXED:
            self.screen.say(
                f"{action.label}: there is nothing to do it with ({missing[0].help.rstrip('.').lower()})."
            )
            return
        if (at_once or name in AT_ONCE) and not missing:
            self._at_once(action, values)
            return
        fixed = [p.name for p in action.params if p.kind in FIXED and p.name in values]
        if name in ABOUT_OPEN:
            fixed.append("decision")
        events: list[Recorded] = []
        form = ActionForm(
            action,
            offers=self.desk.offers(action),
            given=values,
            fixed=fixed,
            send=lambda command: events.extend(self.desk.send(command)),
            about=self.about(action, values),
        )
        self.screen.app.push_screen(form, lambda sent: None if sent is None else self.after(action, events))

    def _hot_wash(self) -> None:
        """Hot wash mode has a screen of its own; it is opened there."""
        from tte.tui.facilitator.hotwash import HotWashScreen

        self.screen.app.push_screen(HotWashScreen(self.desk))

    def _at_once(self, action: Action, values: Mapping[str, str]) -> None:
        known = {p.name: values[p.name] for p in action.params if values.get(p.name)}
        if action.name == "reissue-code":
            self._reissue(action, known)
            return

        def go(sure: bool | None) -> None:
            if sure:
                self.issue(action, known)

        if action.confirm:
            self.screen.app.push_screen(Confirm(action.confirm, yes=action.label), go)
        else:
            go(True)

    def _reissue(self, action: Action, values: Mapping[str, str]) -> None:
        """A new code for a seat: asked first, then shown once."""

        def go(sure: bool | None) -> None:
            if not sure:
                return
            try:
                command = action.command(values)
                assert isinstance(command, ReissueCode)
                made = self.desk.reissue(command)
            except TteError as error:
                self.screen.say_error(error)
                return
            title = self.desk.session.state.title_of(made.seat)
            self.screen.app.push_screen(TextPage("A new code", code_content(title, made.seat, made.code)))

        seat = self.desk.session.state.title_of(values["seat"])
        self.screen.app.push_screen(Confirm(f"{seat}: {action.confirm}", yes=action.label), go)

    def issue(self, action: Action, values: Mapping[str, str]) -> None:
        """Issue an action's command; a refusal is a toast in words."""
        try:
            self.after(action, self.desk.send(action.command(values)))
        except TteError as error:
            self.screen.say_error(error)

    def after(self, action: Action, events: list[Recorded]) -> None:
        """Say what happened; after a time jump show what to read out and what expired."""
        rows = [feed_row(self.desk.session.state, r) for r in events]
        told = next((r.text for r in rows if r.group not in ("quiet", "track")), "")
        if told:
            self.screen.say(told)
        elif not events:
            self.screen.say(f"{action.label}: nothing changed.")
        for recorded in events:
            if isinstance(recorded.event, ev.TimeJumped):
                self._tell_jump(recorded.event)

    def _tell_jump(self, event: ev.TimeJumped) -> None:
        expired = "\n".join(f"  – {i}" for i in event.expired) or "  – nothing"
        words = Content.assemble(
            ("Announce the new time, then read this out:\n\n", "bold"),
            light(event.summary or self.desk.move_summary() or "No summary is written for this move."),
            ("\n\nPassed over by the jump (they can still be released by hand):\n", "bold"),
            clean(expired),
            ("\n\nThen ask each table for its standing orders.", "bold"),
        )
        self.screen.app.push_screen(TextPage(f"Time jump: {event.name}", words))

    # --- the next step ----------------------------------------------------------------------------------

    def take_next(self) -> None:
        """Do the first step that is offered, if it has stood there for as long as it takes to read it."""
        if not self.view.next_up:
            return
        if self.step.is_new(first_step(self.view)):
            words = self.view.next_up[0].told(self.desk.clock().at)
            self.screen.say(f"This has just become the next step: {words}. {ONCE_MORE}")
        else:
            self.take(self.view.next_up[0])

    def take(self, step: NextStep) -> None:
        """Do a step that next-up offers: as much at once as its words already say."""
        words = step.argument.split()
        first, second = [*words, "", ""][:2]
        match step.action:
            case "report":
                self.screen.action_ending()
            case "rule" | "answer":
                self.ask(step.action, {"decision": first, "owner": second})
            case "reply":
                self.ask("reply", {"message": first})
            case "release" | "release-call":
                self.ask("release", {"inject": first}, at_once=True)
            case "skip":
                reason = step.words.partition(":")[2].strip() or "not needed"
                self.ask(
                    "skip",
                    {"inject": first, "reason": f"its condition does not hold: {reason}"},
                    at_once=True,
                )
            case "close":
                self.ask("close", {"decision": first}, at_once=True)
            case "send-draft":
                self.ask("send-draft", {"draft": first}, at_once=True)
            case "jump":
                self.ask("jump", {"move": first}, at_once=True)
            case other:
                self.ask(other)

    # --- what the console knows -------------------------------------------------------------------------

    def context(self, action: Action) -> dict[str, str]:
        """Values that what is highlighted, or waits first, gives to an action's parameters."""
        found: dict[str, str] = {}
        for param in action.params:
            match param.kind:
                case "inject":
                    value = self.screen.msel.highlighted_id
                case "decision":
                    value = self._decision(action)
                case "owner" if param.required:
                    value = self._owner(action, found.get("decision", ""))
                case "message" if param.required:
                    value = self._message()
                case "draft":
                    value = self._draft()
                case "track" if param.required:
                    value = self.screen.tracks.highlighted_id
                case "seat":
                    value = self._seat(action)
                case "choice" if action.name == "wall-tracks":
                    value = "off" if self.view.wall_tracks else "on"
                case "heads":
                    value = ", ".join(
                        f"{s.id}={s.heads or len(s.people) or 1}"
                        for s in self.view.seats
                        if s.kind == "player"
                    )
                case _:
                    value = None
            if value:
                found[param.name] = value
        if action.name == "edit" and "inject" in found:
            found |= self._words_of(found["inject"])
        return found

    def _seat(self, action: Action) -> str | None:
        """The highlighted seat, or the one that the action can only be about."""
        barred = {"unfreeze": "frozen", "unlock": "locked"}.get(action.name)
        fit = [s.id for s in self.view.seats if barred is None or getattr(s, barred)]
        highlighted = self.screen.seats.highlighted_id
        return highlighted if highlighted in fit else (fit[0] if barred and fit else None)

    def _decision(self, action: Action) -> str | None:
        if action.name in LATEST_CLOSED:
            closed = [
                (s.closed_at or 0, d)
                for d, s in self.desk.session.state.decisions.items()
                if s.status == "closed"
            ]
            return max(closed)[1] if closed else None
        if action.name == "open-decision":
            return None
        rows = self.view.decisions
        if action.name == "rule" and (unruled := next((r for r in rows if r.unruled), None)):
            return unruled.id
        return self.screen.decisions.highlighted_id or (rows[0].id if rows else None)

    def _owner(self, action: Action, decision: str) -> str | None:
        row = next((r for r in self.view.decisions if r.id == decision), None)
        if row is None:
            return None
        waiting = row.unruled if action.name == "rule" else row.missing
        return waiting[0] if waiting else None

    def _message(self) -> str | None:
        waiting = [q.id for q in self.view.queue if not q.answered]
        highlighted = self.screen.queue.highlighted_id
        return highlighted if highlighted in waiting else (waiting[0] if waiting else None)

    def _draft(self) -> str | None:
        highlighted = self.screen.queue.highlighted_id or ""
        if highlighted.startswith("draft:"):
            return highlighted.partition(":")[2]
        order = {"lapsed": 0, "declined": 1, "waiting": 2}
        drafts = sorted(self.view.drafts, key=lambda d: order.get(d[3], 3))
        return drafts[0][0] if drafts else None

    def _words_of(self, inject: str) -> dict[str, str]:
        detail = self.desk.detail(inject)
        if detail is None or not detail.authored:
            return {}
        variant, _, title, body = detail.authored[0]
        return {"variant": variant, "title": title, "body": body}

    def about(self, action: Action, values: Mapping[str, str]) -> Content | None:
        """What somebody who fills a form in has to have before their eyes."""
        state = self.desk.session.state
        if (message := state.messages.get(values.get("message", ""))) is not None:
            asked = ", ".join(self.desk.short(t) for t in message.to)
            who = f"{self.desk.short(message.sender)} asks {asked}: "
            return Content.assemble(plain_line(who, 200, style="dim"), plain(message.body[:1_500], "bold"))
        if (draft := state.drafts.get(values.get("draft", ""))) is not None:
            return Content.assemble(("The draft:\n", "dim"), light(draft.delivery.body[:1_500]))
        if action.name == "edit" and (detail := self.desk.detail(values.get("inject", ""))) is not None:
            names = ", ".join(t[0] for t in detail.texts if t[0])
            return plain_line(f"Variants: {names}", 200, style="dim") if names else None
        spec = state.by_decision.get(values.get("decision", ""))
        if spec is None or action.name not in ABOUT_OPEN:
            return None
        standing = state.decisions[spec.id]
        parts: list[Content | str | tuple[str, str]] = [plain_line(spec.title, 200, style="bold")]
        for owner in spec.owners:
            answer = standing.submissions.get(owner)
            if answer is not None and (action.name != "rule" or owner == values.get("owner")):
                words = f"{self.desk.short(owner)}: {answer.choice} {answer.written} {answer.why}"
                parts += ["\n", plain_line(words, 600)]
        return Content.assemble(*parts)
