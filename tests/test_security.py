"""What a stranger may try, each through a command or the function that meets it; docs/security.md says the rest.

Elsewhere: hostile repositories in scraper/test_git.py, test_trees.py and test_gitcommand.py, public hosts that send
us inside in scraper/test_session.py and test_address.py, MIME bombs in scraper/test_parts.py, YAML in
importers/test_yaml_limits.py, health addresses in importers/test_health.py, forged log lines in importers/test_logs.py.
"""

import bz2
import gzip
import importlib
import json
import lzma
import pkgutil
import re
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from time import monotonic
from typing import Any

import click.utils
import pytest
import zstandard

import importers
import scraper
from importers import clock
from scraper.fetched import Failed
from scraper.session import Manners, Session
from tests.archive_server import Fault, Server, Site
from tests.commands import Ran, hustings

ROOT = Path(__file__).resolve().parents[1]
# A title, a cleared screen, a colour by the C1 control, text from right to left, a line that is none.
STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2028"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]")


def encoded(text: str) -> str:
    return "=?utf-8?q?" + "".join(f"={byte:02X}" for byte in text.encode()) + "?="


def post(number: int, subject: str, name: str, body: str) -> bytes:
    head = (
        f"From ann at example.org  Mon Jan 23 10:00:{number:02} 2017\n"
        f"From: {encoded(name)} <ann{number}@example.org>\nDate: Mon, 23 Jan 2017 10:00:{number:02} +0000\n"
        f"Subject: {encoded(subject)}\nMessage-ID: <{number}{STEERING[-4:]}@example.org>\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    )
    return f"{head}\n{body}\n\n".encode()


def calm(*arguments: object) -> Ran:
    """Runs a command that must be no bug and must not steer a terminal."""
    ran = hustings(*arguments)
    assert ran.code != 3, ran.err
    assert RAW.findall(ran.out + ran.err) == []
    return ran


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Output as on a terminal: click takes colours out where it is none, which would hide what we forgot."""
    monkeypatch.setattr(click.utils, "should_strip_ansi", lambda *_, **__: False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A month in which everything that can be shown is hostile, and a file of a hostile name that cannot be read."""
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "month\x1b[31m.txt").write_bytes(
        post(
            1, f"[nova] PTL candidacy for Pike {STEERING}", f"Ann {STEERING}Ash", f"I am running. {STEERING}"
        )
        + post(
            2, f"TC candidacy {STEERING}", STEERING, f"I am announcing my candidacy for the TC. {STEERING}"
        )
        + post(3, f"[{STEERING}] PTL candidacy", "Cy Cee", f"I want to run for PTL of {STEERING}.")
        + post(4, f"Lunch {STEERING}", f"Dee {STEERING}", f"At noon? {STEERING}")
    )
    (folder / "torn\x1b[31m.gz").write_bytes(b"\x1f\x8b\x08\x00junk")
    return folder


SHOWING: list[tuple[str, ...]] = [(), ("-v",), ("--json",)]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("how", SHOWING, ids=["people", "verbose", "json"])
def test_no_command_lets_a_post_steer_the_terminal(tmp_path: Path, evil: Path, how: tuple[str, ...]) -> None:
    archive = tmp_path / "archive"
    calm("explain", evil, *how)
    calm("import", evil, "--archive", archive, *how)
    assert list(archive.rglob("*.json"))
    for command in (("list",), ("show",)):
        calm("review", *command, "--archive", archive, *how)
    calm("audit", "pike", "--archive", archive, *how)
    calm("verify", archive, *how)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("how", SHOWING, ids=["people", "verbose", "json"])
