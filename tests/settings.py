"""Settings under which the suite runs: the example province's, on a database of the test's own."""

from __future__ import annotations

from config.settings import *  # noqa: F403

DEBUG = False
SECRET_KEY = "tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
