"""Feeds one target under atheris until its time is up: every new kind of exception is put down, and it goes on.

python -m tests.reliability.atheris_child TARGET FOLDER [flags and corpora of libFuzzer]; started by atheris_run.
"""

import sys
from pathlib import Path

import atheris

# The targets' own libraries are as they are: what matters is which lines of the project an input reaches.
with atheris.instrument_imports(include=["scraper", "importers"], enable_loader_override=False):
    from tests.reliability.findings import signature
    from tests.reliability.targets import TARGETS, seeds

    # Modules that are loaded on first use are loaded now, under the instruments.
    for _each in seeds(sys.argv[1])[:50]:
        try:
            TARGETS[sys.argv[1]].run(_each)
        except Exception:  # noqa: S112  the campaign that follows meets it again
            continue


def main() -> None:
    """Fuzz; whatever target.run lets through is a finding, written once per kind, the shortest input of each."""
    name, folder, *flags = sys.argv[1:]
    shortest: dict[str, int] = {}

    def once(data: bytes) -> None:
        try:
            TARGETS[name].run(data)
        except Exception as error:
            kind = signature(error)
            if len(data) < shortest.get(kind, len(data) + 1):
                shortest[kind] = len(data)
                (Path(folder) / f"error-{kind}").write_bytes(data)

    atheris.Setup([sys.argv[0], *flags], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
