"""Options of hosting, which `tte host` and `tte run --host` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tte.host.server import Setting

Bind = Annotated[
    str,
    typer.Option(
        "--bind", metavar="ADDRESS", help="Which address to listen at; 0.0.0.0 is the whole network."
    ),
]
Web = Annotated[
    int | None,
    typer.Option("--web", metavar="PORT", help="Port of the pages (8080); 0 for none.", min=0, max=65535),
]
Ssh = Annotated[
    int | None,
    typer.Option("--ssh", metavar="PORT", help="Port of ssh (8022); 0 for none.", min=0, max=65535),
]
TlsCert = Annotated[
    str | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate (PEM) to encrypt pages with.")
]
TlsKey = Annotated[str | None, typer.Option("--tls-key", metavar="FILE", help="The certificate's key (PEM).")]
PublicUrl = Annotated[
    str | None,
    typer.Option(
        "--public-url", metavar="URL", help="What people type, where a proxy or tunnel stands in between."
    ),
]
RemoteControl = Annotated[
    bool,
    typer.Option(
        "--remote-control", help="Let the director's and facilitator's codes open a console from elsewhere."
    ),
]
SlipsFile = Annotated[
    str | None,
    typer.Option("--slips", metavar="FILE", help="Write a page to print: a slip for each seat (HTML)."),
]

LOCAL = "127.0.0.1"
WEB, SSH = 8080, 8022


def hosting(
    bind: str,
    web: int | None,
    ssh: int | None,
    tls: tuple[str | None, str | None],
    public_url: str | None,
    remote_control: bool,
) -> Setting:
    """What was asked for, as the host takes it. Raises Usage."""
    from pathlib import Path
    from urllib.parse import urlsplit

    from tte.cli.edge import Usage
    from tte.host.server import Setting

    if public_url:
        parts = urlsplit(public_url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
            raise Usage(
                f"{public_url} is no address that a browser could open.",
                remedy="Write it as https://exercise.example.org, without anything after it.",
            )
    cert, key = (Path(name) if name else None for name in tls)
    return Setting(
        bind=bind, web=WEB if web is None else web or None, ssh=SSH if ssh is None else ssh or None,
        tls_cert=cert, tls_key=key, public_url=public_url or "", remote_control=remote_control,
    )  # fmt: skip
