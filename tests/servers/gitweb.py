"""gitweb from Debian behind nginx, over a folder of repositories."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.nginx import cgi, location, needed, nginx

PROGRAM = "/usr/share/gitweb/gitweb.cgi"


@contextmanager
def gitweb(folder: Path, repositories: Path) -> Iterator[str]:
    """The address of gitweb, such as `http://127.0.0.1:1/gitweb/`."""
    needed((PROGRAM, "gitweb"), ("nginx", "nginx-light"), ("fcgiwrap", "fcgiwrap"))
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "gitweb.conf"
    conf.write_text(f'$projectroot = "{repositories}";\n$feature{{"highlight"}}{{"default"}} = [0];\n1;\n')
    with cgi(folder, {"GITWEB_CONFIG": str(conf)}) as place:
        block = location("/gitweb/", PROGRAM, place, GITWEB_CONFIG=str(conf))
        with nginx(folder, folder, block) as url:
            yield f"{url}/gitweb/"
