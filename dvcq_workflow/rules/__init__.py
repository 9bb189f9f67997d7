"""THE LAW: plain Python. No Django, no clock, no rows; every rule names its source."""
