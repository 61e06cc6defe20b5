"""Every action, declared once: key, label, help and line command, for terminals and the command line both.

`build` makes the command from values that `params.read_all` has read. Keys are Textual's names.
"""

from __future__ import annotations

from typing import Any

from tte.conduct.action import ANY, BEFORE_END, LIVE
from tte.conduct.action import Action as Action
from tte.conduct.action import Scope as Scope
from tte.conduct.actions_review import REVIEW
from tte.conduct.params import Param
from tte.engine import commands as co
from tte.engine import commands_people as cp
from tte.engine.commands import Command


def _inject(help_text: str = "Number of the inject.") -> Param:
    return Param("inject", "inject", help_text, required=True, positional=True)


def _decision() -> Param:
    return Param("decision", "decision", "The decision, such as dp3.", required=True, positional=True)


def _seat() -> Param:
    return Param("seat", "seat", "Which seat.", required=True, positional=True)


def _reason(help_text: str = "Why, for the log.", *, required: bool = True) -> Param:
    return Param("reason", "text", help_text, required=required)


def _minutes(help_text: str, default: float | None = None) -> Param:
    return Param("minutes", "number", help_text, required=default is None, positional=True, default=default)


def _first_vote(decision: str, off: bool = False) -> Command:
    return cp.AskFirstVote(decision, off)


def _submit(*, option: str, at: float | None = None, **fields: Any) -> Command:
    return co.SubmitDecision(choice=option, decided_at=at, **fields)


REASONS = (
    Param("why", "text", "One line of why."),
    Param("confidence", "int", "Confidence, 0 to 100."),
    Param("rejected", "long", "What you rejected, and why."),
    Param("assumptions", "long", "What you assume."),
    Param("expected", "long", "What you expect to follow."),
    Param("dissent", "dissent", "Dissent, one a line: Name: words (or anonymous: words)."),
    Param("participants", "names", "Who took part."),
)

CONTROL_WORDS = (
    Action("start", "StartEx", "Call StartEx: the clock starts and play begins.", "control", co.StartEx,
           key="ctrl+s", confirm="Call StartEx? It cannot be undone.", phases=("prepared",)),
    Action("pause", "PauseEx", "Call PauseEx: clock and timed releases freeze on every terminal.", "control",
           co.PauseEx, (_reason("Why, shown to players.", required=False),), key="p", phases=("running",)),
    Action("resume", "ResumeEx", "Call ResumeEx: play goes on where it stopped.", "control", co.ResumeEx,
           key="p", phases=("paused",)),
    Action("rate", "Rate", "Set how fast the exercise clock runs against the wall clock.", "control",
           co.SetRate,
           (Param("rate", "number", "Times real time, such as 2.", required=True, positional=True),), key="x",
           phases=BEFORE_END),
    Action("pace", "Pace", "Set the pace: by the clock, each release by hand, or as a story.", "control",
           co.SetPace, (Param("pace", "choice", "clock, hand or story.", required=True, positional=True,
                              choices=("clock", "hand", "story")),), key="c", phases=BEFORE_END),
    Action("jump", "Jump", "Call a time jump to a move or a time; what it passes over expires.", "control",
           co.Jump, (Param("move", "move", "The move to go to; empty: the next.", positional=True),
                     Param("to_at", "time", "Or the exercise time, such as T+1:15."),
                     Param("name", "text", "A name for the jump.")), key="j"),
    Action("endex", "EndEx", "Call EndEx: play is over and the report can be written.", "control", co.EndEx,
           (_reason("Why now.", required=False),), key="ctrl+e",
           confirm="Call EndEx? Only the director can reopen the exercise."),
    Action("reopen-ex", "Reopen", "Reopen the exercise after EndEx (director).", "control", co.ReopenEx,
           (_reason(),), key="R", phases=("ended",)),
    Action("seal", "Seal", "Seal the log (director): nothing more of play can be added.", "control",
           co.SealLog,
           key="Z", confirm="Seal the log? It cannot be undone.", phases=("ended",)),
    Action("no-duff", "NO DUFF", "REAL WORLD EMERGENCY: stop all play on every screen, at once.", "both",
           co.CallNoDuff, (Param("reason", "text", "What has happened.", required=True, positional=True),
                           Param("scope", "text", "What stops.", default="all play")), key="f12",
           confirm="REAL WORLD EMERGENCY: stop all play?", phases=BEFORE_END),
    Action("release-no-duff", "Release NO DUFF", "Release NO DUFF after a head count (director).", "control",
           co.ReleaseNoDuff, (Param("heads", "heads", "How many were counted at each seat: us=3, rok=2.",
                                    required=True, positional=True),
                              Param("note", "text", "What was done; where the missing are.")),
           key="f12", phases=("no_duff",)),
    Action("undo", "Undo", "Take back the last control action that can be.", "control", co.Undo, key="u",
           phases=("prepared", "running", "paused", "ended")),
    Action("practice", "Comms check", "Send the practice inject and decision to every seat.", "control",
           co.SendPractice, key="k", phases=("prepared",)),
    Action("heads", "Head count", "Write down how many people are at each seat.", "control", co.CountHeads,
           (Param("heads", "heads", "Such as us=3, rok=2.", required=True, positional=True),), key="H",
           phases=ANY),
)  # fmt: skip

