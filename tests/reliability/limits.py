"""Places that cannot be written and servers that cannot be trusted, made for real where the machine allows."""

import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.archive_server import Server, Site


@contextmanager
def mounted(folder: Path, *options: str, source: str = "tmpfs") -> Iterator[None]:
    """A mount for the while; a visible skip where this machine does not let us."""
    made = subprocess.run(["mount", *options, source, folder], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"mounting is not permitted here: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """A file system of so many kilobytes at the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with mounted(folder, "-t", "tmpfs", "-o", f"size={kilobytes}k"):
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder as it is, and no writing: also for root, whom permissions do not bind."""
    with mounted(folder, "--bind", source=str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        yield


def certificate(folder: Path, days: int) -> tuple[Path, Path]:
    """A key and a certificate for 127.0.0.1 that vouches for itself and is good for so many days from now."""
    folder.mkdir(parents=True, exist_ok=True)
    key, made = folder / "key.pem", folder / f"{days}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", made]
    name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    if days >= 0:
        subprocess.run([*command, *name, "-days", str(days)], check=True, capture_output=True)
        return key, made
    return _expired(folder, key, made)


def _expired(folder: Path, key: Path, made: Path) -> tuple[Path, Path]:
    """Dates in the past are only for `openssl ca` to give, which wants a folder of its own."""
    request, config = folder / "request.pem", folder / "ca.cnf"
    (folder / "index.txt").write_text("")
    config.write_text(
        "[ca]\ndefault_ca = own\n[own]\nunique_subject = no\n"
        f"new_certs_dir = {folder}\ndatabase = {folder}/index.txt\nserial = {folder}/serial\n"
        "default_md = sha256\npolicy = any\nx509_extensions = names\n[any]\ncommonName = supplied\n"
        "[names]\nsubjectAltName = IP:127.0.0.1\nbasicConstraints = CA:TRUE\n"
    )
    (folder / "serial").write_text("01\n")
    new = ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request]
    sign = ["openssl", "ca", "-batch", "-selfsign", "-config", config, "-keyfile", key, "-in", request]
    dates = ["-startdate", "20190101000000Z", "-enddate", "20190201000000Z"]
    subprocess.run([*new, "-subj", "/CN=127.0.0.1"], check=True, capture_output=True)
    subprocess.run([*sign, *dates, "-out", made], check=True, capture_output=True)
    return key, made


@contextmanager
def encrypted(site: Site, key: Path, made: Path) -> Iterator[Server]:
    """The test server behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    server = Server(site)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.url = server.url.replace("http:", "https:")
    with server:
        yield server


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from importers.cli import main
raise SystemExit(main(sys.argv[2:]))
"""


def limited(largest: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command in a process that may write no file above a size, as under a quota."""
    command = [sys.executable, "-c", LIMITED, str(largest), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)
