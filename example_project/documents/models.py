"""The province's own records: what came in, what went out, and what people were told."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class IncomingDocument(models.Model):
    """A document that came in: its number of arrival counts from 1 each year."""

    number = models.PositiveIntegerField("số đến")
    arrived_on = models.DateField("ngày đến")
    sender = models.CharField("cơ quan gửi", max_length=255)
    symbol = models.CharField("số, ký hiệu", max_length=80)
    dated_on = models.DateField("ngày văn bản")
    subject = models.TextField("trích yếu")

    class Meta:
        verbose_name = "văn bản đến"
        verbose_name_plural = "văn bản đến"
        ordering = ["-arrived_on", "-number"]

    def __str__(self) -> str:
        return f"{self.symbol} – {self.sender}"


class OutgoingDocument(models.Model):
    """A document that went out. ``plan_uid``: the plan of dvcq_workflow that it is, if it is one.

    The plan is named by its public ``uid``; the province's tables hold no key into the package's.
    """

    symbol = models.CharField("số, ký hiệu", max_length=80)
    dated_on = models.DateField("ngày văn bản")
    recipients = models.TextField("nơi nhận", blank=True)
    subject = models.TextField("trích yếu")
    plan_uid = models.UUIDField("kế hoạch dân vận chính quyền", null=True, blank=True, unique=True)
    content_hash = models.CharField("mã băm nội dung", max_length=64, blank=True)

    class Meta:
        verbose_name = "văn bản đi"
        verbose_name_plural = "văn bản đi"
        ordering = ["-dated_on", "-pk"]

    def __str__(self) -> str:
        return self.symbol


class Notification(models.Model):
    """Something that a person was told; shown on the home page until it is read."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    title = models.CharField("nội dung", max_length=300)
    path = models.CharField("trang", max_length=300)
    due_on = models.DateField("hạn", null=True, blank=True)
    told_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title
