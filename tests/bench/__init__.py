"""``make bench``: figures, each with its gate and its peer in the same run. Never a timed test."""
