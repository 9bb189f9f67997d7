"""Reading pages as one person, in English: the words of the source are what tests look for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def as_person(user: Any) -> Client:
    """Return a client that is logged in as ``user`` and reads English."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user)
    return client


def address(name: str, **given: Any) -> str:
    """Return the address of a page of ours."""
    return reverse(f"dvcq_workflow:{name}", kwargs=given)


def text_of(answer: HttpResponse) -> str:
    """Return a page as one text."""
    return answer.content.decode()


def queries_of(client: Client, path: str) -> int:
    """Return how many queries a page asks, once its session is warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