INJECTS = (
    Action("release", "Release", "Release an inject now, whatever its time.", "control", co.ReleaseInject,
           (_inject(),), key="r", phases=("running",)),
    Action("hold", "Hold", "Hold an inject: the clock does not release it.", "control", co.HoldInject,
           (_inject(), _reason(required=False)), key="h", phases=BEFORE_END),
    Action("ready", "Ready", "Give a held or skipped inject back to the clock.", "control", co.ReadyInject,
           (_inject(),), key="y", phases=BEFORE_END),
    Action("skip", "Skip", "Skip an inject, with a reason for the report.", "control", co.SkipInject,
           (_inject(), _reason()), key="s", phases=BEFORE_END),
    Action("defer", "Defer", "Defer an inject by some minutes.", "control", co.DeferInject,
           (_inject(), _minutes("By how many minutes.")), key="d", phases=BEFORE_END),
    Action("slip", "Slip", "Move all that is unreleased and due by some minutes; nothing into the past.",
           "control", co.SlipInjects, (_minutes("By how many minutes; -5 brings forward by 5."),), key="l",
           phases=BEFORE_END),
    Action("recall", "Recall", "Recall an inject that has gone out: recipients see it struck, and why.",
           "control", co.RecallInject, (_inject(), _reason()), key="b",
           confirm="Recall it? People may have read it; that cannot be undone."),
    Action("edit", "Edit", "Edit an inject's title and words before it goes out.", "control", co.EditInject,
           (_inject(), Param("title", "text", "New title."), Param("body", "long", "New words."),
            Param("variant", "text", "Which variant; empty: the inject's own words.")), key="e",
           phases=BEFORE_END),
    Action("adhoc", "Ad hoc", "Write an inject of your own, to go out now or at a minute.", "control",
           co.WriteInject, (Param("title", "text", "Title.", required=True),
                            Param("body", "long", "Words.", required=True),
                            Param("to", "people", "Roles, by comma, or all.", required=True),
                            Param("sender", "text", "Who it is from.", default="control"),
                            Param("channel", "channel", "Channel.", default="voice"),
                            Param("minutes", "number", "Exercise minute to plan it for."),
                            Param("now", "flag", "Release it at once.")), key="a", phases=BEFORE_END),
    Action("send-draft", "Send draft", "Send a staff draft, as it is or in other words.", "both",
           co.SendDraft,
           (Param("draft", "draft", "The draft, such as d1.", required=True, positional=True),
            Param("body", "long", "Other words than the draft's.")), key="i", phases=("running",)),
    Action("decline-draft", "Decline", "Decline to send a staff draft.", "both", co.DeclineDraft,
           (Param("draft", "draft", "The draft, such as d1.", required=True, positional=True),
            _reason(required=False)), key="I", phases=("running",)),
    Action("open", "Open", "Open something that was sent to your seat.", "player", co.OpenItem,
           (Param("item", "item", "Inject or message.", required=True, positional=True),), phases=BEFORE_END),
    Action("ack", "Acknowledge", "Acknowledge something, with a read-back where the channel asks for one.",
           "player", co.AcknowledgeItem,
           (Param("item", "item", "Inject or message.", required=True, positional=True),
            Param("read_back", "text", "What you understood, in your words.")), key="a", phases=BEFORE_END),
)  # fmt: skip

