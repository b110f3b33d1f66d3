import uuid

import django.db.models.deletion
from django.db import migrations, models

import fangxian.response.jurisdiction.models.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("jurisdiction", "0001_initial"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("area", fangxian.response.jurisdiction.models.fields.AreaCodeField(db_index=True, max_length=32)),
                ("exercise", models.JSONField()),
                ("pack", models.CharField(max_length=80)),
                ("signer", models.CharField(max_length=60)),
                ("signed_at", models.DateTimeField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("sender", models.CharField(max_length=120)),
                ("taken_in_at", models.DateTimeField()),
                ("taken_in_by", models.CharField(max_length=120)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, max_length=120)),
                ("undone_because", models.CharField(blank=True, max_length=300)),
                ("incident", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.incident")),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("area", fangxian.response.jurisdiction.models.fields.AreaCodeField(db_index=True, max_length=32)),
                ("key", models.CharField(max_length=120)),
                ("what_zh", models.CharField(max_length=600)),
                ("what_en", models.CharField(max_length=900)),
                ("rating", models.CharField(choices=[("S", "performed with some challenges"), ("M", "performed with major challenges"), ("U", "unable to be performed")], max_length=1)),
                ("level", models.CharField(blank=True, max_length=12)),
                ("role", models.CharField(max_length=40)),
                ("due", models.DateField()),
                ("retest", models.DateField()),
                ("clause", models.CharField(blank=True, max_length=80)),
                ("evidence", models.JSONField(default=list)),
                ("measure", models.CharField(blank=True, max_length=300)),
                ("rectified_at", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("retested_at", models.DateTimeField(blank=True, null=True)),
                ("retested_in", models.CharField(blank=True, max_length=160)),
                ("intake", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="rectification.intake")),
                ("office", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="jurisdiction.office")),
            ],
            options={
                "indexes": [models.Index(fields=["clause"], name="finding_by_clause")],
                "constraints": [models.UniqueConstraint(fields=("intake", "key"), name="finding_once_an_intake")],
            },
        ),
    ]
