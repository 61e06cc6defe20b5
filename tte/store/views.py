"""SQL views that read like tables in any SQLite tool: `decisions`, `injects`, `messages`, `timeline`.

They are made from the events' payloads and the frozen exercise, by the names that these carry, and serve
people who look into a session file without tte. Times of play read `T+00:12` (hours and minutes since
StartEx), wall times are ISO 8601 in UTC. Nothing in tte reads them: the rules of play are the engine's.

What they show simply: of an answer the last revision, with what was added to it later; of an inject or
decision the last thing that happened to it; nothing of a control action that was undone (`timeline` shows it,
marked). What they do not show: due times after a slip, tracks, what a seat had read when it decided, drafts
of staff, the effects of an answer. The report has those.
"""

from __future__ import annotations


def _clock(seconds: str) -> str:
    return (
        f"CASE WHEN {seconds} IS NOT NULL THEN printf('T+%02d:%02d', CAST({seconds} AS INTEGER) / 3600, "
        f"CAST({seconds} AS INTEGER) / 60 % 60) END"
    )


def _wall(milliseconds: str) -> str:
    return f"strftime('%Y-%m-%dT%H:%M:%SZ', {milliseconds} / 1000, 'unixepoch')"


def _get(field: str, event: str = "e") -> str:
    return f"json_extract({event}.payload, '$.{field}')"


def _joined(array: str) -> str:
    return f"(SELECT group_concat(value, ', ') FROM json_each({array}))"


# A NULL among them would make NOT IN leave out everything.
_UNDONE = (
    "SELECT json_extract(payload, '$.action') FROM events "
    "WHERE kind = 'action_undone' AND json_extract(payload, '$.action') IS NOT NULL"
)
# Events that stand: those of control actions that were taken back are left out.
_STANDING = f"""
e AS MATERIALIZED (SELECT * FROM events WHERE command NOT IN ({_UNDONE}))
"""


def _seen(kind: str, item: str) -> str:
    """Who opened or acknowledged an item, and when: `japan-mod T+00:12`, first time each."""
    return f"""(
        SELECT group_concat(words, ', ') FROM (
            SELECT {_get("seat", "r")} || ' ' || {_clock("min(r.at)")} AS words FROM e AS r
            WHERE r.kind = '{kind}' AND {_get("item", "r")} = {item}
            GROUP BY {_get("seat", "r")} ORDER BY min(r.seq)
        )
    )"""


def _latest(field: str) -> str:
    """A field of an answer: as it was added last, else as it was given."""
    return f"""(
        SELECT {_get(field, "m")} FROM e AS m
        WHERE m.kind IN ('decision_submitted', 'decision_amended') AND m.seq >= a.seq
          AND {_get("decision", "m")} = o.decision AND {_get("owner", "m")} = o.owner
          AND {_get(field, "m")} NOT IN ('', '[]')
        ORDER BY m.seq DESC LIMIT 1
    )"""


def _option_title(letter: str) -> str:
    return f"(SELECT json_extract(value, '$.title') FROM json_each(d.spec, '$.options') WHERE key = {letter})"