def test_no_command_lets_an_archive_steer_the_terminal(
    tmp_path: Path, evil: Path, how: tuple[str, ...]
) -> None:
    archive = tmp_path / "archive"
    calm("import", evil, "--archive", archive)
    for path in [*archive.glob("candidates/*/*/*.json"), *archive.glob("review/*.json")]:
        row = json.loads(path.read_bytes())
        row.update(name=STEERING, title=STEERING, email=STEERING)
        for source in row["sources"]:
            source.update(url=STEERING, path=STEERING, list=STEERING)
        path.write_text(json.dumps(row))
    for command in (("list",), ("show",)):
        calm("review", *command, "--archive", archive, *how)
    calm("audit", "pike", "--archive", archive, *how)
    (archive / "review" / "a\x1b[31mb.json").write_text("{}")
    (archive / "candidates" / "pike" / "x\x1b[31m").mkdir(parents=True)
    (archive / "candidates" / "pike" / "x\x1b[31m" / "p\x1b[31m.json").write_text("{\x1b")
    calm("verify", archive, *how)
    calm("review", "--archive", archive, *how)
    calm("audit", "pike", "--archive", archive, *how)


@pytest.mark.usefixtures("terminal")
def test_no_server_steers_the_terminal_of_a_scrape(tmp_path: Path) -> None:
    index = (
        f'<HTML><A href="2016-May.txt">{STEERING}</A><A href="2016-June.txt{STEERING}">x</A></HTML>'.encode()
    )
    site = Site(pages={"/talk/": index})
    site.faults["/talk/2016-May.txt"] = Fault("redirect", "http://a\x1b[31m.example/\x9b")
    with Server(site) as server:
        config = configured(tmp_path, f"{{kind: pipermail, url: {server.url}/talk/}}")
        ran = calm("scrape", "--config", config)
        assert ran.code == 1
        calm("scrape", "--config", config, "--json")
        calm("status", "--config", config)
        calm("status", "--config", config, "--json")


def configured(folder: Path, source: str) -> Path:
    config = folder / "config.yaml"
    config.write_text(f"sources:\n  talk: {source}\npoliteness: {{pace: 0, retries: 0}}\n", "utf-8")
    return config


def files_outside(folder: Path, inside: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and inside not in path.parents]


@pytest.mark.parametrize(
    "name", ["../../../out", "/etc/passwd", "..", "-rf", ".ssh", "a\\..\\b", "x" * 5000, "\x00"]
)
def test_names_in_posts_stay_inside_the_archive(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "a" / "b" / "archive"
    month = tmp_path / "month.txt"
    month.write_bytes(
        post(
            1,
            f"[{name}] PTL candidacy for Pike",
            f"Ann {name} Ash",
            f"I am running for PTL of {name} for Pike.",
        )
        + post(2, "[nova] PTL candidacy for Pike", name, "I am running for Nova PTL for Pike.")
    )
    hustings("import", month, "--archive", archive)
    assert files_outside(tmp_path, archive) == [month]
    parts = {part for path in archive.rglob("*") for part in path.relative_to(archive).parts}
    assert not [part for part in parts if part.startswith("-") or len(part.encode()) > 210]
    assert hustings("verify", archive).code == 0


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """An archive of one candidacy, whose month lies beside it."""
    month = tmp_path / "month.txt"
    month.write_bytes(
        post(1, "[nova] PTL candidacy for Pike", "Ann Ash", "I am running for Nova PTL for Pike.")
    )
    hustings("import", month, "--archive", tmp_path / "deep" / "archive")
    return tmp_path / "deep" / "archive"


@pytest.mark.parametrize("field", ["cycle", "project"])
def test_records_of_a_foreign_archive_lead_nowhere(tmp_path: Path, held: Path, field: str) -> None:
    (path,) = held.glob("candidates/*/*/*.json")
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {field: "../../../out"}))
    assert hustings("verify", held).code == 4
    assert hustings("import", tmp_path / "month.txt", "--archive", held).code != 3
    assert files_outside(tmp_path, held) == [tmp_path / "month.txt"]


@pytest.mark.parametrize("link", ["candidates", "candidates/pike", "candidates/pike/Nova"])
def test_links_in_a_foreign_archive_lead_nowhere(tmp_path: Path, held: Path, link: str) -> None:
    shutil.rmtree(held / link)
    (tmp_path / "out").mkdir()
    (held / link).symlink_to(tmp_path / "out")
    ran = hustings("import", tmp_path / "month.txt", "--archive", held)
    assert ran.code == 1
    assert "leads out of it" in ran.err
    assert list((tmp_path / "out").iterdir()) == []


