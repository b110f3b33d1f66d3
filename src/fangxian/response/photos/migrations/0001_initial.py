import uuid

from django.db import migrations, models

import fangxian.response.jurisdiction.models.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('jurisdiction', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('disinfection', 'disinfection'), ('check', 'site check'), ('receipt', 'receipt of goods')], max_length=12)),
                ('record', models.UUIDField()),
                ('area', fangxian.response.jurisdiction.models.fields.AreaCodeField(db_index=True, max_length=32)),
                ('also_area', fangxian.response.jurisdiction.models.fields.AreaCodeField(blank=True, db_index=True, max_length=32)),
                ('caption', models.CharField(blank=True, max_length=120)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.CharField(blank=True, max_length=160)),
                ('file', models.BinaryField()),
                ('small', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'record', 'sent_at'], name='photo_of_record')],
            },
        ),
    ]