_DECISIONS = f"""
WITH {_STANDING},
spec AS (
    SELECT json_extract(value, '$.id') AS id, value AS spec
    FROM exercise, json_each(exercise.json, '$.decisions')
),
role AS (
    SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.title') AS title
    FROM exercise, json_each(exercise.json, '$.roles')
),
opened AS (
    SELECT {_get("decision")} AS decision, owners.value AS owner, e.seq, e.at,
        row_number() OVER (PARTITION BY {_get("decision")}, owners.value ORDER BY e.seq DESC) AS newest
    FROM e, json_each(e.payload, '$.owners') AS owners WHERE e.kind = 'decision_opened'
),
answer AS (
    SELECT *, {_get("decision")} AS decision, {_get("owner")} AS owner,
        row_number() OVER (PARTITION BY {_get("decision")}, {_get("owner")} ORDER BY e.seq DESC) AS newest
    FROM e WHERE e.kind = 'decision_submitted'
),
turn AS (
    SELECT *, {_get("decision")} AS decision,
        row_number() OVER (PARTITION BY {_get("decision")} ORDER BY e.seq DESC) AS newest
    FROM e WHERE e.kind IN ('decision_opened', 'decision_extended', 'decision_expired', 'decision_closed',
        'decision_reopened', 'decision_withdrawn', 'outcome_overruled')
),
ruled AS (
    SELECT t.*, (SELECT value FROM json_each(t.payload, '$.outcomes') WHERE key = o.owner) AS outcome, o.owner
    FROM turn AS t JOIN opened AS o ON o.decision = t.decision AND o.newest = 1 WHERE t.newest = 1
)
SELECT
    o.decision,
    json_extract(d.spec, '$.title') AS title,
    o.owner,
    coalesce(r.title, o.owner) AS owner_title,
    {_clock("o.at")} AS opened,
    {_clock("a.at")} AS decided,
    {_wall("a.wall")} AS decided_wall,
    a.seat,
    a.participant AS issued_by,
    {_get("choice", "a")} AS choice,
    {_option_title(_get("choice", "a"))} AS choice_title,
    {_get("written", "a")} AS written,
    {_latest("why")} AS why,
    {_latest("rejected")} AS rejected,
    {_latest("assumptions")} AS assumptions,
    {_latest("expected")} AS expected,
    {_latest("confidence")} AS confidence,
    (
        SELECT group_concat(coalesce(nullif(json_extract(value, '$.name'), ''), 'anonymous') || ': '
            || json_extract(value, '$.text'), '; ') FROM json_each({_latest("dissent")})
    ) AS dissent,
    {_joined(_latest("participants"))} AS participants,
    (
        SELECT max(count(*) - 1, 0) FROM e WHERE e.kind = 'decision_submitted' AND e.seq > o.seq
          AND {_get("decision")} = o.decision AND {_get("owner")} = o.owner
    ) AS revisions,
    CASE t.kind
        WHEN 'decision_closed' THEN {_get("how", "t")}
        WHEN 'outcome_overruled' THEN 'overruled'
        WHEN 'decision_expired' THEN 'expired'
        WHEN 'decision_withdrawn' THEN 'withdrawn'
        ELSE 'open'
    END AS state,
    t.outcome,
    {_option_title("t.outcome")} AS outcome_title,
    CASE WHEN t.outcome IS NOT NULL THEN {_clock("t.at")} END AS closed,
    {_get("reason", "t")} AS reason,
    coalesce(a.seq, o.seq) AS event
FROM opened AS o
LEFT JOIN answer AS a
    ON a.decision = o.decision AND a.owner = o.owner AND a.newest = 1 AND a.seq > o.seq
LEFT JOIN ruled AS t ON t.decision = o.decision AND t.owner = o.owner
LEFT JOIN spec AS d ON d.id = o.decision
LEFT JOIN role AS r ON r.id = o.owner
WHERE o.newest = 1
ORDER BY o.seq, o.owner
"""

_AUTHORED_SENDER = "json_extract(s.spec, '$.from'), json_extract(s.spec, '$.sender')"
_INJECTS = f"""
WITH {_STANDING},
cut AS (
    SELECT value AS spec FROM exercise, json_each(exercise.json, '$.cuts')
    WHERE json_extract(value, '$.id') =
        (SELECT {_get("cut")} FROM events AS e WHERE e.kind = 'session_opened' ORDER BY e.seq LIMIT 1)
),
spec AS (
    SELECT json_extract(value, '$.id') AS id, value AS spec, key AS place,
        CASE WHEN EXISTS (SELECT 1 FROM cut) THEN (
            SELECT minutes.value FROM cut, json_each(cut.spec, '$.injects') AS minutes
            WHERE minutes.key = json_extract(injects.value, '$.id')
        ) ELSE json_extract(value, '$.at') END AS minutes,
        EXISTS (SELECT 1 FROM cut) AND NOT EXISTS (
            SELECT 1 FROM cut, json_each(cut.spec, '$.injects') AS kept
            WHERE kept.key = json_extract(injects.value, '$.id')
            UNION ALL
            SELECT 1 FROM cut, json_each(cut.spec, '$.contingencies') AS kept
            WHERE kept.key = json_extract(injects.value, '$.id')
        ) AS left_out
    FROM exercise, json_each(exercise.json, '$.injects') AS injects
    UNION ALL
    SELECT {_get("inject.id")}, {_get("inject")}, 100000 + e.seq, {_get("inject.at")}, 0
    FROM e WHERE e.kind = 'inject_written'
),
turn AS (
    SELECT e.*, {_get("inject")} AS inject FROM e WHERE e.kind IN ('inject_released', 'inject_held',
        'inject_readied', 'inject_skipped', 'inject_deferred', 'inject_recalled', 'inject_offered')
    UNION ALL
    SELECT e.*, passed.value FROM e, json_each(e.payload, '$.expired') AS passed WHERE e.kind = 'time_jumped'
),
last_turn AS (SELECT *, row_number() OVER (PARTITION BY inject ORDER BY seq DESC) AS newest FROM turn),
out AS (
    SELECT *, row_number() OVER (PARTITION BY inject ORDER BY seq DESC) AS newest
    FROM turn WHERE kind = 'inject_released'
)
SELECT
    s.id AS inject,
    coalesce({_get("deliveries[0].title", "r")}, json_extract(s.spec, '$.title')) AS title,
    coalesce(json_extract(s.spec, '$.event'), 'inject') AS type,
    {_clock("s.minutes * 60")} AS planned,
    {_clock("r.at")} AS released,
    {_wall("r.wall")} AS released_wall,
    CASE t.kind
        WHEN 'inject_released' THEN 'released'
        WHEN 'inject_held' THEN 'held'
        WHEN 'inject_skipped' THEN 'skipped'
        WHEN 'inject_deferred' THEN 'deferred to ' || {_clock(_get("due", "t"))}
        WHEN 'inject_recalled' THEN 'recalled'
        WHEN 'inject_offered' THEN 'offered'
        WHEN 'time_jumped' THEN 'passed over'
        ELSE CASE WHEN s.left_out THEN 'not in this cut' ELSE 'waiting' END
    END AS state,
    coalesce({_get("reason", "t")}, CASE WHEN t.kind = 'time_jumped' THEN {_get("name", "t")} END) AS reason,
    r.seat AS released_by,
    {_joined("coalesce(" + _get("deliveries[0].sender", "r") + ", " + _AUTHORED_SENDER + ")")}
        AS sender,
    (
        SELECT group_concat(value, ', ') FROM (
            SELECT DISTINCT leg_to.value FROM json_each(r.payload, '$.deliveries') AS leg,
                json_each(leg.value, '$.to') AS leg_to
        )
    ) AS recipients,
    json_extract(s.spec, '$.channel') AS channel,
    {_seen("item_opened", "s.id")} AS opened_by,
    {_seen("item_acknowledged", "s.id")} AS acknowledged_by,
    {_get("deliveries[0].body", "r")} AS body,
    coalesce(r.seq, t.seq) AS event
FROM spec AS s
LEFT JOIN last_turn AS t ON t.inject = s.id AND t.newest = 1
LEFT JOIN out AS r ON r.inject = s.id AND r.newest = 1
ORDER BY coalesce(r.at, s.minutes * 60, 1e9), s.place
"""

