"""The file around a Word document: its settings, its properties, and bytes that do not change."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from dvcq_workflow.documents.press.markup import node

_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MAX_PROPERTY = 255
_APPLICATION = "docProps/app.xml"
_APPLICATION_XML = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>dvcq_workflow</Application></Properties>"
)


def set_properties(
    document: Document, *, title: str, author: str, identifier: str, dated_on: dt.date | None
) -> None:
    """Say in the file what it is and of which day; without a day it is not dated at all."""
    properties = document.core_properties
    properties.title = title[:_MAX_PROPERTY]
    properties.author = properties.last_modified_by = author[:_MAX_PROPERTY]
    properties.identifier = identifier
    properties.language = "vi-VN"
    properties.comments = properties.keywords = ""
    properties.revision = 1
    if dated_on:
        moment = dt.datetime.combine(dated_on, dt.time(), tzinfo=dt.UTC)
        properties.created = properties.modified = moment
        return
    # python-docx has no way of its own to take a property away.
    element = document.part.package.core_properties._element
    for tag in ("dcterms:created", "dcterms:modified"):
        for dated in element.findall(qn(tag)):
            element.remove(dated)


def set_settings(document: Document) -> None:
    """Have Word open the file as its own, not in the compatibility mode of 2007."""
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compat = node("compat")
    compat.append(
        node(
            "compatSetting",
            name="compatibilityMode",
            uri="http://schemas.microsoft.com/office/word",
            val="15",
        )
    )
    before = settings.find(qn("w:rsids"))
    if before is None:
        settings.append(compat)
    else:
        before.addprevious(compat)


def file_bytes(document: Document) -> bytes:
    """Return the file; the same document gives the same bytes at any time."""
    _drop_thumbnail(document)
    draft = io.BytesIO()
    document.save(draft)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(draft) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            # The writer stamps every part with the time of day; a record may not differ by that.
            entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            target.writestr(entry, _APPLICATION_XML if name == _APPLICATION else source.read(name))
    return packed.getvalue()


def _drop_thumbnail(document: Document) -> None:
    """The template carries a picture of an empty page."""
    relations = document.part.package.rels
    for key in [k for k, r in relations.items() if r.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]
