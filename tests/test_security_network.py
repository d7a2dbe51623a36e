"""Addresses that lead where nobody asked to go, and servers whose identity nobody has vouched for.

Servers that send us to others are in scraper/http/test_session_bounds.py and test_address.py.
"""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product
from pathlib import Path

import pytest

from importers.commands import environment
from scraper.http.answer import Failed
from scraper.http.session import Manners, Session
from tests.archive_server import Fault, Server, Site
from tests.commands import hustings
from tests.strangers import configured


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://lists.example/x",
        "gopher://lists.example/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[fe80::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://me:secret@lists.example/",
        "//169.254.169.254/",
        "http://a\r\nX-Evil: 1",
    ],
)
def test_redirects_that_lead_away_are_refused(tmp_path: Path, target: str) -> None:
    site = Site(pages={"/talk/": b'<HTML><A href="2016-May.txt">[ Text 1 KB ]</A></HTML>'})
    site.faults["/talk/2016-May.txt"] = Fault("redirect", target.replace("\r\n", "%0d%0a"))
    with Server(site) as server:
        config = configured(tmp_path, f"{{kind: pipermail, url: {server.url}/talk/}}")
        ran = hustings("scrape", "--json", "--config", config)
    assert ran.code == 1
    assert {row["outcome"] for row in ran.rows[:-1] if row["url"].endswith(".txt")} <= {"refused", "failed"}
    assert "secret" not in ran.out
    assert not list((tmp_path / "mirror" / "talk").glob("2016*"))


WEB = ("pipermail", "hyperkitty", "mhonarc", "pages", "public-inbox")
NOBODYS = ("ftp://e.org/", "javascript://e.org/", "ext::sh -c id", "--upload-pack=id", "https://a:b@e.org/")
# `data:x` is the name of a folder, too, which git may have; the test below holds it to that.
REFUSED = [*product((*WEB, "git"), NOBODYS), *product(WEB, ("data:x", "file:///etc/"))]


@pytest.mark.parametrize(("kind", "url"), REFUSED)
def test_addresses_that_no_source_may_have(tmp_path: Path, kind: str, url: str) -> None:
    ran = hustings("scrape", "--config", configured(tmp_path, f"{{kind: {kind}, url: '{url}'}}"))
    assert ran.code == 2
    assert ":2: sources.talk.url: " in ran.err


def test_git_takes_what_looks_like_a_data_address_for_a_folder(tmp_path: Path) -> None:
    ran = hustings("scrape", "--json", "--config", configured(tmp_path, "{kind: git, url: 'data:x'}"))
    assert ran.code == 1
    assert (ran.rows[0]["outcome"], ran.rows[0]["url"]) == ("failed", str(tmp_path / "data:x"))


def test_headers_hold_nothing_that_ends_them(tmp_path: Path) -> None:
    config = configured(tmp_path, "{kind: pipermail, url: http://127.0.0.1:9/}")
    config.write_text(config.read_text().replace("pace: 0", 'contact: "a@b.org\\r\\nX-Evil: 1"'))
    assert hustings("scrape", "--config", config).code == 2


class Plain(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        pass


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[str]:
    """The address of a server whose certificate nobody has vouched for."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    request = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run(
        ["openssl", *request.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), Plain)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_certificate_that_nobody_vouched_for_is_refused(
    tmp_path: Path, self_signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What loosens TLS for others must not do so here.
    monkeypatch.setenv("CURL_CA_BUNDLE", str(tmp_path / "certificate.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "certificate.pem"))
    monkeypatch.setenv("PYTHONHTTPSVERIFY", "0")
    with (
        Session(
            Manners(pace=0, retries=0),
            now=environment.now,
            monotonic=environment.monotonic,
            sleep=environment.sleep,
        ) as session,
        pytest.raises(Failed, match="certificate or encryption"),
    ):
        session.get(f"{self_signed}/", limit=1000)