def test_a_link_in_place_of_a_temporary_file_is_not_followed(tmp_path: Path, held: Path) -> None:
    (path,) = held.glob("candidates/*/*/*.txt")
    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    path.unlink()
    path.with_name(f".{path.name}.tmp").symlink_to(mine)
    assert hustings("import", tmp_path / "month.txt", "--archive", held).code in (0, 1)
    assert mine.read_bytes() == b"mine"


PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}


@pytest.mark.parametrize("ending", PACKED)
def test_bombs_in_every_wrapping_are_named_and_left(tmp_path: Path, ending: str) -> None:
    bomb = tmp_path / f"2017-January.txt.{ending}"
    bomb.write_bytes(PACKED[ending](bytes(40_000_000)))
    before = monotonic()
    ran = hustings("import", bomb, "--archive", tmp_path / "archive")
    assert monotonic() - before < 10
    assert ran.code == 1
    assert "larger than allowed" in ran.err
    assert "0 posts read" in ran.err


PAGES = {
    "nested": "<div>" * 200_000 + "I am running for Nova PTL",
    "entities": '<!DOCTYPE html [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a;" * 10 if n == 0 else f"&a{n - 1};" * 10}">' for n in range(12))
    + "]><html>&a11;</html>",
    "external": '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>&x;</body></html>',
    "tables": "<table><tr><td>" * 30_000,
    "attributes": "<a " + "x='y' " * 200_000 + ">",
    "unclosed": "<" * 500_000,
}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_markup_costs_seconds_and_reads_nothing_else(tmp_path: Path, name: str) -> None:
    page = f"<html><head><title>[nova] PTL candidacy</title></head>{PAGES[name]}"
    (tmp_path / "page.html").write_text(page)
    mail = post(1, "[nova] PTL candidacy for Pike", "Ann Ash", PAGES[name]).replace(
        b"text/plain", b"text/html"
    )
    (tmp_path / "month.txt").write_bytes(mail)
    before = monotonic()
    ran = hustings("explain", "--json", tmp_path / "page.html", tmp_path / "month.txt")
    assert monotonic() - before < 20
    assert ran.code in (0, 1)
    assert "root:x:" not in ran.out


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


@pytest.mark.parametrize("kind", ["pipermail", "hyperkitty", "mhonarc", "pages", "public-inbox", "git"])
@pytest.mark.parametrize(
    "url",
    [
        "ftp://e.org/",
        "javascript://e.org/",
        "data:x",
        "ext::sh -c id",
        "--upload-pack=id",
        "https://a:b@e.org/",
    ],
)
def test_addresses_that_no_source_may_have(tmp_path: Path, kind: str, url: str) -> None:
    if (kind, url) == ("git", "data:x"):
        pytest.skip("git reads it as the path of a folder beside the configuration")
    ran = hustings("scrape", "--config", configured(tmp_path, f"{{kind: {kind}, url: '{url}'}}"))
    assert ran.code == 2
    assert ":2: sources.talk.url: " in ran.err


@pytest.mark.parametrize("kind", ["pipermail", "hyperkitty", "mhonarc", "pages", "public-inbox"])
def test_only_git_reads_files(tmp_path: Path, kind: str) -> None:
    ran = hustings("scrape", "--config", configured(tmp_path, f"{{kind: {kind}, url: 'file:///etc/'}}"))
    assert ran.code == 2


def test_headers_hold_nothing_that_ends_them(tmp_path: Path) -> None:
    config = configured(tmp_path, "{kind: pipermail, url: http://127.0.0.1:9/}")
    config.write_text(config.read_text().replace("pace: 0", 'contact: "a@b.org\\r\\nX-Evil: 1"'))
    assert hustings("scrape", "--config", config).code == 2


