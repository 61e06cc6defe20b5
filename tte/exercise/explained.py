"""What each diagnostic means and what to do about it, for `tte check --explain` and below each finding."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from tte.exercise.diagnostics import CODES


@dataclass(frozen=True)
class Explained:
    """Why a finding matters, and what an author does about it."""

    why: str
    do: str


_TEXTS: dict[str, tuple[str, str]] = {
    "E100": (
        "The file or folder is not there, may not be read, or is something else than a regular file.",
        "Check the path and its permissions.",
    ),
    "E101": (
        "The file is not YAML from this place on. A text that holds `: ` or begins with one of `@"
        " ` % & * !` needs quotes; indent with spaces, never with tabs.",
        "Put the text in quotes, or correct the indentation.",
    ),
    "E102": (
        "A mapping has each key once. YAML libraries keep the last one without a word; that loses"
        " what you wrote.",
        "Rename or delete one of the two.",
    ),
    "E103": (
        "Anchors, aliases, merge keys, tags and directives are refused: they let a small file "
        "grow without bounds, and readers cannot see what a line says.",
        "Write the value out.",
    ),
    "E104": (
        "The file is not UTF-8, or holds a control character that a terminal could act on or that"
        " turns the direction of writing.",
        "Save the file as UTF-8 and delete the character.",
    ),
    "E105": (
        "There are limits for the size of a file, the depth of its nesting and the number of files.",
        "Split the file, or move what does not belong to the deck elsewhere.",
    ),
    "E106": (
        "A Markdown file of a deck begins with a line `---`, then YAML, then a second line `---`,"
        " then its text.",
        "Add the missing line `---`.",
    ),
    "E107": (
        "A line `=== id` begins the text of a variant. The id has to be one of the inject's "
        "variants, and each has one text.",
        "Correct the id, or add the variant to the front matter.",
    ),
    "E108": (
        "A path, a card's name or a link leads out of the folder that it has to stay in.",
        "Put the file itself into the folder and name it plainly.",
    ),
    "E109": (
        "The deck needs this file.",
        "Write the file or copy it there; `tte new` makes one to start from.",
    ),
    "E110": (
        "A field that has to stand there is missing.",
        "Add the field; `tte schema` says what it holds.",
    ),
    "E111": (
        "No such field is known here; it may be a slip of the pen.",
        "Correct its name or delete it.",
    ),
    "E112": (
        "The value is of another type than the field takes, or out of bounds.",
        "Write a value that fits.",
    ),
    "E113": (
        "The field takes only one of a few words.",
        "Write one of them.",
    ),
    "E114": (
        "Ids have letters, digits, `-` and `_`, begin with a letter or digit and have 40 characters at most.",
        "Choose such an id.",
    ),
    "E120": (
        "Conditions are a small part of Python's expressions: and, or, not, comparisons, in, "
        "numbers, texts, + and -.",
        "Write it in that form; see Conditions in the docs for authors.",
    ),
    "E121": (
        "A name in a condition is a track of the exercise, or `at`, `at_jump`, `move`.",
        "Correct the name, or add the track.",
    ),
    "E122": (
        "The function does not exist, or is given too few, too many or other arguments.",
        "Correct the call.",
    ),
    "E123": (
        "Numbers are compared with numbers, texts with texts, and a condition has to be true or false.",
        "Compare it with something of its own kind.",
    ),
    "E124": (
        "The condition names something that the exercise does not have.",
        "Correct the id.",
    ),
    "E125": (
        "The decision does not have this option.",
        "Name one of its options, or `written`.",
    ),
    "E126": (
        "A decision that several owners answer apart has an answer for each; one that they answer"
        " together has one.",
        "Name an owner, or leave it out.",
    ),
    "E127": (
        "By the scale of the track this comparison is always true, or never: it decides nothing.",
        "Correct the number, or delete the comparison.",
    ),
    "E128": (
        "Conditions have limits of length, depth and size of numbers.",
        "Split it over a rule or a variant.",
    ),
    "E130": (
        "No role or absent party has this id.",
        "Correct the id, or add the role or party.",
    ),
    "E131": (
        "No channel has this id.",
        "Correct the id, or add the channel.",
    ),
    "E132": (
        "No objective, or no critical task of one, has this id. Tasks are counted from 1: `O1-2`.",
        "Correct the id.",
    ),
    "E133": (
        "No track has this id.",
        "Correct the id, or add the track.",
    ),
    "E134": (
        "No decision, inject, rule or move has this id.",
        "Correct the id, or write what it names.",
    ),
    "E135": (
        "A source is a point of one of the essays (T-1 to T-61, S-1 to S-92) or a fact of the exercise (R1).",
        "Correct the tag, or add the fact.",
    ),
    "E136": (
        "`own` and `other` stand for the heat of the publics of whoever chose; `role` limits an "
        "effect to choosers.",
        "Name the track, or limit the effect to owners that have one.",
    ),
    "E137": (
        "Two things have the same id.",
        "Rename one of them.",
    ),
    "E138": (
        "The id means something else in conditions or effects.",
        "Choose another id.",
    ),
    "E140": (
        "A decision has two options or more, and a default that is one of them and always open: "
        "it is what happens when an owner lets the time run out.",
        "Name a default that is an option without `needs`.",
    ),
    "E141": (
        "A track starts inside its scale, and its bands begin at its low end and rise.",
        "Correct the number.",
    ),
    "E142": (
        "Moves follow one another in exercise time and in scenario time, and lie before EndEx.",
        "Correct the time.",
    ),
    "E143": (
        "Every recipient has to get a text whatever the conditions are.",
        "Give the inject a text of its own, or add a variant without `when`.",
    ),
    "E144": (
        "Placeholders are a closed list and are filled only in titles and bodies of injects.",
        "Write one of those there are.",
    ),
    "E145": (
        "The text is empty.",
        "Write it.",
    ),
    "E146": (
        "An ending before it has no condition, or an overlay has none.",
        "Move it up, or give it a `when`.",
    ),
    "E147": (
        "No inject of the exercise, or of the cut, opens this decision.",
        "Add it to the `opens` of an inject.",
    ),
    "E148": (
        "A time is missing, after EndEx, or not of this cut.",
        "Correct the timetable.",
    ),
    "E149": (
        "A role sits at one seat of a seating.",
        "Take it from one of the seats.",
    ),
    "E150": (
        "The effect or field changes nothing.",
        "Delete it, or give it something to do.",
    ),
    "E301": (
        "By the ranges that the tracks can reach, the options that exist and the timetable, this "
        "never holds, so what it guards never happens.",
        "Correct the condition, or the effects that should lead to it.",
    ),
    "E302": (
        "What this option needs never comes about, so players see it locked from beginning to end.",
        "Ask for less in `needs`, or give the deck a way to get there.",
    ),
    "E303": (
        "The inject's condition never holds when it is looked at. A scheduled inject looks once, "
        "at its minute; a contingency from its minute on. Control could still release it by hand,"
        " but nothing tells them to.",
        "Correct the condition or the time, or mark the inject `offered: true` and leave `when` out.",
    ),
    "E304": (
        "No way of playing the deck leads to this ending.",
        "Correct its condition, or the effects.",
    ),
    "E305": (
        "The first ending whose condition holds counts. Whenever this one could, one before it holds too.",
        "Move it up, or narrow the ones before it.",
    ),
    "E306": (
        "Each of these waits for the next, and the last for the first: none can ever come first.",
        "Give one of them a time of its own, or another condition.",
    ),
    "E307": (
        "The decision closes after its move is over and time has jumped, or after EndEx: its "
        "owners read a deadline that they never get.",
        "Open it earlier, give it fewer `minutes`, or correct `until`.",
    ),
    "E308": (
        "Five words in a row of a role's private lines, or a figure of them with its unit and two"
        " words more, stand in a text for a role that has not been told. What the sender itself "
        "says, and what the reader's own card, brief or the common texts hold, is left out.",
        "Take it out, send it to its holder alone, or ignore it with the reason why it may be known by then.",
    ),
    "E309": (
        "What this rule waits for never comes about.",
        "Correct its trigger or condition, or delete it.",
    ),
    "W200": (
        "Some editors put an invisible mark at the beginning of a file.",
        "Save it as UTF-8 without it.",
    ),
    "W201": (
        "Only YAML and Markdown files are read.",
        "Move it out of the deck, or correct its name.",
    ),
    "W202": (
        "Files are found more easily if their names begin with their inject's id.",
        "Rename the file.",
    ),
    "W203": (
        "The sender is a role that may not use this channel.",
        "Choose a channel whose users have it.",
    ),
    "W204": (
        "The channel does not reach this recipient.",
        "Choose another channel, or add to `reaches`.",
    ),
    "W205": (
        "If no condition holds at EndEx there is no ending to read out.",
        "Leave `when` out of the last ending.",
    ),
    "W206": (
        "A fact stands there for something that cites it.",
        "Cite it, or delete it.",
    ),
    "W207": (
        "An inject without a recipient is never read.",
        "Name a recipient beside the sender.",
    ),
    "W208": (
        "Nothing shows whether this objective is met.",
        "Name it in an inject or decision.",
    ),
    "W210": (
        "An inject that serves no objective costs time and is hard to justify afterwards. Those "
        "that control alone sends, such as EndEx, are left out.",
        "Name an objective, or drop the inject.",
    ),
    "W211": (
        "Where injects or decisions name the critical tasks of an objective, each task needs one "
        "that tests it: else the evaluator has nothing to look at.",
        "Add the task to the `tasks` of an inject or decision, or drop it.",
    ),
    "W212": (
        "A person at this seat would sit through the exercise.",
        "Send it something, or let SIMCELL play it.",
    ),
    "W213": (
        "People who get nothing for a third of the exercise (30 minutes at least) leave it in "
        "their heads. What goes to all and the begin of a move count.",
        "Send it something in between.",
    ),
    "W214": (
        "One person of control can watch, release and play about three injects in ten minutes. "
        "Mirrored injects of one minute count as one.",
        "Spread them, give some to another controller, or ignore it with the reason why it works.",
    ),
    "W215": (
        "Each form of channel has a length at which it stops being that channel; `words` of the "
        "channel changes it.",
        "Shorten the message, or send it over another channel.",
    ),
    "W216": (
        "The text still has a gap that somebody meant to fill.",
        "Fill it.",
    ),
    "W217": (
        "The exercise lists this point in `points`.",
        "Cite it where it is used, or take it from the list.",
    ),
    "W218": (
        "Places with two names are called by both, now one first, now the other, in the order of the deck.",
        "Write both names, in the other order.",
    ),
    "W219": (
        "An exercise plays titles, never living persons. Names in `names` are taken to be invented.",
        "Write the title alone, or put an invented name into `names`.",
    ),
    "W220": (
        "Reading at 200 words a minute should take half of the time at most, so that the rest is for talk.",
        "Shorten the texts, spread the injects, or give more minutes.",
    ),
    "W221": (
        "Whatever happens, another option is at least as good on every track and better on one. "
        "Options that a condition names, that need something or that set a value are left out.",
        "Give the option something that speaks for it, or ignore it with the reason.",
    ),
    "W222": (
        "An ignore names codes and gives a reason. Errors that keep a deck from being loaded "
        "cannot be ignored.",
        "Write `# tte: ignore[W213] why`.",
    ),
    "W223": (
        "There is no such finding here (any more).",
        "Delete the code or the comment.",
    ),
    "W224": (
        "People are brought together to decide something.",
        "Write a decision, or call it a seminar.",
    ),
}

EXPLAINED: dict[str, Explained] = {code: Explained(*text) for code, text in _TEXTS.items()}


def remedy(code: str) -> str:
    """What to do about a finding, in one sentence."""
    found = EXPLAINED.get(code)
    return found.do if found else ""


def explain(code: str) -> str:
    """A code in full, for a terminal."""
    found = EXPLAINED[code]
    kind = "warning" if code.startswith("W") else "error"
    head = f"{code} ({kind}): {CODES[code]}"
    return "\n\n".join([head, textwrap.fill(found.why, 100), textwrap.fill(f"What to do: {found.do}", 100)])
