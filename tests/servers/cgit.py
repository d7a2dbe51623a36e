"""cgit from Debian behind nginx, over a folder of repositories."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.nginx import cgi, location, needed, nginx

PROGRAM = "/usr/lib/cgit/cgit.cgi"


@contextmanager
def cgit(folder: Path, repositories: Path) -> Iterator[str]:
    """The address of cgit, such as `http://127.0.0.1:1/cgit/`."""
    needed((PROGRAM, "cgit"), ("nginx", "nginx-light"), ("fcgiwrap", "fcgiwrap"))
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "cgitrc"
    conf.write_text(
        f"virtual-root=/cgit/\ncache-size=0\nsnapshots=\nenable-index-owner=0\nscan-path={repositories}\n"
    )
    with cgi(folder, {"CGIT_CONFIG": str(conf)}) as place:
        block = location("/cgit/", PROGRAM, place, CGIT_CONFIG=str(conf))
        with nginx(folder, folder, block) as url:
            yield f"{url}/cgit/"
