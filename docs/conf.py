"""How the documentation is built: ``make docs``, with every warning an error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.utils import translation
from sphinx.application import Sphinx

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "example_project")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from dvcq_workflow.labels import SENTENCES  # noqa: E402  (after django.setup)
from dvcq_workflow.rules.acts import DIRECTORY_ACTS, PLAN_ACTS  # noqa: E402

project = "dvcq_workflow"
author = "The dvcq_workflow developers"
project_copyright = f"2026, {author}"
version = release = "0.1.0"
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
nitpicky = True

html_theme = "furo"
html_title = "dvcq_workflow"
html_show_sourcelink = False
html_copy_source = False


def _codes_page() -> str:
    """Every rule code with its sentence, as a table; read from the source, never typed."""
    rows = ["| Code | English | Vietnamese |", "|---|---|---|"]
    for code in sorted(SENTENCES):
        said = []
        for name in ("en", "vi"):
            with translation.override(name):
                said.append(str(SENTENCES[code]).replace("|", "\\|"))
        rows.append(f"| `{code}` | {said[0]} | {said[1]} |")
    return "\n".join(rows)


def _acts_page() -> str:
    """Every code of an act that an event may carry."""
    plan = "\n".join(f"- `{code}`" for code in sorted(PLAN_ACTS))
    directory = "\n".join(f"- `{code}`" for code in sorted(DIRECTORY_ACTS))
    return f"## In a plan's stream\n\n{plan}\n\n## In the directory's stream\n\n{directory}"


GENERATED = {"{{ codes }}": _codes_page, "{{ acts }}": _acts_page}


def _fill_in(app: Sphinx, docname: str, source: list[str]) -> None:
    for mark, page in GENERATED.items():
        if mark in source[0]:
            source[0] = source[0].replace(mark, page())


def setup(app: Sphinx) -> None:
    app.connect("source-read", _fill_in)
