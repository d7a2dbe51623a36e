"""config.yaml: what is accepted, and one line for everything that is not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.config import Config, load_config
from scraper.model import UserError
from scraper.month import Month

ROOT = Path(__file__).resolve().parents[2]
ONE = "sources:\n  talk: {kind: pipermail, url: http://127.0.0.1:8000/talk/}\n"


def config(folder: Path, text: str) -> Config:
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return load_config(path)


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(UserError) as caught:
        config(folder, text)
    assert caught.value.exit_code == 2
    told = str(caught.value)
    assert "\n" not in told
    assert told.startswith(str(folder / "config.yaml"))
    return told.removeprefix(str(folder / "config.yaml"))


def test_three_lines_are_a_whole_configuration(tmp_path: Path) -> None:
    made = config(tmp_path, ONE + "politeness: {pace: 0}\n")
    (source,) = made.sources
    assert (source.name, source.kind, source.list_name) == ("talk", "pipermail", "talk")
    assert (source.since, source.until, source.fallback, source.paths) == (None, None, (), ())
    assert made.manners().pace == 0
    assert (made.mirror, made.archive) == (tmp_path / "mirror", tmp_path / "archive")


def test_every_key_reaches_its_place(tmp_path: Path) -> None:
    made = config(
        tmp_path,
        """
sources:
  old: {kind: hyperkitty, url: "https://e.org/l/", list: talk, since: 2012-01, until: 2018-12, fallback: ["https://f.org/l/"]}
  votes: {kind: git, url: "https://e.org/votes", paths: [candidates/, doc/source/results]}
