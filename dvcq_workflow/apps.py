"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class DvcqWorkflowConfig(AppConfig):
    """Plans of dân vận chính quyền, from draft to proof."""

    name = "dvcq_workflow"
    label = "dvcq_workflow"
    verbose_name = _("Dân vận chính quyền plans")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for work orders and migrations, check the host. By name: no models up here."""
        import_string("dvcq_workflow.jobs.tasks.connect")()
        guard = import_string("dvcq_workflow.models.append_only.protect_after_migrate")
        post_migrate.connect(guard, sender=self, dispatch_uid="dvcq_workflow.append_only")
        import_string("dvcq_workflow.checks.register_checks")()
