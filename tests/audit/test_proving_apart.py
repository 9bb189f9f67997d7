"""A long record is looked at by several processes, which say what one alone would say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from dvcq_workflow.audit.proving_apart import shares
from dvcq_workflow.audit.sealing import Signature, seal
from dvcq_workflow.audit.signing import new_key
from dvcq_workflow.host import DefaultHost
from tests.architecture.source import REPOSITORY
from tests.audit.test_killing import url_of_this_database
from tests.models.rows import NOON
from tests.worlds import make_province

COUNTED = st.dictionaries(st.integers(1, 10_000), st.integers(1, 500), min_size=1).map(
    lambda counts: sorted(counts.items())
)
VERIFY = """
import json, sqlite3, sys
import django
django.setup()
from django.db import connection
from django.db.models import Max, Min
from dvcq_workflow.audit import proving_apart
from dvcq_workflow.audit.proving import prove
from dvcq_workflow.models import AuditEvent
from dvcq_workflow.models.append_only import unprotect
from dvcq_workflow.rules.canonical import digest_text
proving_apart.WORTH_SHARING = 1
unprotect(connection)
ends = list(AuditEvent.objects.values("stream").annotate(first=Min("pk"), last=Max("pk")))
last = AuditEvent.objects.in_bulk([end["last"] for end in ends])
table = AuditEvent._meta.db_table
with connection.cursor() as cursor:
    if "code" in sys.argv:
        keys = [[end["first"]] for end in ends]
        cursor.executemany(f"UPDATE {table} SET code = 'x' WHERE id = %s", keys)
    if "whole" in sys.argv:
        told = [e.envelope.replace('"channel":"code"', '"channel":"cide"') for e in last.values()]
        rows = zip(told, map(digest_text, told), last)
        changed = "channel = 'cide', envelope = %s, digest = %s"
        cursor.executemany(f"UPDATE {table} SET {changed} WHERE id = %s", rows)
    if "gone" in sys.argv:
        cursor.executemany(f"DELETE FROM {table} WHERE id = %s", [[key] for key in last])
if connection.vendor == "sqlite":  # a proof waits for no writer, and lets none wait
    writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
told = []
for jobs in (1, 3):
    for first_only in (True, False):
        proof = prove(first_only=first_only, jobs=jobs)
        breaks = [(found.code, found.where) for found in proof.breaks]
        told.append([breaks, None if first_only else [proof.events, proof.unsealed]])
print(json.dumps([told, len(proving_apart._parts(3))]))
"""


@given(counted=COUNTED, jobs=st.integers(1, 9))
def test_every_stream_is_looked_at_by_one_process_and_in_its_order(
    counted: list[tuple[int, int]], jobs: int
) -> None:
    parts = shares(counted, jobs)
    assert len(parts) <= jobs
    for key, _count in counted:
        assert sum(first <= key <= last for first, last in parts) == 1
    assert [end for part in parts for end in part] == sorted(end for part in parts for end in part)


@given(counted=COUNTED, jobs=st.integers(2, 9))
def test_no_process_has_more_than_its_share_and_one_stream(
    counted: list[tuple[int, int]], jobs: int
) -> None:
    fair = -(-sum(count for _, count in counted) // jobs)
    longest = max(count for _, count in counted)
    for first, last in shares(counted, jobs):
        assert sum(count for key, count in counted if first <= key <= last) < fair + longest


def verify(url: str, *altered: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", VERIFY, *altered],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(REPOSITORY / "example_project"),
        },
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def url(transactional_db: Any, tmp_path: Path) -> str:
    """A sealed record with the streams of three plans and of the directory, and some events after
    the seal, open to other processes."""
    world = make_province()
    for _ in range(3):
        world.start_plan()
    key = tmp_path / "key.pem"
    key.write_bytes(new_key())
    with override_settings(DVCQ_WORKFLOW={"SEALING_KEY": str(key)}):
        seal(lambda text: Signature(*DefaultHost().sign_bytes(text)), at=NOON, after_restore=True)
    world.start_plan()
    return url_of_this_database(tmp_path)


def test_a_whole_record_holds_for_three_processes_as_for_one(url: str) -> None:
    (first, whole, first_apart, whole_apart), parts = verify(url)
    assert parts > 1
    assert first_apart == first == [[], None]
    assert whole_apart == whole
    events, unsealed = whole[1]
    assert 0 < unsealed < events


@pytest.mark.parametrize(
    ("altered", "codes"),
    [
        pytest.param("code", {"columns_differ"}, id="a column beside the first event"),
        pytest.param("whole", {"leaf_differs"}, id="the last event with its hash"),
        pytest.param("gone", {"sealed_row_gone"}, id="the last event cut off"),
    ],
)
def test_altered_rows_in_several_streams_are_named_as_by_one_process(
    url: str, altered: str, codes: set[str]
) -> None:
    (first, whole, first_apart, whole_apart), _parts = verify(url, altered)
    assert {code for code, _where in whole[0]} == codes
    assert len(whole[0]) >= 3
    assert whole_apart == whole
    assert first_apart[0] == first[0] == whole[0][:1]