DECISIONS = (
    Action("decide", "Decide", "Answer a decision: an option or your own words, and one line of why.",
           "player", _submit,
           (_decision(), Param("option", "option", "Letter of the option, or written.", required=True),
            Param("owner", "owner", "The role that answers, where a seat holds several."),
            Param("written", "long", "Your own answer, with option “written”."), *REASONS), key="d",
           phases=("running",)),
    Action("amend", "Add reasons", "Add to the reasons of an answer until the move ends.", "player",
           co.AmendDecision, (_decision(), Param("owner", "owner", "The role that answered."), *REASONS)),
    Action("answer", "Answer for", "Answer a decision for an absent party or an empty seat.", "control",
           _submit,
           (_decision(), Param("owner", "owner", "For whom.", required=True, positional=True),
            Param("option", "option", "Letter of the option, or written.", required=True),
            Param("written", "long", "The answer in words."), *REASONS,
            Param("on_paper", "flag", "It was decided on paper; this only enters it."),
            Param("at", "time", "When it was decided on paper, such as T+42.")),
           key="w", phases=("running",)),
    Action("open-decision", "Open decision", "Put a decision to its owners now.", "control", co.OpenDecision,
           (_decision(),), key="D", phases=("running",)),
    Action("extend", "Extend", "Extend a decision's deadline.", "control", co.ExtendDecision,
           (_decision(), _minutes("By how many minutes.", 5)), key="t"),
    Action("close", "Close",
           "Close a decision: as answered, with the default for who is missing, or on an option.", "control",
           co.CloseDecision, (_decision(), Param("choice", "option", "An option; empty: as answered."),
                                         _reason(required=False)), key="f"),
    Action("rule", "Rule", "Rule what a written answer does to the tracks.", "control", co.RuleWritten,
           (_decision(), Param("owner", "owner", "Whose answer.", required=True, positional=True),
            Param("tracks", "tracks", "Effects, such as esc+1, tru-1; empty: none."), _reason()), key="g"),
    Action("overrule", "Overrule", "Overrule the outcome of a closed decision.", "control",
           co.OverruleOutcome,
           (_decision(), Param("choice", "option", "The option that holds instead."),
            Param("owner", "owner", "For this owner only."),
            Param("tracks", "tracks", "Or effects of your own."), _reason()), key="o"),
    Action("reopen", "Reopen decision", "Reopen a closed decision; its effects are taken back.", "control",
           co.ReopenDecision, (_decision(), _minutes("For how many minutes.", 5), _reason()), key="O"),
    Action("withdraw", "Withdraw", "Withdraw a decision that is open.", "control", co.WithdrawDecision,
           (_decision(), _reason()), key="W"),
    Action("set-track", "Set track", "Set a track, with a reason.", "control", co.SetTrack,
           (Param("track", "track", "Which track.", required=True, positional=True),
            Param("value", "int", "Its new value.", required=True, positional=True), _reason()), key="v"),
)  # fmt: skip

WORDS = (
    Action("message", "Message", "Send words over a channel to seats, absent parties or control.", "player",
           co.SendMessage, (Param("to", "people", "Whom, by comma.", required=True, positional=True),
                            Param("channel", "channel", "Over which channel."),
                            Param("body", "long", "The words.", required=True),
                            Param("sender", "owner", "The role, where a seat holds several."),
                            Param("reply_to", "message", "The message that this answers.")), key="m",
           phases=LIVE),
    Action("ask", "Ask control", "Ask control a question; it waits in their queue.", "player",
           lambda body: co.SendMessage(to=("control",), body=body),
           (Param("body", "long", "The question.", required=True, positional=True),), key="q", phases=ANY),
    Action("simcell", "SIMCELL", "Send words as an absent party, or as control.", "control", co.SendMessage,
           (Param("to", "people", "Whom, by comma.", required=True, positional=True),
            Param("body", "long", "The words.", required=True),
            Param("sender", "text", "As whom; empty: control."),
            Param("channel", "channel", "Over which channel.", default="voice")), key="m", phases=ANY),
    Action("reply", "Reply", "Answer a queued question as the party that it was put to.", "control", co.Reply,
           (Param("message", "message", "The question, such as m3.", required=True, positional=True),
            Param("body", "long", "The answer.", required=True)), key="q", phases=ANY),
    Action("settle", "Settle", "Mark a queued question as answered by word of mouth.", "control",
           co.SettleQuery,
           (Param("message", "message", "The question, such as m3.", required=True, positional=True),),
           key="Q",
           phases=ANY),
    Action("note", "Note", "Take an observation note, with an objective if it speaks to one.", "notes",
           co.TakeNote, (Param("body", "long", "What you saw.", required=True, positional=True),
                         Param("objective", "objective", "Such as O2.")), key="n", phases=ANY),
    Action("park", "Park", "Put an objection or idea into the parking lot, for the hot wash.", "both",
           co.ParkItem, (Param("body", "long", "The item.", required=True, positional=True),), key="k",
           phases=("running", "paused", "ended")),
    Action("name", "Who is here", "Name the people at a seat.", "both",
           lambda names, of_seat="": co.NameParticipants(names, of_seat),
           (Param("names", "names", "Names, by comma.", required=True, positional=True),
            Param("of_seat", "seat", "Which seat (control).")), key="N", phases=ANY),
    Action("practise", "Practise", "Answer the practice decision of the communications check.", "player",
           co.AnswerPractice,
           (Param("choice", "text", "Letter of the option.", required=True, positional=True),
            Param("why", "text", "A word.")), phases=("prepared",)),
)  # fmt: skip