_MESSAGES = f"""
WITH {_STANDING}
SELECT
    {_get("message")} AS message, {_clock("e.at")} AS sent, {_wall("e.wall")} AS sent_wall, {_get("sender")}
    AS sender, {_joined(_get("to"))} AS recipients, {_get("channel")} AS channel, {_get("body")} AS body,
    e.seat, e.participant AS issued_by, CASE WHEN u.seq IS NOT NULL THEN 'unanswered' WHEN d.seq IS NOT NULL
    THEN 'delivered' ELSE 'on its way' END AS state, {_clock("d.at")} AS delivered, {_get("reason", "u")} AS
    reason, nullif({_get("reply_to")}, '') AS reply_to, {_clock("q.at")} AS answered, nullif({
    _get("reply", "q")
}, '') AS answer, {_seen("item_opened", _get("message"))} AS opened_by, e.seq AS event FROM e LEFT
    JOIN e AS d ON d.kind = 'message_delivered' AND {_get("message", "d")} = {_get("message")} LEFT JOIN e AS
    u ON u.kind = 'message_unanswered' AND {_get("message", "u")} = {_get("message")} LEFT JOIN e AS q ON
    q.kind = 'query_answered' AND {_get("message", "q")} = {_get("message")} WHERE e.kind = 'message_sent'
    GROUP BY e.seq ORDER BY e.seq
"""

_SUBJECT = (
    "coalesce(CASE json_type(e.payload, '$.inject') WHEN 'object' THEN "
    + _get("inject.id")
    + " WHEN 'text' THEN "
    + _get("inject")
    + " END, "
    + ", ".join(
        _get(field) for field in ("decision", "draft", "message", "item", "note", "rule", "track", "seat")
    )
    + f", {_get('name')}, {_get('title')})"
)

_TIMELINE = f"""
SELECT
    e.seq AS event,
    {_clock("e.at")} AS time,
    {_wall("e.wall")} AS wall,
    e.seat,
    e.participant AS issued_by,
    replace(e.kind, '_', ' ') AS what,
    {_SUBJECT} AS subject,
    CASE e.kind
        WHEN 'inject_released' THEN {_get("deliveries[0].title")}
        WHEN 'inject_written' THEN {_get("inject.title")}
        WHEN 'draft_sent' THEN {_get("delivery.title")}
        WHEN 'decision_submitted' THEN {_get("owner")} || ': '
            || coalesce(nullif({_get("written")}, ''), {_get("choice")})
            || coalesce(' because ' || nullif({_get("why")}, ''), '')
        WHEN 'track_changed' THEN {_get("before")} || ' to ' || {_get("after")}
            || coalesce(' because of ' || nullif({_get("because")}, ''), '')
        WHEN 'time_jumped' THEN {_clock(_get("from_at"))} || ' to ' || {_clock(_get("to_at"))}
        WHEN 'action_undone' THEN 'event ' || {_get("action")}
        WHEN 'decision_closed' THEN {_get("how")} || ': ' || {_get("outcomes")}
        ELSE coalesce({_get("body")}, nullif({_get("reason")}, ''), {_get("ending")}, {_get("summary")})
    END AS details,
    CASE WHEN e.command IN ({_UNDONE}) THEN 'undone' ELSE '' END AS undone
FROM events AS e
ORDER BY e.seq
"""

VIEWS = {"decisions": _DECISIONS, "injects": _INJECTS, "messages": _MESSAGES, "timeline": _TIMELINE}
"""From a view's name to the SELECT that it is."""
