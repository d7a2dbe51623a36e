"""A machine that reaches the web only through a proxy: what comes through it, and what is said where nothing does."""

import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import requests

from scraper.http import session
from tests.archive_server import Fault, Server, Site
from tests.commands import Ran, hustings
from tests.reliability.job import bad
from tests.reliability.limits import encrypted
from tests.reliability.worlds import letters
from tests.repositories import Repository
from tests.servers.forward_proxy import Proxy
from tests.servers.nginx import nginx

# No name server knows it, now or ever.
NAME = "lists.invalid"
PASSWORD = "hunter2"  # noqa: S105  nobody's
CONFIG = """sources: {{talk: {{kind: {kind}, url: "{url}", fallback: {fallback}}}}}
politeness: {{pace: 0, timeout: 5, retries: 0}}
proxy: {proxy}
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    upstream = Repository(tmp_path / "talk.git")
    upstream.commit({"candidates/notes": b"first\n"}, "First")
    upstream.git("update-server-info")
    return Site(
        folder=tmp_path,
        pages={
            "/talk/": b'<a href="2021-August.txt">August</a>',
            "/talk/2021-August.txt": letters(1, 2),
            "/robots.txt": b"",
            "/talk.git/info/refs?service=git-upload-pack": (upstream.path / "info" / "refs").read_bytes(),
        },
    )


@pytest.fixture
def server(site: Site) -> Iterator[Server]:
    with Server(site) as running:
        yield running


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with Proxy({NAME: server.server_address[1], "elsewhere.invalid": server.server_address[1]}) as running:
        yield running


def scrape(folder: Path, url: str, proxy: str, kind: str = "pipermail", fallback: str = "[]") -> Ran:
    """Runs the job; whatever happens, nothing that it says or leaves holds the password."""
    job = folder / "job"
    job.mkdir(exist_ok=True)
    text = CONFIG.format(kind=kind, url=url, proxy=proxy, fallback=fallback)
    (job / "config.yaml").write_text(text)
    ran = hustings("scrape", "--config", job / "config.yaml", "--json", "--log", "json")
    assert PASSWORD not in ran.out + ran.err
    files = [path for path in job.rglob("*") if path.is_file() and path.name != "config.yaml"]
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
    return ran


@pytest.mark.parametrize(("kind", "path"), [("pipermail", "/talk/"), ("git", "/talk.git")])
def test_names_that_only_the_proxy_knows(tmp_path: Path, proxy: Proxy, kind: str, path: str) -> None:
    proxy.credentials = f"me:{PASSWORD}"
    ran = scrape(tmp_path, f"http://{NAME}{path}", f"http://me:{PASSWORD}@{proxy.place}", kind)
    assert ran.code == 0, ran.err
    assert any(asked.startswith(f"GET http://{NAME}{path}") for asked in proxy.asked)


def trusting(client: "partial[requests.Session]", made: Path, *given: object) -> requests.Session:
    ours = client(*given)
    ours.verify = str(made)
    return ours


@pytest.fixture
def secure(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server behind TLS, trusted under the name that only the proxy knows."""
    key, made = tmp_path / "key.pem", tmp_path / "made.pem"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", made]
    name = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-days", "30"]
    subprocess.run([*new, *name], check=True, capture_output=True)
    monkeypatch.setattr(session, "client", partial(trusting, session.client, made))
    monkeypatch.setenv("GIT_SSL_CAINFO", str(made))
    with encrypted(site, key, made) as running:
        yield running


@pytest.mark.parametrize(("kind", "path"), [("pipermail", "/talk/"), ("git", "/talk.git")])
def test_encryption_goes_through_a_tunnel(tmp_path: Path, secure: Server, kind: str, path: str) -> None:
    with Proxy({NAME: secure.server_address[1]}, f"me:{PASSWORD}") as proxy:
        ran = scrape(tmp_path, f"https://{NAME}{path}", f"http://me:{PASSWORD}@{proxy.place}", kind)
        assert ran.code == 0, ran.out
        assert set(proxy.asked) == {f"CONNECT {NAME}:443"}


