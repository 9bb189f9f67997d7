"""The peer's two tables, in a database that lives as long as one run of the bench."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from tests.bench.peer.models import PlainPlan


class Migration(migrations.Migration):
    """Made by hand: the columns are those that our plan has today."""

    dependencies = [("viewflow", "0001_initial"), ("dvcq_workflow", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="PlainPlan",
            fields=[(field.name, field.clone()) for field in PlainPlan._meta.local_fields],
        ),
        migrations.CreateModel(
            name="PeerProcess",
            fields=[
                (
                    "process_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="viewflow.process",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dvcq_bench_peer.plainplan",
                    ),
                ),
            ],
            bases=("viewflow.process",),
        ),
    ]
