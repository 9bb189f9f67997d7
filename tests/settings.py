"""Settings under which the suite runs: the example province's, on a database of the test's own."""

from __future__ import annotations

from config.settings import *  # noqa: F403

DEBUG = False
PROVINCE_CLOCK = None  # not that of a demonstration on the same machine
# Tests that sign make keys of their own.
DVCQ_WORKFLOW = {k: v for k, v in DVCQ_WORKFLOW.items() if k != "SEALING_KEY"}  # noqa: F405
SECRET_KEY = "tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
