"""Builds small real repositories with the git command, the same on every machine."""

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "LC_ALL": "C",
}
START = 1_500_000_000
ANN = "Ann Example <ann@example.org>"
Content = bytes | tuple[str, bytes] | None


class Repository:
    """A bare repository that grows one commit at a time, a minute apart.

    A file's content is bytes, `(mode, bytes)` for anything but a plain file, or None to remove it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.made = 0
        git("init", "--quiet", "--bare", "--initial-branch=master", str(path))

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        return git(f"--git-dir={self.path}", *arguments, stdin=stdin)

    def commit(
        self,
        files: Mapping[str, Content],
        summary: str = "Change",
        *,
        author: str = ANN,
        parents: Sequence[str] | None = None,
        branch: str = "master",
        date: str | None = None,
    ) -> str:
        """Commits on the branch, or on the named parents, and returns the commit's id."""
        self.made += 1
        when = date or f"{START + 60 * self.made} +0000"
        ref = f"refs/heads/{branch}"
        if parents is None:
            held = self.git("for-each-ref", "--format=%(objectname)", ref).strip()
            parents = [held] if held else []
        message = summary.encode()
        lines = [
            f"commit {ref}\nauthor {author} {when}\ncommitter {ANN} {when}\n".encode(
                "utf-8", "surrogateescape"
            )
        ]
        lines.append(b"data %d\n%s\n" % (len(message), message))
        lines += [f"{'merge' if n else 'from'} {parent}\n".encode() for n, parent in enumerate(parents)]
        lines += [_change(path, content) for path, content in files.items()]
        if not parents:
            lines.insert(0, f"reset {ref}\n".encode())
        self.git("fast-import", "--quiet", "--force", "--date-format=raw", stdin=b"".join(lines))
        return self.head(branch)

    def tree_commit(self, tree: str, branch: str = "master") -> str:
        """Commits a tree that was made by hand, as no honest git would."""
        made = self.git("commit-tree", tree, "-m", "By hand", stdin=b"").strip()
        self.git("update-ref", f"refs/heads/{branch}", made)
        return made

    def tree(self, entries: Sequence[tuple[str, bytes, str]]) -> str:
        """A raw tree object of `(mode, name, id)`, whatever the names are."""
        raw = b"".join(
            mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries
        )
        return self.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=raw).strip()

    def blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", stdin=data).strip()

    def head(self, branch: str = "master") -> str:
        return self.git("rev-parse", f"refs/heads/{branch}").strip()


def git(*arguments: str, stdin: bytes = b"") -> str:
    identity = {
        "GIT_AUTHOR_NAME": "Ann Example",
        "GIT_AUTHOR_EMAIL": "ann@example.org",
        "GIT_COMMITTER_NAME": "Ann Example",
        "GIT_COMMITTER_EMAIL": "ann@example.org",
        "GIT_AUTHOR_DATE": f"{START} +0000",
        "GIT_COMMITTER_DATE": f"{START} +0000",
    }
    done = subprocess.run(
        ["git", *arguments], input=stdin, capture_output=True, env=ENVIRONMENT | identity, check=True
    )
    return done.stdout.decode("utf-8", "surrogateescape")


def files_at(repository: Path, revision: str = "HEAD") -> dict[str, bytes]:
    """Path and bytes of every file of a commit, as git itself packs them."""
    packed = git(f"--git-dir={repository}", "archive", "--format=tar", revision)
    with tarfile.open(fileobj=io.BytesIO(packed.encode("utf-8", "surrogateescape"))) as files:
        return {member.name: read.read() for member in files if (read := files.extractfile(member))}


def files_in(bundle: Path) -> dict[str, bytes]:
    """Path and bytes of every candidacy file at the head of a bundle."""
    with tempfile.TemporaryDirectory() as folder:
        git("clone", "--quiet", "--bare", str(bundle), folder)
        files = files_at(Path(folder))
    return {
        path: data
        for path, data in files.items()
        if path.startswith("candidates/") and not path.endswith("/.placeholder")
    }


def _change(path: str, content: Content) -> bytes:
    quoted = b'"' + path.encode("utf-8", "surrogateescape").replace(b'"', b'\\"') + b'"'
    if content is None:
        return b"D " + quoted + b"\n"
    mode, data = content if isinstance(content, tuple) else ("100644", content)
    if mode == "160000":
        return b"M 160000 " + data + b" " + quoted + b"\n"
    return b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), quoted, len(data), data)
