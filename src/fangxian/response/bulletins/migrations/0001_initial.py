import uuid

import django.db.models.deletion
from django.conf import settings
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
            name="Bulletin",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("area", fangxian.response.jurisdiction.models.fields.AreaCodeField(db_index=True, max_length=32)),
                ("kind", models.CharField(choices=[("daily", "Bulletin"), ("correction", "Correction")], max_length=12)),
                ("state", models.CharField(choices=[("draft", "draft"), ("approved", "approved"), ("published", "published"), ("dropped", "dropped")], default="draft", max_length=12)),
                ("number", models.PositiveIntegerField(null=True)),
                ("as_of", models.DateTimeField()),
                ("figures", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="what was wrong")),
                ("words_zh", models.TextField()),
                ("words_en", models.TextField()),
                ("channel", models.CharField(blank=True, max_length=60)),
                ("help_line", models.CharField(max_length=60)),
                ("signer", models.CharField(max_length=120)),
                ("drafted_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("fact", models.UUIDField(null=True, unique=True)),
                ("approver", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("before", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bulletins.bulletin")),
                ("incident", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.incident")),
                ("replaces", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="bulletins.bulletin")),
                ("writer", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["incident", "state", "published_at"], name="bulletin_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "number"), name="bulletin_number_once"),
                    models.CheckConstraint(condition=models.Q(models.Q(("fact__isnull", False), ("number__gte", 1), ("published_at__isnull", False), ("state", "published")), models.Q(("state", "published"), _negated=True), _connector="OR"), name="bulletin_published_whole"),
                ],
            },
        ),
    ]
