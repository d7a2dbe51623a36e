"""nginx from Debian on loopback, by itself or before CGI programs run by fcgiwrap; stopped after each test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers.process import free_port, listening, running, wait_until

CONF = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log {folder}/access.log combined;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  types {{ text/html html htm; text/plain txt; application/x-gzip gz; }}
  default_type application/octet-stream;
  gzip on; gzip_types text/plain; gzip_min_length 200; gzip_vary on;
  server {{
    listen 127.0.0.1:{port};
    root {root};
{locations}
  }}
}}
"""


def needed(*programs: tuple[str, str]) -> None:
    """Skip the test, naming the packages that hold the programs missing here."""
    missing = [package for program, package in programs if not _found(program)]
    if missing:
        pytest.skip(f"install the Debian package {' '.join(sorted(set(missing)))}")


@contextmanager
def nginx(folder: Path, root: Path, locations: str = "") -> Iterator[str]:
    """The address of an nginx that serves `root`; `locations` are further blocks of its configuration."""
    needed(("nginx", "nginx-light"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    port = free_port()
    conf = folder / "nginx.conf"
    conf.write_text(CONF.format(folder=folder, port=port, root=root, locations=locations))
    start = "user root;\n" if os.geteuid() == 0 else ""  # the default user may not enter a test's folder
    conf.write_text(start + conf.read_text())
    command = ["nginx", "-p", folder, "-c", conf, "-e", folder / "error.log"]
    with running(command, folder / "said.log") as process:
        wait_until(lambda: listening(port), "nginx", process)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def cgi(folder: Path, env: dict[str, str] | None = None) -> Iterator[Path]:
    """The socket of an fcgiwrap, which runs CGI programs for nginx."""
    needed(("fcgiwrap", "fcgiwrap"))
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "cgi.socket"
    with running(["fcgiwrap", "-s", f"unix:{place}", "-c", "2"], folder / "cgi.log", env) as process:
        wait_until(place.exists, "fcgiwrap", process)
        yield place


def location(path: str, program: str, place: Path, **params: str) -> str:
    """A block that hands everything below `path` to one CGI program."""
    lines = [
        f"fastcgi_param {name} {value};"
        for name, value in {
            "SCRIPT_FILENAME": program,
            "SCRIPT_NAME": path.rstrip("/"),
            "QUERY_STRING": "$query_string",
            "REQUEST_METHOD": "$request_method",
            "CONTENT_TYPE": "$content_type",
            "CONTENT_LENGTH": "$content_length",
            "REQUEST_URI": "$request_uri",
            "SERVER_PROTOCOL": "$server_protocol",
            "GATEWAY_INTERFACE": "CGI/1.1",
            "REMOTE_ADDR": "$remote_addr",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "$server_port",
            "HTTP_HOST": "$http_host",
            "PATH_INFO": "$rest",
            **params,
        }.items()
    ]
    inner = "\n        ".join(lines)
    return f"""
    location {path} {{
      if ($uri ~ ^{path.rstrip("/")}(/?.*)$) {{ set $rest $1; }}
        {inner}
        fastcgi_pass unix:{place};
    }}
"""


def _found(program: str) -> bool:
    return Path(program).exists() if program.startswith("/") else shutil.which(program) is not None
