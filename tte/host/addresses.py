"""Where a host can be reached, as people type it."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass

ANY = ("0.0.0.0", "::", "")


@dataclass(slots=True)
class Addresses:
    """The addresses of a host's ways in; the ports are known once it listens."""

    bind: str
    public_url: str = ""
    tls: bool = False
    web: int | None = None
    ssh: int | None = None

    @property
    def name(self) -> str:
        """The host's name or address for people on the network."""
        return own_address() if self.bind in ANY else self.bind

    @property
    def wide(self) -> bool:
        """Whether others than this machine can reach it."""
        try:
            return not ipaddress.ip_address(self.bind or "0.0.0.0").is_loopback
        except ValueError:
            return self.bind != "localhost"

    def url(self, seat: str = "", code: str = "") -> str:
        """The page of a seat, or of all. A code stands behind the #, which browsers send to nobody."""
        if self.web is None and not self.public_url:
            return ""
        scheme = "https" if self.tls else "http"
        shown = f"[{self.name}]" if ":" in self.name else self.name
        usual = {"http": 80, "https": 443}[scheme]
        port = "" if self.web == usual else f":{self.web}"
        base = self.public_url.rstrip("/") or f"{scheme}://{shown}{port}"
        return f"{base}/seat/{seat}{'#' + code if code else ''}" if seat else f"{base}/"

    def ssh_line(self, seat: str = "SEAT") -> str:
        """What to type for a seat."""
        if self.ssh is None:
            return ""
        port = "" if self.ssh == 22 else f"-p {self.ssh} "
        return f"ssh {port}{seat}@{self.name}"


def own_address() -> str:
    """This machine's address on the network that it would use; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.254.254.254", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
