"""The roles of the layout as named styles of a Word document, and nothing of the template's own."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn

from dvcq_workflow.documents.press.layout import FONT, ROLES, Role
from dvcq_workflow.documents.press.markup import Element, node, twips

_LANGUAGE = "vi-VN"


def style_id(key: str) -> str:
    """Return the id by which a paragraph names the style of a role."""
    return "Dvcq" + "".join(word.title() for word in key.split("_"))


def write_styles(document: Document) -> None:
    """Replace the template's fonts by ours and add one style for each role."""
    element = document.styles.element
    _set_defaults(element)
    for role in ROLES.values():
        element.append(_style(role))


def _set_defaults(styles: Element) -> None:
    """One font everywhere: a theme font left in a default prints Cambria where no style speaks."""
    normal = styles.find(f"{qn('w:style')}[@{qn('w:styleId')}='Normal']")
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    spacing = styles.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")
    for child in list(defaults):
        defaults.remove(child)
    for child in list(spacing):
        spacing.remove(child)
    defaults.extend([_fonts(), *_sizes(14), node("lang", val=_LANGUAGE, eastAsia=_LANGUAGE)])
    spacing.append(node("spacing", before="0", after="0", line="240", lineRule="auto"))
    for properties in normal.findall(qn("w:rPr")):
        normal.remove(properties)


def _style(role: Role) -> Element:
    style = node("style", type="paragraph", customStyle="1", styleId=style_id(role.key))
    style.append(node("name", val=role.name))
    style.append(node("basedOn", val="Normal"))
    style.append(node("qFormat"))
    style.append(_paragraph_properties(role))
    style.append(_run_properties(role))
    return style


def _paragraph_properties(role: Role) -> Element:
    properties = node("pPr")
    if role.keeps_next:
        properties.append(node("keepNext"))
    properties.append(node("widowControl"))
    properties.append(
        node(
            "spacing",
            before=_points(role.before_pt),
            after=_points(role.after_pt),
            line=str(round(role.line * 240)),
            lineRule="auto",
        )
    )
    if role.indent_mm:
        properties.append(node("ind", firstLine=twips(role.indent_mm)))
    properties.append(node("jc", val=role.align))
    if role.outline is not None:
        properties.append(node("outlineLvl", val=str(role.outline)))
    return properties


def _run_properties(role: Role) -> Element:
    properties = node("rPr")
    properties.append(_fonts())
    if role.is_bold:
        properties.extend([node("b"), node("bCs")])
    if role.is_italic:
        properties.extend([node("i"), node("iCs")])
    if role.has_caps:
        properties.append(node("caps"))
    properties.append(node("color", val="000000"))
    properties.extend(_sizes(role.size_pt))
    return properties


def _fonts() -> Element:
    return node("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)


def _sizes(size_pt: float) -> list[Element]:
    halves = str(round(size_pt * 2))
    return [node("sz", val=halves), node("szCs", val=halves)]


def _points(length_pt: float) -> str:
    return str(round(length_pt * 20))
