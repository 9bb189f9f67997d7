"""The package's URLs: a host includes them once, at a prefix of its choice."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "dvcq_workflow"
urlpatterns: list[URLPattern | URLResolver] = []
