"""Recorded pages come anew from the programs that made them, and readers find the same in them."""

import shutil
from pathlib import Path

import pytest
import yaml

from importers.site.server import site_folder
from tests.commands import hustings
from tests.servers.hyperkitty import environment
from tests.servers.nginx import needed
from tests.servers.recorded import PROGRAMS

pytestmark = pytest.mark.servers

EMBEDDED = site_folder().parent
DECLARED = yaml.safe_load((EMBEDDED / "manifest.yaml").read_text("utf-8"))
PACKAGES = {
    "cgit": (("/usr/lib/cgit/cgit.cgi", "cgit"), ("fcgiwrap", "fcgiwrap"), ("nginx", "nginx-light")),
    "gitweb": (
        ("/usr/share/gitweb/gitweb.cgi", "gitweb"),
        ("fcgiwrap", "fcgiwrap"),
        ("nginx", "nginx-light"),
    ),
    "mhonarc": (("mhonarc", "mhonarc"), ("nginx", "nginx-light")),
    "public-inbox": (("public-inbox-init", "public-inbox"),),
    "nginx": (("nginx", "nginx-light"),),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_recorded_anew(name: str, tmp_path: Path) -> None:
    needed(*PACKAGES.get(name, ()))
    if name == "hyperkitty":
        environment()
    (tmp_path / "tests").symlink_to(Path(__file__).parent)
    folder = tmp_path / "fixtures"
    folder.mkdir()
    files = {path: each for path, each in DECLARED["files"].items() if each["source"] == name}
    sources = {name: DECLARED["sources"][name]}
    (folder / "manifest.yaml").write_text(yaml.safe_dump({"sources": sources, "files": files}), "utf-8")
    ran = hustings("fixtures", "refresh", "--fixtures", folder, "--source", name)
    assert "kept as it was" not in ran.err
    assert files
    assert [path for path in files if not (folder / path).is_file()] == []
    for path in files:
        expected = (EMBEDDED / path).with_suffix(".expected.json")
        if path.endswith(".html"):
            assert (folder / path).with_suffix(".expected.json").read_bytes() == expected.read_bytes()
    # What differs from the shipped recording is told by name, which is what a new version of a program would show.
    shutil.copytree(EMBEDDED / "pages" / name, folder / "pages" / name, dirs_exist_ok=True)
    (path,) = [each for each in files if "message" in each or each.endswith(("recorded.html", "index.htm"))][
        :1
    ]
    (folder / path).write_text("<html>an older version</html>")
    ran = hustings("fixtures", "refresh", "--fixtures", folder, "--source", name, "--check")
    assert ran.code == 4
    assert "-<html>an older version</html>" in ran.out
