"""Grants on one plan to one person or group: guardian's direct-key tables, as exceptions."""

from __future__ import annotations

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from dvcq_workflow.models.plans import Plan


class PlanUserObjectPermission(UserObjectPermissionBase):
    """A person's grant on one plan; given and taken by ``services.access`` alone."""

    content_object = models.ForeignKey(Plan, on_delete=models.PROTECT)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class PlanGroupObjectPermission(GroupObjectPermissionBase):
    """A group's grant on one plan; given and taken by ``services.access`` alone."""

    content_object = models.ForeignKey(Plan, on_delete=models.PROTECT)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
