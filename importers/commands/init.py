"""`hustings init`: a commented config.yaml to begin with."""

import re
import shlex
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import yaml

from importers.config import load_config
from importers.report.output import Output, program
from importers.settings import KINDS
from scraper.files import safe_component, shown, write_atomic
from scraper.http.address import UnfitError, checked
from scraper.model import UserError

NAME: Final = "config.yaml"
_SOURCES: Final = re.compile(r"^sources:\n.*?(?=^politeness:)", re.DOTALL | re.MULTILINE)
# Paths by which an address tells what serves a list.
_SERVED_BY: Final = (
    ("/pipermail/", "pipermail"),
    ("/archives/list/", "hyperkitty"),
    ("/hyperkitty/list/", "hyperkitty"),
    ("//www.mail-archive.com/", "mhonarc"),
)
_ENTRY: Final = """sources:
  {name}:
    kind: {kind}
    url: {url}
    # since: 2012-01 # the first month to fetch; every month without it
    # until: 2018-12 # the last month to fetch

"""


def write_config(folder: Path, list_url: str | None, kind: str | None, output: Output) -> int:
    """Writes it with OpenStack's sources, or with one list; UserError (exit 2) where a config.yaml is there already."""
    path = folder / NAME
    if path.exists():
        raise UserError(f"{path} is there already and was left as it is", 2)
    if kind and not list_url:
        raise UserError("--kind says what serves a list; name the list with --list URL", 2)
    if kind and kind not in KINDS:
        raise UserError(f"--kind {shown(kind)} is unknown; allowed: {', '.join(KINDS)}", 2)
    text = shipped().read_text(encoding="utf-8")
    if list_url:
        text = _SOURCES.sub(lambda _: _entry(list_url, kind), text)
    try:
        write_atomic(path, text.encode())
    except OSError as error:
        raise UserError(f"{path} could not be written: {error.strerror}") from error
    sources = [source.name for source in load_config(path).sources]
    if output.as_json:
        output.row({"type": "config", "path": str(path), "sources": sources})
    output.say(f"{path} is written; it names {', '.join(sources)}")
    where = "" if path == Path(NAME) else f" --config {shlex.quote(str(path))}"
    output.say(f"set politeness.contact there, then run: {program()} scrape{where}")
    return 0


def shipped() -> Path:
    """The configuration that comes with the program: in the package in a wheel, at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    return next(folder / NAME for folder in (package, package.parent) if (folder / NAME).is_file())


def _entry(url: str, kind: str | None) -> str:
    """The section `sources` for one list, named as its address names it."""
    try:
        parts = checked(url)
    except UnfitError as error:
        raise UserError(str(error), 2) from error
    kind = kind or next((found for part, found in _SERVED_BY if part in url), None)
    if kind is None:
        raise UserError(f"{shown(url)} does not say what serves it; say so with --kind", 2)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2].partition("@")[0]
    name = safe_component(last) or parts.hostname
    if name is None or not re.fullmatch(r"[\w.-]+", name) or not isinstance(yaml.safe_load(name), str):
        name = "list"
    return _ENTRY.format(name=name, kind=kind, url=url)