politeness: {pace: 2, timeout: 5, total: 60, retries: 1, longest_wait: 9, requests: 50, contact: me@e.org, max_bytes: 1000}
mirror: /srv/mirror
archive: ../archive
""",
    )
    old, votes = made.sources
    assert (old.list_name, old.since, old.until) == ("talk", Month(2012, 1), Month(2018, 12))
    assert (old.fallback, old.max_bytes) == (("https://f.org/l/",), 1000)
    assert votes.paths == ("candidates", "doc/source/results")
    manners = made.manners()
    assert (manners.pace, manners.timeout, manners.total, manners.retries) == (2, 5, 60, 1)
    assert (manners.longest_wait, manners.requests) == (9, 50)
    assert manners.agent.endswith("(+me@e.org)")
    assert (made.mirror, made.archive) == (Path("/srv/mirror"), tmp_path / "../archive")


@pytest.mark.parametrize(
    ("url", "result"),
    [
        pytest.param("https://opendev.org/a/b", "https://opendev.org/a/b", id="https"),
        pytest.param(
            "ssh://git@example.org:29418/a/b", "ssh://git@example.org:29418/a/b", id="ssh-with-user"
        ),
        pytest.param("git@example.org:a/b.git", "git@example.org:a/b.git", id="scp-form"),
        pytest.param("file:///srv/repo.git", "file:///srv/repo.git", id="file"),
        pytest.param("/srv/repo.git", "/srv/repo.git", id="absolute-path"),
        pytest.param("repos/votes.git", "{folder}/repos/votes.git", id="path-beside-the-file"),
    ],
)
def test_repositories(tmp_path: Path, url: str, result: str) -> None:
    (source,) = config(tmp_path, f"sources:\n  votes: {{kind: git, url: '{url}'}}\n").sources
    assert source.url == result.format(folder=tmp_path)


def one(**keys: str) -> str:
    """A source of one line whose keys are replaced or added."""
    merged = {"kind": "pipermail", "url": "http://e.org/"} | keys
    return "sources:\n  talk:\n" + "".join(f"    {key}: {value}\n" for key, value in merged.items())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", ": sources: missing", id="empty-file"),
        pytest.param("# nothing\n", ": sources: missing", id="comments-alone"),
        pytest.param("sources: {}\n", ":1: sources: empty", id="no-sources"),
        pytest.param("just text\n", ": expected a mapping, got text", id="not-a-mapping"),
        pytest.param(
            ONE + "mirrors: x\n", ":3: mirrors: unknown key; allowed: sources, politeness,", id="unknown-key"
        ),
        pytest.param(
            ONE + "politeness: {pase: 1}\n",
            ":3: politeness.pase: unknown key; allowed: pace",
            id="in-politeness",
        ),
        pytest.param(
            one(branch="main"),
            ":5: sources.talk.branch: unknown key; allowed: kind, url, list",
            id="in-source",
        ),
        pytest.param("sources:\n  talk: {kind: pipermail}\n", ":2: sources.talk.url: missing", id="no-url"),
        pytest.param(
            "sources:\n  talk:\n", ":2: sources.talk: expected a mapping, got nothing", id="empty-source"
        ),
        pytest.param("sources: [a]\n", ":1: sources: expected a mapping, got a list", id="sources-as-a-list"),
        pytest.param(
            one(kind="nntp"), ":3: sources.talk.kind: 'nntp' is unknown; allowed: pipermail, hyper", id="kind"
        ),
        pytest.param(
            one(kind="7"), ":3: sources.talk.kind: expected text, got a whole number", id="kind-number"
        ),
        pytest.param(one(list="no"), ":5: sources.talk.list: expected text, got true or false", id="yaml-no"),
        pytest.param(
            one(list="a/b"), ":5: sources.talk.list: cannot be the name of a list", id="list-with-a-slash"
        ),
        pytest.param(
            one(since="2018-13"),
            "sources.talk.since: '2018-13' is not a month; write it as YYYY-MM",
            id="month",
        ),
        pytest.param(
            one(since="2018"), "sources.talk.since: expected text, got a whole number", id="year-alone"
        ),
        pytest.param(
            one(until="2018-01-01"),
            "sources.talk.until: expected text, got a date (Last month to fetch, as YYYY-MM.)",
            id="a-day",
        ),
        pytest.param(
            one(since="2018-02", until="2018-01"), "2018-02 is after until, 2018-01", id="range-backwards"
        ),
        pytest.param(one(until="2018-99-99"), ": not YAML", id="impossible-day"),
        pytest.param(
            one(fallback="http://e.org/"), "fallback: expected a list, got text", id="fallback-alone"
        ),
        pytest.param(
            one(fallback="[http://e.org/, 'ftp://x']"), ":5: sources.talk.fallback.1: ftp", id="bad-fallback"
        ),
        pytest.param(one(paths="[a]"), "sources.talk.paths: only for kind git", id="paths-of-a-list"),
        pytest.param(one(kind="git", paths="[../x]"), "'../x' is not a folder", id="path-upwards"),
        pytest.param(one(kind="git", paths="[/etc]"), "'/etc' is not a folder", id="path-absolute"),
        pytest.param(one(kind="git", paths="['']"), "'' is not a folder", id="path-empty"),
        pytest.param(
            one(url="ftp://e.org/"), ":4: sources.talk.url: ftp://e.org/ is neither http nor", id="ftp"
        ),
        pytest.param(one(url="e.org/list"), "write an http or https address", id="no-scheme"),
        pytest.param(one(url="'http:///x'"), "names no host", id="no-host"),
        pytest.param(one(url="'http://me:pw@e.org/'"), "carries a user name or password", id="password"),
        pytest.param(one(url="'http://e.org/a b'"), "blanks", id="blank"),
        pytest.param(one(url="''"), "neither http nor https", id="empty-url"),
        pytest.param(
            one(kind="git", url="'ssh://me:pw@e.org/x'"), "must not hold a password", id="ssh-password"
        ),
        pytest.param(one(kind="git", url="'ssh://-oProxyCommand=x/y'"), "needs a host", id="ssh-option"),
        pytest.param(
            one(kind="git", url="'ext::sh -c id'"), "not the address of a repository", id="git-runs-a-program"
        ),
        pytest.param(
            one(kind="git", url="'--upload-pack=x'"), "not the address of a repository", id="git-option"
        ),
        pytest.param(one(kind="git", url="'ftp://e.org/x'"), "not ftp", id="git-ftp"),
        pytest.param(
            "sources:\n  a/b: {kind: git, url: x}\n",
            ":2: sources.a/b: cannot be the name of a source",
            id="name-slash",
        ),
        pytest.param(
            "sources:\n  2018: {kind: git, url: x}\n",
            ":2: sources.2018: YAML does not read",
            id="name-number",
        ),
        pytest.param(
            ONE + "politeness: {pace: fast}\n", ":3: politeness.pace: expected a number, got text", id="text"
        ),
        pytest.param(
            ONE + "politeness: {pace: -1}\n", ":3: politeness.pace: expected a number >= 0", id="negative"
        ),
        pytest.param(
            ONE + "politeness: {pace: .nan}\n", ":3: politeness.pace: expected a number >= 0", id="nan"
        ),
        pytest.param(
            ONE + "politeness: {pace: true}\n", ":3: politeness.pace: expected a number, got true", id="bool"
        ),
        pytest.param(
            ONE + "politeness: {timeout: 0}\n", ":3: politeness.timeout: expected a number > 0", id="zero"
        ),
        pytest.param(
            ONE + "politeness: {requests: 0}\n", ":3: politeness.requests: expected", id="no-budget"
        ),
        pytest.param(ONE + "politeness: {contact: call me}\n", ":3: politeness.contact:", id="contact"),
        pytest.param(
            ONE + "politeness:\n", ":3: politeness: expected a mapping, got nothing", id="empty-politeness"
        ),
        pytest.param(ONE + "mirror: ''\n", ":3: mirror: expected the name of a folder", id="no-mirror"),
        pytest.param(
            ONE + "mirror: a\narchive: x/../a\n", ":4: archive: the same folder as mirror", id="one-folder"
        ),
        pytest.param(ONE + "mirror: a\nmirror: b\n", ":4: mirror: given twice, first in line 3", id="twice"),
        pytest.param(
            ONE + "  talk: {kind: git, url: x}\n", ":3: sources.talk: given twice", id="source-twice"
        ),
        pytest.param("sources: {a: [}\n", ":1: not YAML", id="syntax"),
        pytest.param("a: b\n\tc: d\n", ":2: not YAML", id="tab"),
        pytest.param(ONE + "---\n" + ONE, "not YAML", id="two-documents"),
        pytest.param("a: !!python/object/apply:os.getcwd []\n", ":1: not YAML", id="code"),
        pytest.param("a: \x07\n", "not YAML", id="control-character"),
        pytest.param("a: &a [*a]\n", ": a: unknown key", id="alias-that-holds-itself"),
        pytest.param("[" * 5000, ": ", id="nested-deep"),
        pytest.param("#" * (1 << 20) + "\n", ": larger than", id="huge"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    assert told in complaint(tmp_path, text)


def test_a_password_is_not_repeated(tmp_path: Path) -> None:
    assert "hunter2" not in complaint(tmp_path, one(url="'http://me:hunter2@e.org/'"))


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.yaml: there is no such file"):
        load_config(tmp_path / "none.yaml")
    with pytest.raises(UserError, match="cannot be read"):
        load_config(tmp_path)


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_bytes(b"a: b\nc: \xff\n")
    with pytest.raises(UserError, match=r"config\.yaml:2: not UTF-8"):
        load_config(tmp_path / "config.yaml")


@given(st.text(max_size=200))
def test_any_text_is_a_configuration_or_a_complaint(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("config")
    for hostile in (text, ONE + text, f"sources: {{{text}}}", one(url=text)):
        try:
            config(folder, hostile.encode("utf-8", "replace").decode())
        except UserError as error:
            told = str(error)
            if not told.isprintable():
                raise


def test_the_configuration_that_ships_is_valid() -> None:
    shipped = load_config(ROOT / "config.yaml")
    kinds = {source.name: source.kind for source in shipped.sources}
    assert kinds["openstack-dev"] == "pipermail"
    assert kinds["openstack-discuss"] == "hyperkitty"
    assert kinds["election"] == "git"
    assert all(source.url.startswith("https://") for source in shipped.sources)
    assert shipped.politeness.pace >= 1
