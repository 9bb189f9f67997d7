"""Settings of the example province's document-management system."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PROVINCE_VAR_DIR", BASE_DIR.parent / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# A key for a demonstration on one's own machine; a real host reads its own from the environment.
SECRET_KEY = os.environ.get("SECRET_KEY", "demonstration-key-of-the-example-province")
DEBUG = os.environ.get("DEBUG", "1") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # what dvcq_workflow stands on
    "viewflow",
    "viewflow.workflow",
    "guardian",
    "simple_history",
    "dvcq_workflow",
    # the province's own system
    "accounts",
    "documents",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.VietnameseFirst",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'province.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Two clerks may save at once: the second waits for the lock instead of failing half-way.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    )

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dvcq_workflow:inbox"

# A form of dvcq_workflow sent from a page older than the last login gives back what was typed.
CSRF_FAILURE_VIEW = "dvcq_workflow.web.stale.stale_form"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# No URL leads into MEDIA_ROOT: an issued file is read through dvcq_workflow, which logs it.
MEDIA_ROOT = VAR_DIR / "files"

# How far the province's clock is behind: `manage.py demo` plays the year 2020 and goes on in it.
PROVINCE_CLOCK = VAR_DIR / "clock.txt"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# viewflow would add its own middlewares to this list; dvcq_workflow needs none of them.
VIEWFLOW = {"AUTOREGISTER": False}

DVCQ_WORKFLOW = {
    "HOST": "documents.host.ProvinceHost",
    "BASE_TEMPLATE": "province/base.html",
    # Made by the demonstration. A province keeps its key, and its checkpoints, elsewhere.
    "SEALING_KEY": str(VAR_DIR / "sealing.pem"),
}
