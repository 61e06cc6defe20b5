"""Commands about trust in a session, and about carrying it elsewhere: verify, sign, export, import."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tte.cli import safe
from tte.cli.edge import DONE, FAILED, Failed, Usage, out, say
from tte.cli.garbage import nothing_thrown_away
from tte.cli.options import Format, SessionName, Sessions, TextOrJson, folder_of, session_path
from tte.cli.wrapping import wrapped

if TYPE_CHECKING:
    from tte.cli.signing import Signed
    from tte.store.verifying import Verdict


def verify(
    session: SessionName,
    head: Annotated[
        str, typer.Option("--head", metavar="HASH", help="A head that was kept elsewhere: is it in this log?")
    ] = "",
    signature: Annotated[
        str | None, typer.Option("--signature", metavar="FILE", help="A signature that `tte sign` made.")
    ] = None,
    allowed: Annotated[
        str | None,
        typer.Option("--allowed-signers", metavar="FILE", help="Whose keys count, as ssh-keygen reads it."),
    ] = None,
    sessions: Sessions = None,
    form: Format = TextOrJson.text,
) -> int:
    """Check that a session is what it was. Chain, exercise, seal, sign-offs, views; exit code 1 if not."""
    from tte.cli.trust_text import verdict_data, verdict_text
    from tte.store.verifying import verify_file

    if (signature is None) != (allowed is None):
        raise Usage(
            "A signature is checked against a list of keys.",
            remedy="Give both --signature and --allowed-signers.",
        )
    path = session_path(session, sessions)
    with nothing_thrown_away():
        verdict = verify_file(path, head=head)
    signed = None
    if signature is not None and allowed is not None:
        signed, verdict = _signed(path, verdict, Path(signature), Path(allowed))
    if form is TextOrJson.json:
        out(safe.as_json(verdict_data(verdict, path, signed)))
    else:
        for line in verdict_text(verdict, signed):
            out(wrapped(safe.line(line)))
    if verdict.faults:
        say(f"{path}: this is not what was recorded.")
        return FAILED
    return DONE


def _signed(path: Path, verdict: Verdict, signature: Path, allowed: Path) -> tuple[Signed, Verdict]:
    """A signature that holds, and whether this log is the one that it is about. Raises Failed."""
    from tte.cli.signing import check
    from tte.store.verifying import verify_file

    signed = check(signature, allowed)
    told = signed.statement
    if (told.session_id, told.exercise_digest) != (verdict.session_id, verdict.exercise_digest):
        raise Failed(
            f"The signature of {signed.who} is about another session ({told.exercise_id}).",
            remedy="Name the signature of this one.",
        )
    looked = verify_file(path, head=told.head)
    if looked.head_found != told.events:
        fault = (
            f"The log that {signed.who} signed had other events, {told.events} of them: this one is not it."
        )
        return signed, replace(verdict, faults=(*verdict.faults, fault))
    return signed, verdict


def sign(
    session: SessionName,
    key: Annotated[
        str, typer.Option("--key", metavar="FILE", help="Your private SSH key, such as ~/.ssh/id_ed25519.")
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where the statement goes; its signature gets .sig."
        ),
    ] = None,
    sessions: Sessions = None,
) -> None:
    """Sign what a session's log is now, with an SSH key. Writes a statement and its signature."""
    from tte.cli.signing import SUFFIX, statement_of
    from tte.cli.signing import sign as sign_statement
    from tte.store.verifying import verify_file

    path = session_path(session, sessions)
    verdict = verify_file(path)
    if verdict.faults:
        raise Failed(
            f"{path} is not what was recorded, and is not signed: {verdict.faults[0]}",
            remedy="`tte verify` says all that is wrong.",
        )
    to = Path(output) if output else path.with_name(path.name + SUFFIX)
    written = sign_statement(statement_of(verdict), Path(key).expanduser(), to)
    out(str(written))
    say(
        f"Signed: {verdict.events} events, head {verdict.head[:16]}…. Keep {to.name} and {written.name} "
        "together; "
        f"`tte verify {path.stem} --signature {written} --allowed-signers FILE` checks them."
    )


def export(
    session: SessionName,
    to: Annotated[
        str, typer.Option("--to", metavar="FOLDER", help="A folder that is not there yet, or empty.")
    ],
    sessions: Sessions = None,
) -> None:
    """Write a session into a folder. Events, exercise, report, digests; `tte import` reads it back."""
    from tte.cli.carrying import export_session

    path = session_path(session, sessions)
    for line in export_session(path, Path(to).expanduser()):
        out(safe.line(line))


def import_(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="A folder that `tte export` wrote.")],
    sessions: Sessions = None,
) -> None:
    """Make a session of an exported folder. Equal by digest; nothing in it is trusted unchecked."""
    from tte.cli.carrying import import_session

    path, codes = import_session(Path(folder).expanduser(), folder_of(sessions))
    out(str(path))
    for seat, code in codes.items():
        out(f"{code}  {safe.line(seat)}")
    if codes:
        say("Codes are not part of an export: these are new, and shown once.")


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    for command in (verify, sign, export):
        app.command()(command)
    app.command("import")(import_)
