# `make demo` shows the main job at work; `make test` runs every test. Both set up what they need, once.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
FUZZING := .venv-atheris/.ready
SCHEMA := docs/record.schema.json

.PHONY: demo test check lock schema man fuzz clean

demo: $(READY)
	$(VENV)/bin/hustings demo

test: $(READY)
	$(VENV)/bin/python -m pytest -n auto --dist loadgroup

# The gates that take seconds; `make test` is the other one.
check: $(READY)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/python -m pytest -q tests/test_docs.py

# After a change to the dependencies in pyproject.toml, and now and then: the newest versions that suit Python 3.11.2 and up.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11.2 --all-extras --generate-hashes \
	  --strip-extras --no-annotate --no-header --output-file build/requirements.lock pyproject.toml
	{ sed '/^[^#]/,$$d' requirements.lock; cat build/requirements.lock; } > build/new.lock
	mv build/new.lock requirements.lock

# After a change to the record in importers/archive/format.py.
schema: $(READY)
	$(VENV)/bin/python tests/test_docs.py > $(SCHEMA).new
	mv $(SCHEMA).new $(SCHEMA)

# After a change to a command's help.
man: $(READY)
	$(VENV)/bin/python -m tests.test_manpage > docs/hustings.1.new
	mv docs/hustings.1.new docs/hustings.1

# Fuzzing by coverage: make fuzz TARGETS="decoder pages" SECONDS=600; without TARGETS each one in turn; SEED=1 tries the same each time.
SECONDS := 60
SEED := 0
fuzz: $(READY) $(FUZZING)
	$(VENV)/bin/python -m tests.reliability.atheris_run $(TARGETS) --seconds $(SECONDS) --seed $(SEED)

# The project with a tool that has its own needs: .venv-atheris to fuzz, .venv-mutmut for benchmarks/mutants.py.
.venv-%/.ready: requirements.lock tests/reliability/requirements-%.txt
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	.venv-$*/bin/python -m pip install --quiet -r tests/reliability/requirements-$*.txt
	.venv-$*/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# The lock holds whatever the program, its tests and its build need, so that nobody's release changes what is installed.
# Where PYTHONDONTWRITEBYTECODE is set, every start would compile modules and patterns anew, and read the tables.
$(READY): pyproject.toml requirements.lock
	$(PYTHON) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer with venv is needed; on Debian: apt-get install git make python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(VENV)/bin/python -m compileall -q scraper importers
	PYTHONDONTWRITEBYTECODE= $(VENV)/bin/python -c 'import importers.commands.scrape, importers.examine; importers.examine.load()'
	touch $(READY)

clean:
	rm -rf $(VENV) .venv-atheris .venv-mutmut .venv-hyperkitty .venv-perceval build demo dist
