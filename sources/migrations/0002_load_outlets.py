"""Loads the outlets that every monitor starts with."""

from django.db import migrations

from sources.loading import load_outlets


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial")]

    operations = [
        migrations.RunPython(lambda apps, _: load_outlets(apps), migrations.RunPython.noop)
    ]
