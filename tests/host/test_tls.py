"""Pages over TLS, and what is said where others can listen."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.host.support import TAB, open_room
from tte.host.addresses import Addresses
from tte.host.server import CannotHost, Setting, tls_context
from tte.host.slips import warning


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "room")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert, secret = folder / "room.pem", folder / "room.key"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert, secret


async def test_a_certificate_encrypts_pages_cookies_and_terminals(tmp_path: Path) -> None:
    cert, key = _certificate(tmp_path)
    setting = Setting(web=0, ssh=None, tls_cert=cert, tls_key=key)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    async with open_room(tmp_path, setting) as room:
        base = room.host.addresses.url().rstrip("/")
        assert base.startswith("https://127.0.0.1:")
        origin = {"Origin": base}
        connector = aiohttp.TCPConnector(ssl=trusting)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
            form = {"seat": "us", "code": room.codes["us"]}
            async with http.post(f"{base}/enter", data=form, headers=origin, allow_redirects=False) as answer:
                cookie = answer.headers["Set-Cookie"]
            assert "Secure" in cookie.split("; ")
            headers = {**origin, "Cookie": cookie.partition(";")[0]}
            url = f"{base}/seat/us/terminal?tab={TAB}"
            async with http.ws_connect(url.replace("https:", "wss:"), headers=headers) as socket:
                await socket.send_json(["size", 100, 30])
                assert (await socket.receive_bytes()).startswith(b"\x1b[?1049h")
            plain = {**headers, "Origin": base.replace("https:", "http:")}
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await http.ws_connect(url, headers=plain)  # a page that was not encrypted
        async with aiohttp.ClientSession() as http:
            with pytest.raises(aiohttp.ClientError):
                await http.get(base.replace("https:", "http:"))


def test_a_certificate_that_cannot_be_used_is_said_in_words(tmp_path: Path) -> None:
    cert, key = _certificate(tmp_path)
    with pytest.raises(CannotHost, match="needs its key"):
        tls_context(Setting(tls_cert=cert))
    with pytest.raises(CannotHost, match="belong together"):
        tls_context(Setting(tls_cert=key, tls_key=key))


def test_who_opens_a_room_to_the_network_is_told_what_that_means() -> None:
    assert warning(Addresses("127.0.0.1", web=8080)) == ""
    assert "NOT encrypted" in warning(Addresses("0.0.0.0", web=8080))
    assert "NOT encrypted" not in warning(Addresses("0.0.0.0", web=8080, tls=True))
