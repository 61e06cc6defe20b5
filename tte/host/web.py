"""The host's web pages: the door, a seat's page, its files; the terminal itself is in `socket`."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import resources
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FunctionLoader, StrictUndefined

from tte.engine.events_access import Refusal
from tte.exercise.models import MARKING
from tte.host import bounds
from tte.host.door import Closed, Door
from tte.host.downloads import Downloads
from tte.host.gatekeeper import Gatekeeper, address_of
from tte.host.hall import Hall
from tte.host.places import Place, Places
from tte.host.socket import WebTerminals

COOKIE = "tte-seat"
STATIC = {
    "room.css": "text/css", "room.js": "text/javascript", "door.js": "text/javascript",
    "xterm.css": "text/css", "xterm.mjs": "text/javascript", "addon-fit.mjs": "text/javascript",
    "addon-unicode11.mjs": "text/javascript", "xterm.LICENSE.txt": "text/plain",
}  # fmt: skip
"""All files that are given to browsers; there is no folder behind it."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'{sockets}; "
    "img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Scripts only from here, and none in the page. The terminal makes style sheets of its own as it draws."""

HEADERS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}  # fmt: skip

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class WebSetting:
    """Where the pages are, and what they say of the session."""

    bind: str
    port: int
    exercise: str
    session: str = ""
    public_url: str = ""
    """The address that people type where a proxy or tunnel stands before the host."""
    tls: ssl.SSLContext | None = None


def _template(name: str) -> str:
    return resources.files("tte.host").joinpath("pages", name).read_text(encoding="utf-8")


