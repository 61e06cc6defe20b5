"""The tables of a session file, what guards them, and how older files are brought up to date.

Rows stay inside the store (a table model does not validate, and detaches from its values on commit): what
comes out are the plain values of `tte.store.records`.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import CheckConstraint, Connection, Table, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from tte.store.plain import APPLICATION_ID, SCHEMA_VERSION
from tte.store.views import VIEWS


class Model(SQLModel, registry=registry()):
    """Base of the tables of a session file, apart from any other metadata in the process."""


class ExerciseRow(Model, table=True):
    """The exercise as it was at StartEx; one row."""

    __tablename__ = "exercise"

    digest: str = Field(primary_key=True, sa_type=Text)
    id: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    json_text: str = Field(sa_type=Text, sa_column_kwargs={"name": "json"})


class SessionRow(Model, table=True):
    """Which run this is; one row. `created` in wall ms, UTC."""

    __tablename__ = "session"

    id: str = Field(primary_key=True, sa_type=Text)
    exercise_digest: str = Field(foreign_key="exercise.digest", sa_type=Text)
    name: str = Field(sa_type=Text)
    created: int
    tte_version: str = Field(sa_type=Text)
    genesis: str = Field(sa_type=Text)


class EventRow(Model, table=True):
    """One event; see `tte.store.records.Record`. Append-only by trigger."""

    __tablename__ = "events"
    __table_args__ = (CheckConstraint("json_valid(payload)", name="payload_is_json"),)

    seq: int = Field(primary_key=True)
    command: int
    kind: str = Field(sa_type=Text)
    payload: str = Field(sa_type=Text)
    at: float
    wall: int
    seat: str = Field(sa_type=Text)
    participant: str = Field(sa_type=Text)
    prev: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)


class SeatRow(Model, table=True):
    """A seat that opens with a code; only a hash of the code is kept. `place` keeps the order of making."""

    __tablename__ = "seat"

    place: int = Field(primary_key=True)
    id: str = Field(unique=True, sa_type=Text)
    code: str = Field(sa_type=Text)


class LeaseRow(Model, table=True):
    """The process that alone issues timed commands; at most one row, `one` being always 1."""

    __tablename__ = "lease"
    __table_args__ = (CheckConstraint("one = 1", name="only_one_lease"),)

    one: int = Field(primary_key=True)
    holder: str = Field(sa_type=Text)
    beat: int
    taken: int


def table_of(model: type[Model]) -> Table:
    """The Core table behind a model."""
    table = model.__table__  # type: ignore[attr-defined]  # SQLModel's metaclass adds it
    assert isinstance(table, Table)
    return table


EXERCISE, SESSION, EVENTS = table_of(ExerciseRow), table_of(SessionRow), table_of(EventRow)
SEAT, LEASE = table_of(SeatRow), table_of(LeaseRow)

# The order guard fires before REPLACE would delete anything, so that the log is append-only in tools too that
# leave `recursive_triggers` off.
GUARDS = (
    """CREATE TRIGGER events_in_order BEFORE INSERT ON events
    WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM events)
      OR NEW.prev IS NOT ifnull(
        (SELECT hash FROM events WHERE seq = NEW.seq - 1), (SELECT genesis FROM session)
      )
    BEGIN SELECT RAISE(ABORT, 'an event must follow the last one and name its hash'); END""",
    *(
        f"""CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the {table} of a session is never changed'); END"""
        for table in ("events", "session", "exercise")
        for what in ("update", "delete")
    ),
)

Step = Callable[[Connection], None]
MIGRATIONS: dict[int, Step] = {}
"""From a file's version to the step that makes it one version newer, data and tables; views are made anew."""


def migrate(connection: Connection) -> bool:
    """Bring an open file to `SCHEMA_VERSION` inside the caller's write transaction; False if it is there.

    Version 0 is an empty file. Several processes may call this at once: the write lock lets one do it.
    """
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found == SCHEMA_VERSION:
        return False
    if found == 0:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        Model.metadata.create_all(connection, checkfirst=False)
        for guard in GUARDS:
            connection.exec_driver_sql(guard)
    else:
        for version in range(found, SCHEMA_VERSION):
            MIGRATIONS[version](connection)
    for name, select in VIEWS.items():
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {select}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return True
