"""The words of a report: those of the doctrine, and the short names of the exercise."""

from __future__ import annotations

from tte.exercise.models import Exercise

WORDS = {
    "AAR/IP": "After-action report and improvement plan",
    "Capability element": "What an action improves: planning, organisation, equipment, training, exercise",
    "Control": "Those who run the exercise: director, facilitator, SIMCELL",
    "Contingency": "An inject that goes out only if its condition comes true",
    "EEG": "Exercise evaluation guide: objectives, capabilities, critical tasks, and how each is rated",
    "EndEx": "End of the exercise; play is closed",
    "Exercise time": "Time of play since StartEx, as T+hours:minutes; it stands still while play is paused",
    "HSEEP": "Homeland Security Exercise and Evaluation Program, the doctrine that this report follows",
    "Inject": "A message that control sends to players",
    "MSEL": "Master scenario events list: the injects, with times, senders and recipients",
    "NO DUFF": "A real-world emergency: all play stops",
    "N/O": "Not observed; kept apart from the ratings",
    "PauseEx, ResumeEx": "The clock and timed injects stop, and go on",
    "SIMCELL": "Control, playing a party that has no player",
    "StartEx": "Beginning of play",
    "TLP": "Traffic Light Protocol: who may be given this document",
    "Track": "A variable of the exercise with a scale, such as escalation or trust",
}


def glossary_of(exercise: Exercise) -> tuple[tuple[str, str], ...]:
    """Terms with their meanings, in order of the alphabet."""
    own = {role.short: role.title for role in exercise.roles if role.short != role.title}
    words = {**own, **WORDS}
    return tuple(sorted(words.items(), key=lambda row: row[0].casefold()))
