"""The Django app that the engine asks for before it stores a flow."""

from __future__ import annotations

from django.apps import AppConfig


class PeerConfig(AppConfig):
    """A host that has viewflow and nothing of ours."""

    name = "tests.bench.peer"
    label = "dvcq_bench_peer"
    default_auto_field = "django.db.models.BigAutoField"
