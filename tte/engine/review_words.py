"""The words of evaluation: ratings with their definitions, tags, the participants' form, sections, the plan.

Ratings and the form follow HSEEP (2020), in other words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from tte.engine.events_review import ActionStatus, Element, HotWashKind, Letter

RATINGS: Mapping[Letter, tuple[str, str]] = {
    "P": (
        "Performed without challenges",
        "The objective was met; nothing else suffered, no risk was added, plans and law were followed.",
    ),
    "S": (
        "Performed with some challenges",
        "As P, but with less efficiency or effect than there could have been.",
    ),
    "M": (
        "Performed with major challenges",
        "The objective was met, but other activities suffered, risk was added, or plans or law were broken.",
    ),
    "U": ("Unable to be performed", "The objective was not met."),
    "N/O": ("Not observed", "Nobody saw enough to rate it: no rating, and it needs a reason."),
}
"""By letter: HSEEP's name, and what it means."""

TAGS: Mapping[str, str] = {"strength": "Strength", "area": "Area for improvement", "": "Observation"}
TAG_SHAPES: Mapping[str, str] = {"strength": "+", "area": "△", "": "·"}

HOT_WASH_KINDS: Mapping[HotWashKind, str] = {
    "strength": "Strength", "gap": "Gap", "surprise": "Surprise", "action": "Action", "question": "Question",
}  # fmt: skip
HOT_WASH_QUESTIONS = (
    "One strength: what went well, and should stay?",
    "One gap: what was missing when you needed it?",
    "One surprise: what did you not expect?",
    "What should somebody do about it, and who?",
)
"""What is asked where the exercise has no questions of its own."""

SCALE: Mapping[str, str] = {
    "structured": "The exercise was well structured.",
    "plausible": "The scenario was plausible and realistic.",
    "facilitator": "The facilitator was knowledgeable and fair.",
    "documents": "The documents were useful.",
    "role": "My role was right for my position.",
    "people": "The right people were present.",
    "injects": "Injects were clear and timely.",
    "visible": "I could see what I needed to see.",
    "fair": "My side was portrayed fairly.",
    "dissent": "I could dissent.",
    "prepared": "I am better prepared than before.",
    "confidence_before": "Before it, I was confident that I could handle this.",
    "confidence_after": "Now, I am confident that I can handle this.",
}
"""Items of the participants' form, 1 (not at all) to 5 (fully)."""
SCALE_ENDS = ("not at all", "fully")

QUESTIONS: Mapping[str, str] = {
    "strengths": "Three strengths of the exercise or of what your side did",
    "improvements": "Three improvements",
    "change": "One thing that you would change",
    "missed": "Anything that evaluators missed",
}
"""Free text of the participants' form."""

SECTIONS: Mapping[str, str] = {
    "summary": "Executive summary",
    "overview": "Exercise overview",
    "conclusion": "Conclusion",
}
"""Sections of the report that are not about one objective, task or observation."""

ELEMENTS: tuple[str, ...] = get_args(Element)
STATUSES: tuple[str, ...] = get_args(ActionStatus)
CLOSED_STATUSES = frozenset({"validated", "learned", "dropped"})

PLAN_FIELDS = (
    "recommendation", "issue", "capability", "element", "owner", "contact", "start", "due", "status",
    "retest", "target", "observations",
)  # fmt: skip
"""Fields of a corrective action that somebody can set."""
PROGRESS = frozenset({"status", "retest"})
"""Fields that follow an action up: they change without the report being another one."""