class WebHost:
    """Serves a hall's places to browsers."""

    def __init__(
        self, hall: Hall, door: Door, places: Places, downloads: Downloads, setting: WebSetting
    ) -> None:
        self.hall = hall
        self.door = door
        self.places = places
        self.downloads = downloads
        self.setting = setting
        self.port = setting.port
        self.ssh_line = ""
        """What to type in a terminal instead."""
        self._secure = setting.tls is not None or setting.public_url.startswith("https:")
        self._origin = _origin(setting.public_url)
        self._pages = Environment(
            loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._files = {name: _static(name) for name in STATIC}
        self._terminals = WebTerminals(hall, downloads)
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None

    # --- starting and stopping ------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen. Raises OSError, as for a port that is taken."""
        app = web.Application(middlewares=[self._guarded], client_max_size=bounds.MAX_FORM)
        app.add_routes(
            [
                web.get("/", self._front),
                web.post("/enter", self._enter),
                web.get("/static/{name}", self._static_file),
                web.get("/seat/{seat}", self._seat),
                web.get("/seat/{seat}/standing", self._standing),
                web.get("/seat/{seat}/terminal", self._terminal),
                web.post("/seat/{seat}/leave", self._leave),
                web.get("/seat/{seat}/file/{name}", self._file),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, keepalive_timeout=30, handle_signals=False)
        await self._runner.setup()
        inner = self._runner.server
        assert inner is not None
        self._server = await asyncio.get_running_loop().create_server(
            lambda: self._keeper(inner()), self.setting.bind, self.setting.port, ssl=self.setting.tls,
            ssl_handshake_timeout=bounds.HELLO if self.setting.tls else None, backlog=256,
        )  # fmt: skip
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._runner is not None:
            await self._runner.shutdown()
            await self._runner.cleanup()

    def _keeper(self, inner: asyncio.Protocol) -> Gatekeeper:
        return Gatekeeper(inner, self.hall, self.hall.journal.refused)

    # --- before every request -------------------------------------------------------------------------------

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        keeper = request.transport.get_protocol() if request.transport is not None else None
        if isinstance(keeper, Gatekeeper):
            keeper.spoke()
        try:
            if request.method == "POST" and not self.same_origin(request):
                self._refused("origin", request, request.headers.get("Origin", ""))
                raise web.HTTPForbidden
            answer = await handler(request)
        except web.HTTPException as error:
            answer = self._in_words(error.status)
            if error.status in (404, 405, 413):
                self._refused("request", request, request.path)
        if not answer.prepared:
            sockets = f" ws://{request.host} wss://{request.host}" if _plain_host(request.host) else ""
            answer.headers.update(HEADERS)
            answer.headers["Content-Security-Policy"] = POLICY.format(sockets=sockets)
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def _in_words(self, status: int) -> web.Response:
        says = {
            403: "That is not allowed from here. Open the seat again with its code.",
            404: "There is nothing here.",
            413: "That was too much at once.",
        }.get(status, "That could not be done.")
        return self._page("words.html", status=status, title="This is not it", says=says)

    def same_origin(self, request: web.Request) -> bool:
        """Whether a request comes from a page of ours; browsers say so for everything that acts."""
        origin = request.headers.get("Origin", "")
        if self._origin and origin == self._origin:
            return True
        scheme = "https" if self._secure and not self._origin else request.scheme
        return bool(origin) and origin.lower() == f"{scheme}://{request.host}".lower()

    def _refused(self, what: Refusal, request: web.Request, detail: str = "", seat: str = "") -> None:
        self.hall.journal.refused(what, address_of(request.transport), seat, detail)

    def _page(self, name: str, *, status: int = 200, **values: object) -> web.Response:
        common = {"marking": MARKING, "exercise": self.setting.exercise}
        text = self._pages.get_template(name).render(**common, **values)
        return web.Response(text=text, status=status, content_type="text/html")

    # --- the door -------------------------------------------------------------------------------------------

    def _door_page(self, chosen: Place | None = None, says: str = "", status: int = 200) -> web.Response:
        return self._page(
            "door.html", status=status, title=chosen.title if chosen else "Take your seat", chosen=chosen,
            seats=self.places.all(), says=says, session=self.setting.session, ssh=self.ssh_line,
        )  # fmt: skip

    async def _front(self, request: web.Request) -> web.Response:
        return self._door_page()

    async def _enter(self, request: web.Request) -> web.Response:
        form = await request.post()
        seat, code = str(form.get("seat", ""))[:80], str(form.get("code", ""))[:80]
        place = self.places.find(seat)
        if place is None:
            return self._door_page(says="Choose a seat.", status=400)
        try:
            await self.door.open(place.id, code, address_of(request.transport))
        except Closed as closed:
            return self._door_page(place, f"{closed.message} {closed.remedy}".strip(), status=403)
        answer = web.Response(status=303, headers={"Location": f"/seat/{place.id}"})
        answer.set_cookie(
            COOKIE, self.door.ticket(place.id), path=f"/seat/{place.id}", httponly=True, samesite="Strict",
            secure=self._secure, max_age=36 * 3600,
        )  # fmt: skip
        return answer

    # --- a seat ---------------------------------------------------------------------------------------------

    def _admitted(self, request: web.Request) -> tuple[Place | None, str]:
        """The place of a request's path, and the ticket that opens it; empty if there is none that does."""
        place = self.places.find(request.match_info["seat"])
        ticket = request.cookies.get(COOKIE, "")
        if place is None or not ticket:
            return place, ""
        if not self.door.admits(ticket, place.id):
            self._refused("ticket", request, seat=place.id)
            return place, ""
        return place, ticket

    def _must_be_admitted(self, request: web.Request) -> tuple[Place, str]:
        place, ticket = self._admitted(request)
        if place is None:
            raise web.HTTPNotFound
        if not ticket:
            raise web.HTTPForbidden
        return place, ticket

    async def _seat(self, request: web.Request) -> web.Response:
        place, ticket = self._admitted(request)
        if place is None:
            raise web.HTTPNotFound
        if not ticket:
            return self._door_page(place)
        files = [(f"/seat/{place.id}/file/{name}", words) for name, words in self.downloads.listed(place)]
        return self._page("terminal.html", title=place.title, chosen=place, downloads=files)

    async def _standing(self, request: web.Request) -> web.Response:
        self._must_be_admitted(request)
        return web.Response(status=204)

    async def _leave(self, request: web.Request) -> web.Response:
        place, ticket = self._must_be_admitted(request)
        self.door.tear(ticket)
        self.hall.end(place.id, "You have left the seat.", key=Door.number(ticket))
        answer = web.Response(status=303, headers={"Location": f"/seat/{place.id}"})
        answer.del_cookie(COOKIE, path=f"/seat/{place.id}")
        return answer

    async def _terminal(self, request: web.Request) -> web.StreamResponse:
        place, ticket = self._admitted(request)
        if place is None:
            raise web.HTTPNotFound
        if not self.same_origin(request):
            self._refused("origin", request, request.headers.get("Origin", ""), place.id)
            raise web.HTTPForbidden
        if not ticket:
            raise web.HTTPForbidden
        tab = request.query.get("tab", "")
        if not (tab.isascii() and tab.isalnum() and 8 <= len(tab) <= 40):
            raise web.HTTPNotFound
        return await self._terminals.serve(request, place, f"{Door.number(ticket)}/{tab}")

    # --- files ----------------------------------------------------------------------------------------------

    async def _file(self, request: web.Request) -> web.Response:
        place, _ = self._must_be_admitted(request)
        made = await self.downloads.make(place, request.match_info["name"])
        if made is None:
            raise web.HTTPNotFound
        quoted = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in made.name)
        return web.Response(
            body=made.data, content_type=made.mime,
            headers={"Content-Disposition": f'attachment; filename="{quoted}"'},
        )  # fmt: skip

    async def _static_file(self, request: web.Request) -> web.Response:
        found = self._files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        data, mime, tag = found
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        answer = web.Response(body=data, content_type=mime, charset="utf-8", headers=headers)
        answer.enable_compression()
        return answer


def _static(name: str) -> tuple[bytes, str, str]:
    data = resources.files("tte.host").joinpath("static", name).read_bytes()
    return data, STATIC[name], f'"{hashlib.sha256(data).hexdigest()[:20]}"'


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _plain_host(host: str) -> bool:
    """Whether a Host header can stand in a policy: a name or address with a port, and nothing else."""
    known = host.isascii() and all(c.isalnum() or c in ".-:[]" for c in host)
    return bool(host) and len(host) < 260 and known
