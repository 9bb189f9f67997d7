"""The registers in the admin."""

from __future__ import annotations

from django.contrib import admin

from documents.models import IncomingDocument, OutgoingDocument


@admin.register(IncomingDocument)
class IncomingDocumentAdmin(admin.ModelAdmin):
    """The register of incoming documents."""

    list_display = ("number", "arrived_on", "sender", "symbol", "dated_on", "subject")
    search_fields = ("symbol", "sender", "subject")
    date_hierarchy = "arrived_on"


@admin.register(OutgoingDocument)
class OutgoingDocumentAdmin(admin.ModelAdmin):
    """The register of outgoing documents. Plans enter it by themselves and stay as they are."""

    list_display = ("symbol", "dated_on", "subject")
    search_fields = ("symbol", "subject")
    date_hierarchy = "dated_on"
    readonly_fields = ("plan_uid", "content_hash")
