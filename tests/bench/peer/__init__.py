"""The same desks on the bare engine; ``tests.bench.one`` installs it."""