ROOM = (
    Action("broadcast", "Broadcast", "Say something to every seat at once; the wall shows it too.", "control",
           cp.Broadcast, (Param("body", "long", "The words.", required=True, positional=True),), key="A",
           phases=ANY),
    Action("tell", "Tell a seat", "Say something to one seat, as control.", "control",
           lambda seat, body: co.SendMessage(to=(seat,), body=body, channel="voice"),
           (_seat(), Param("body", "long", "The words.", required=True)), key="M", phases=ANY),
    Action("countdown", "Countdown", "Count down for everybody, on every screen; 0 minutes stop it.",
           "control", cp.Countdown, (_minutes("How many minutes of real time; 0 stops it."),
                          Param("words", "text", "What it counts down to.")), key="S", phases=ANY),
    Action("freeze", "Freeze seat", "Freeze a seat: it can read and ask control, and do nothing else.",
           "control", cp.FreezeSeat, (_seat(), _reason("Why, shown to the seat.", required=False)), key="F",
           phases=ANY),
    Action("unfreeze", "Unfreeze seat", "Let a frozen seat go on.", "control", cp.UnfreezeSeat, (_seat(),),
           key="U", phases=ANY),
    Action("lock", "Lock seat", "Lock a seat: its terminals close and its code opens nothing.", "control",
           cp.LockSeat, (_seat(), _reason("Why, shown to the seat.", required=False)), key="L", phases=ANY),
    Action("unlock", "Unlock seat", "Let people sit down at a locked seat again.", "control", cp.UnlockSeat,
           (_seat(),), key="Y", phases=ANY),
    Action("disconnect", "End connection", "Close the terminals of a seat; its code opens it again.",
           "control", cp.EndConnection,
           (_seat(), Param("terminal", "text", "One of its terminals; empty: all."),
            _reason("Why, shown there.", required=False)), key="X", phases=ANY),
    Action("reissue-code", "New code", "Give a seat another code; the former opens nothing any more.",
           "control", cp.ReissueCode, (_seat(),), key="K",
           confirm="Give it another code? The former opens nothing any more.", phases=ANY),
    Action("first-vote", "First vote", "Ask each person at the owners' seats for a private vote first.",
           "control", _first_vote,
           (_decision(), Param("off", "flag", "Ask for none, whatever the deck says.")), key="G",
           phases=BEFORE_END),
    Action("wall-tracks", "Wall", "Let the wall show the tracks with their bands, or not.", "control",
           lambda show: cp.SetWall(show == "on"),
           (Param("show", "choice", "on or off.", required=True, positional=True, choices=("on", "off")),),
           key="P", phases=ANY),
    Action("vote", "First vote", "Give your own vote before your seat decides; nobody sees it until then.",
           "player", lambda decision, option, voter, why="": cp.CastFirstVote(decision, voter, option, why),
           (_decision(), Param("voter", "text", "Your name, as it is at the seat.", required=True),
            Param("option", "option", "Letter of the option, or written for none of them.", required=True),
            Param("why", "text", "A word on why.")), key="v", phases=("running",)),
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (*CONTROL_WORDS, *INJECTS, *DECISIONS, *WORDS, *ROOM, *REVIEW)


def find_action(name: str) -> Action | None:
    return next((a for a in ACTIONS if a.name == name), None)


def actions_for(kind: str) -> tuple[Action, ...]:
    """The actions of a kind of seat: director, facilitator, evaluator, observer or player."""
    scopes: dict[str, tuple[Scope, ...]] = {
        "director": ("control", "both", "notes"),
        "facilitator": ("control", "both", "notes"),
        "evaluator": ("notes", "both"),
        "player": ("player", "both"),
    }
    if kind == "observer":  # silent, but an emergency is anybody's to call
        return tuple(a for a in ACTIONS if a.name == "no-duff")
    return tuple(a for a in ACTIONS if a.scope in scopes.get(kind, ()))