@pytest.mark.parametrize(("kind", "path"), [("pipermail", "/talk/"), ("git", "/talk.git")])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("trouble", ["407", "502", "down"])
def test_a_proxy_that_does_not_let_us_through(
    tmp_path: Path, proxy: Proxy, kind: str, path: str, scheme: str, trouble: str
) -> None:
    proxy.status = 502 if trouble == "502" else 0
    proxy.credentials = "me:another" if trouble == "407" else ""
    if trouble == "down":
        proxy.server_close()
    ran = scrape(tmp_path, f"{scheme}://{NAME}{path}", f"http://me:{PASSWORD}@{proxy.place}", kind)
    assert ran.code == 1
    (row,) = bad(ran)
    assert f"through the proxy http://{proxy.place}" in row["reason"]
    if trouble == "down":
        assert "onnect" in row["reason"]
    else:
        assert trouble in row["reason"]


def test_hosts_of_our_own_are_asked_directly(tmp_path: Path, server: Server, proxy: Proxy) -> None:
    for kind, path in (("pipermail", "/talk/"), ("git", "/talk.git")):
        assert scrape(tmp_path, f"{server.url}{path}", f"http://{proxy.place}", kind).code == 0
    assert proxy.asked == []


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("http://127.0.0.1:9/x", id="loopback"),
        pytest.param("http://10.0.0.1/x", id="private"),
        pytest.param("http://[::ffff:10.0.0.1]/x", id="private in disguise"),
        pytest.param("http://localhost/x", id="own name"),
        pytest.param("http://intranet/x", id="name without a dot"),
        pytest.param("http://printer.local/x", id="local name"),
        pytest.param("http://stranger.invalid/x", id="public name"),
    ],
)
def test_a_redirect_to_a_host_that_nobody_named_is_refused_with_a_proxy_too(
    tmp_path: Path, site: Site, proxy: Proxy, target: str
) -> None:
    site.faults["/talk/2021-August.txt"] = Fault("redirect", target)
    ran = scrape(tmp_path, f"http://{NAME}/talk/", f"http://{proxy.place}")
    assert ran.code == 1
    assert [target in row["reason"] for row in bad(ran)] == [True]
    assert not any(target in asked for asked in proxy.asked)


def test_a_redirect_to_a_named_host_is_followed(tmp_path: Path, site: Site, proxy: Proxy) -> None:
    site.faults["/talk/2021-August.txt"] = Fault("redirect", "http://elsewhere.invalid/there", 1)
    site.pages["/there"] = letters(1, 2)
    named = "[http://elsewhere.invalid/talk/]"
    assert scrape(tmp_path, f"http://{NAME}/talk/", f"http://{proxy.place}", fallback=named).code == 0
    assert "GET http://elsewhere.invalid/there" in proxy.asked


def test_the_environment_names_no_proxy(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert scrape(tmp_path, f"{server.url}/talk.git", "null", "git").code == 0


@pytest.mark.parametrize(
    "proxy",
    [
        f"https://me:{PASSWORD}@p.example:1",
        f"socks5://me:{PASSWORD}@p.example",
        f"me:{PASSWORD}@p.example:3128",
        f"http://me:{PASSWORD}@:3128",
        f"http://me:{PASSWORD}@p.example:99999",
        f"http://me:{PASSWORD}@p.example/path",
        f"'http://me:{PASSWORD} x@p.example'",
        f'"http://me:{PASSWORD}@p.example\\n"',
        f"[{PASSWORD}]",
    ],
)
def test_an_address_that_is_no_proxys_is_refused_and_not_repeated(tmp_path: Path, proxy: str) -> None:
    ran = scrape(tmp_path, "http://127.0.0.1:9/talk/", proxy)
    assert (ran.code, "proxy: " in ran.err) == (2, True)


@pytest.mark.servers
def test_nginx_as_a_proxy(tmp_path: Path, server: Server) -> None:
    block = f"location / {{ proxy_pass {server.url}; proxy_set_header Host $host; }}"
    with nginx(tmp_path / "nginx", tmp_path, block) as place:
        for kind, path in (("pipermail", "/talk/"), ("git", "/talk.git")):
            assert scrape(tmp_path, f"http://{NAME}{path}", place, kind).code == 0
    asked = (tmp_path / "nginx" / "access.log").read_text()
    assert f"GET http://{NAME}/talk/2021-August.txt" in asked
