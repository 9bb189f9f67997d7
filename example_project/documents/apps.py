"""The province's document registers, and where they meet dvcq_workflow."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import import_string


class DocumentsConfig(AppConfig):
    """Registers of incoming and outgoing documents."""

    name = "documents"
    verbose_name = "Sổ văn bản"

    def ready(self) -> None:
        """Listen for issued plans: each is entered in the register of outgoing documents."""
        # By name: receivers need models, which are loaded only after this module.
        import_string("documents.receivers.connect")()
