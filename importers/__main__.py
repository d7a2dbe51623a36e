"""`python -m importers` is `hustings`."""

from importers.cli import main

raise SystemExit(main())
