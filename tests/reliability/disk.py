"""What a power cut may leave of a folder: a disk that forgets what was not synced, fed with the calls of a real run."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

CALLS: Final = (
    "open,openat,creat,read,write,pwrite64,lseek,ftruncate,fsync,fdatasync,sync,syncfs,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat"
)
LARGEST: Final = 1 << 28  # bytes of one write that are recorded; more would show as a difference in the end
_CALL: Final = re.compile(r"([0-9]+) +([a-z0-9]+)\((.*)\) += (?:0x)?([0-9a-f]+)(?:<((?:\\x..)*)>)?$")
_BROKEN: Final = re.compile(r"([0-9]+) +([a-z0-9]+\(.*) <unfinished \.\.\.>$")
_RESUMED: Final = re.compile(r"([0-9]+) +<\.\.\. [a-z0-9]+ resumed>(.*)$")
_PATH: Final = re.compile(r'(?:(?:AT_FDCWD|[0-9]+)<((?:\\x..)*)>, )?"((?:\\x..)*)"')
_OPENED: Final = re.compile(r'([0-9]+)<((?:\\x..)*)>(?:, "((?:\\x..)*)")?(?:, ([0-9]+))?(?:, ([0-9]+))?')

Tree = dict[str, bytes | None]
"""Files by their paths below the folder, and None for each folder in it."""


@dataclass(eq=False)
class Node:
    """A file, or a folder where it has names: as it is, and as it was when it was last synced."""

    data: bytes = b""
    names: "dict[str, Node] | None" = None
    synced: bytes = b""
    synced_names: "dict[str, Node]" = field(default_factory=dict)

    def sync(self) -> None:
        """Nothing is forgotten of the file, or of the names in the folder."""
        self.synced, self.synced_names = self.data, dict(self.names or {})

    def below(self) -> "Iterator[Node]":
        """This one and whatever lies or lay in it."""
        yield self
        for child in {*(self.names or {}).values(), *self.synced_names.values()}:
            yield from child.below()


def record(command: Sequence[str | Path], folder: Path) -> list[str]:
    """Runs the command in the folder and says what it and its children called, a line each, in the order of their ends."""
    trace = folder.with_name(f"{folder.name}.trace")
    strace = (
        *("strace", "-f", "--seccomp-bpf", "-o", trace, "-y", "-xx", "-s", str(LARGEST)),
        *("-e", f"trace={CALLS}", "-e", "raw=read"),  # what is read is no matter
    )
    subprocess.run([*strace, *command], cwd=folder, check=True, capture_output=True, timeout=300)
    begun: dict[str, str] = {}
    lines = []
    for line in trace.read_text("ascii").splitlines():
        if broken := _BROKEN.match(line):
            begun[broken[1]] = f"{broken[1]} {broken[2]}"
            continue
        resumed = _RESUMED.match(line)
        lines.append(begun.pop(resumed[1]) + resumed[2] if resumed else line)
    trace.unlink()
    return lines


class Disk:
    """A folder whose changes so far are done and not yet safe; what it holds at first is."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.root = _taken(folder)
        self.offsets: dict[tuple[str, str], int] = {}

    def call(self, line: str) -> str | None:
        """Does what a recorded line did; its call and path where that was something to this folder."""
        match = _CALL.match(line)
        if match is None:  # it failed, or is no call
            return None
        process, name, told, result, path = match.groups()
        if name in ("open", "openat", "creat"):
            return self._open(process, result, self._own(Path(_text(path or ""))), told)
        if name == "read":
            number = str(int(told.partition(",")[0], 16))
            self.offsets[process, number] = self.offsets.get((process, number), 0) + int(result, 16)
            return None
        if name in ("sync", "syncfs"):
            for node in self.root.below():
                node.sync()
            return f"{name} everything"
        if name in ("write", "pwrite64", "lseek", "ftruncate", "fsync", "fdatasync"):
            return self._by_number(process, name, told, int(result))
        paths = [self._own(Path(_text(at)) / _text(rest)) for at, rest in _PATH.findall(told)]
        if name.startswith("symlink"):
            paths = paths[1:]  # whatever it leads to, it is a name
        return self._by_name(name, paths)

    def tree(
        self,
        ahead: Callable[[Node], bool] = lambda node: True,
        kept: Callable[[Node], bytes] = lambda node: node.data,
    ) -> Tree:
        """What is found if the names of some folders are `ahead` of their last sync, and this is `kept` of each file."""
        found: Tree = {}

        def walk(folder: Node, path: str) -> None:
            names = folder.names if ahead(folder) else folder.synced_names
            for name, node in (names or {}).items():
                if node.names is None:
                    found[path + name] = kept(node)
                else:
                    found[path + name] = None
                    walk(node, f"{path}{name}/")

        walk(self.root, "")
        return found

    def after_a_cut(self) -> Iterator[tuple[str, Tree]]:
        """Every state that is tried of a cut at this moment, with what it stands for."""
        behind = {node for node in self.root.below() if (node.names or {}) != node.synced_names}
        yield "only what was synced", self.tree(lambda _: False, lambda node: node.synced)
        yield "names without data", self.tree(kept=lambda node: node.synced)
        yield "names with zeros", self.tree(kept=_zeroed)
        for each in behind:
            yield (
                "the names of one folder",
                self.tree(lambda node, each=each: node is each, lambda node: node.synced),
            )
            yield "one folder and all data", self.tree(lambda node, each=each: node is each)
        yield "everything", self.tree()

    def _own(self, path: Path) -> str | None:
        """The path below the folder, with no slash at either end; None for one elsewhere."""
        text = os.path.normpath(Path(self.folder) / path)
        return text[len(self.folder) + 1 :] if f"{text}/".startswith(f"{self.folder}/") else None

    def _at(self, path: str) -> Node | None:
        node: Node | None = self.root
        for part in filter(None, path.split("/")):
            node = (node.names or {}).get(part) if node else None
        return node

    def _names(self, path: str) -> tuple[dict[str, Node], str]:
        folder, _, name = path.rpartition("/")
        node = self._at(folder)
        assert node, path
        assert node.names is not None, path
        return node.names, name

    def _open(self, process: str, number: str, path: str | None, told: str) -> str | None:
        self.offsets[process, number] = 0
        if path is None or not ("O_CREAT" in told or "O_TRUNC" in told):
            return None
        names, name = self._names(path)
        node = names.setdefault(name, Node())
        if "O_TRUNC" in told:
            node.data = b""
        return f"open {path}"

    def _by_number(self, process: str, name: str, told: str, result: int) -> str | None:
        match = _OPENED.match(told)
        if (
            match is None
            or (path := self._own(Path(_text(match[2])))) is None
            or (node := self._at(path)) is None
        ):
            return None
        number, _, text, size, offset = match.groups()
        if name == "lseek":
            self.offsets[process, number] = result
            return None
        if name in ("fsync", "fdatasync"):
            node.sync()
        elif name == "ftruncate":
            node.data = node.data[: int(size)].ljust(int(size), b"\0")
        else:
            at = int(offset) if name == "pwrite64" else self.offsets.get((process, number), 0)
            written = bytes.fromhex(text.replace("\\x", ""))[:result]
            node.data = node.data[:at].ljust(at, b"\0") + written + node.data[at + result :]
            if name == "write":
                self.offsets[process, number] = at + result
        return f"{name} {path}"

    def _by_name(self, name: str, paths: list[str | None]) -> str | None:
        if all(path is None for path in paths):
            return None
        assert None not in paths, f"{name} between the folder and another: {paths}"
        first, *other = filter(None, paths)
        names, last = self._names(first)
        if name.startswith(("mkdir", "symlink")):
            names[last] = Node(names={} if name.startswith("mkdir") else None)
        elif name.startswith(("unlink", "rmdir")):
            del names[last]
        else:
            node = names[last] if name.startswith("link") else names.pop(last)
            names, last = self._names(other[0])
            names[last] = node
        return f"{name} {first}"


def laid_out(tree: Tree, folder: Path) -> None:
    """Makes a new folder of what was found."""
    folder.mkdir(parents=True)
    for path, data in tree.items():
        if data is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(data)


def taken(folder: Path) -> Tree:
    """A real folder as a tree."""
    return Disk(folder).tree()


def _taken(path: Path) -> Node:
    if not path.is_dir():
        return Node(data := path.read_bytes(), None, data)
    node = Node(names={child.name: _taken(child) for child in path.iterdir()})
    node.sync()
    return node


def _zeroed(node: Node) -> bytes:
    return node.data if node.data == node.synced else bytes(len(node.data))


def _text(escaped: str) -> str:
    return os.fsdecode(bytes.fromhex(escaped.replace("\\x", "")))
