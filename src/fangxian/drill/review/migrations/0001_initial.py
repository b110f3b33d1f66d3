import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('jurisdiction', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('singleton', models.BooleanField(default=True, primary_key=True, serialize=False)),
                ('id', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('data', models.JSONField()),
                ('until', models.DateTimeField()),
                ('made_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('signer', models.CharField(blank=True, max_length=60)),
                ('kept', models.JSONField(blank=True, null=True)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jurisdiction.post')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('singleton', True)), name='review_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('what_zh', models.CharField(max_length=600)),
                ('what_en', models.CharField(max_length=900)),
                ('rating', models.CharField(max_length=1)),
                ('level', models.CharField(blank=True, max_length=12)),
                ('role', models.CharField(max_length=40)),
                ('due', models.DateField()),
                ('retest', models.DateField()),
                ('clause', models.CharField(blank=True, max_length=80)),
                ('evidence', models.JSONField(default=list)),
                ('dropped', models.BooleanField(default=False)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('edited_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jurisdiction.post')),
            ],
        ),
    ]
