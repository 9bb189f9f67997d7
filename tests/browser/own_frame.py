"""The demonstration in the package's own frame, as a host without one sees it."""

from __future__ import annotations

from config.settings import *  # noqa: F403

DVCQ_WORKFLOW = {"HOST": "documents.host.ProvinceHost"}