BOMBS = {
    "deep": "[" * 100_000,
    "deep-block": "- " * 100_000 + "x",
    "merges": "\n".join(
        ["a0: &a0 {k: v}"] + [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 12)]
    ),
    "code": "a: !!python/object/apply:os.system ['true']",
    "base-60": "a: " + ":".join(["9"] * 100_000),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("file", ["config.yaml", "decisions.yaml"])
def test_yaml_that_would_end_or_fill_the_process(tmp_path: Path, held: Path, file: str, name: str) -> None:
    before = monotonic()
    if file == "config.yaml":
        (tmp_path / file).write_text(BOMBS[name])
        ran = hustings("scrape", "--config", tmp_path / file)
    else:
        (held / file).write_text(BOMBS[name])
        ran = hustings("import", tmp_path / "month.txt", "--archive", held)
    assert ran.code == 2, ran.err
    assert monotonic() - before < 5


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
            Manners(pace=0, retries=0), now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep
        ) as session,
        pytest.raises(Failed, match="certificate or encryption"),
    ):
        session.get(f"{self_signed}/", limit=1000)


SWITCHES = re.compile(
    r"verify\s*=\s*False|CERT_NONE|_create_unverified|check_hostname\s*=|sslVerify|shell\s*=\s*True"
)


def test_nothing_in_the_code_turns_checks_off() -> None:
    sources = [path for package in ("scraper", "importers") for path in (ROOT / package).rglob("*.py")]
    assert [path.name for path in sources if SWITCHES.search(path.read_text("utf-8"))] == []


def patterns() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern that a module holds, also inside its tables, by where it stands."""
    found: dict[tuple[Any, int], tuple[str, re.Pattern[Any]]] = {}
    for package in (scraper, importers):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.name.endswith("__main__"):
                for name, value in vars(importlib.import_module(info.name)).items():
                    for pattern in compiled(value):
                        found.setdefault((pattern.pattern, pattern.flags), (f"{info.name}.{name}", pattern))
    return {f"{number} {where}": pattern for number, (where, pattern) in enumerate(found.values())}


def compiled(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 5 and isinstance(value, dict):
        yield from compiled([*value.keys(), *value.values()], depth)
    elif depth < 5 and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from compiled(each, depth + 1)
    elif depth < 5 and not isinstance(value, type):
        fields = getattr(value, "__dataclass_fields__", None) or getattr(value, "__struct_fields__", ())
        yield from compiled([getattr(value, field, None) for field in fields], depth + 1)


UNITS = ["a", " ", "\n", "-", "_", "<", "1", ".", "a ", "a@", "> ", "A. ", " \n", "PTL for ", "http://a/"]
LENGTH = 2_000


def seconds(pattern: re.Pattern[Any], unit: str, length: int, how: str) -> float:
    """How long it looks at a text of one unit, which then does not go on as hoped."""
    text: Any = "x" + unit * (length // len(unit)) + "\x00!"
    text = text.encode() if isinstance(pattern.pattern, bytes) else text
    before = monotonic()
    getattr(pattern, how)(text)
    return monotonic() - before


@pytest.mark.parametrize("how", ["match", "fullmatch"])
def test_every_pattern_takes_linear_time(how: str) -> None:
    """Eight times the text may take some twenty times as long, for noise; a quadratic pattern takes sixty-four."""
    held = patterns()
    assert len(held) > 200
    slow = {}
    for where, pattern in held.items():
        short, unit = max((seconds(pattern, unit, LENGTH, how), unit) for unit in UNITS)
        if short > 0.002:
            long = min(seconds(pattern, unit, 8 * LENGTH, how) for _ in range(2))
            if long > 24 * min(seconds(pattern, unit, LENGTH, how) for _ in range(3)) or long > 2:
                slow[where] = (unit, short, long)
    assert slow == {}


def test_no_search_takes_long() -> None:
    """Patterns that are only matched at one place may be quadratic when searched; none may be worse than that."""
    slow = {}
    for where, pattern in patterns().items():
        long, unit = max((seconds(pattern, unit, 4 * LENGTH, "search"), unit) for unit in UNITS)
        if long > 2:
            slow[where] = (unit, long)
    assert slow == {}
