"""Chromium from Debian, headless on loopback: pages as people save them, and their text as people copy it."""

import base64
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.archive_server import Server, Site

FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--virtual-time-budget=5000",
    "--window-size=1200,2000",
)
# Loads the page in a frame of its own origin, and writes down what a person could take from it.
_DESK: Final = """<!DOCTYPE html>
<meta charset="utf-8"><title>desk</title>
<iframe src="PAGE" style="width: 1100px; height: 1800px"></iframe><script>
const packed = text => {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
};
const written = node => node.nodeType === Node.COMMENT_NODE ? `<!--${node.data}-->`
  : node.nodeType === Node.DOCUMENT_TYPE_NODE ? new XMLSerializer().serializeToString(node) : node.outerHTML;
window.addEventListener("load", () => {
  const frame = document.querySelector("iframe").contentWindow;
  const whole = Array.from(frame.document.childNodes, written);
  frame.getSelection().selectAllChildren(frame.document.body);
  const taken = {saved: whole.join("\\n"), copied: frame.getSelection().toString(),
    inner: frame.document.body.innerText};
  document.body.innerHTML = Object.entries(taken).map(
    ([name, text]) => `<pre id="${name}">${packed(text)}</pre>`).join("");
});
</script>
"""
_TAKEN: Final = re.compile(r'<pre id="(\w+)">([A-Za-z0-9+/=]*)</pre>')


class Taken(NamedTuple):
    """What a person takes from a page.

    `saved` is the document with what stands before its first element, as saving writes it; `dumped` begins with the
    element; `copied` is everything selected, `inner` the text of the body as scripts are told it.
    """

    saved: bytes
    dumped: bytes
    copied: str
    inner: str


def taken(page: bytes, folder: Path, content_type: str = "text/html") -> Taken:
    """The page as it comes from a server, opened; skipped, visibly, where there is no Chromium."""
    if shutil.which("chromium") is None:
        pytest.skip("install the Debian package chromium")
    pages = {"/page.html": page, "/desk.html": _DESK.replace("PAGE", "/page.html").encode()}
    headers = {"/page.html": {"Content-Type": content_type}, "/desk.html": {"Content-Type": "text/html"}}
    with Server(Site(pages=pages, headers=headers, validators=False)) as server:
        desk = _opened(f"{server.url}/desk.html", folder / "desk").decode()
        found = {name: base64.b64decode(text) for name, text in _TAKEN.findall(desk)}
        url = f"{server.url}/page.html"
        dumped = _opened(url, folder / "page")
    mark = b"<!-- saved from url=(%04d)%s -->\n" % (len(url), url.encode())
    head, kind, rest = found["saved"].rpartition(b"<html")
    return Taken(head + mark + kind + rest, dumped, found["copied"].decode(), found["inner"].decode())


def _opened(url: str, profile: Path) -> bytes:
    """The document after its scripts have run."""
    profile.mkdir(parents=True)
    command = ["chromium", *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True)
    return ended.stdout
