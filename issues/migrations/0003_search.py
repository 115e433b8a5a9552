"""The full-text index, its triggers, and all that is published in it."""

from django.db import migrations

from issues import search


def install_index(apps, schema_editor):
    search.install(schema_editor.connection)


def remove_index(apps, schema_editor):
    search.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("issues", "0002_guards_and_groups"), ("sources", "0001_initial")]

    operations = [migrations.RunPython(install_index, remove_index)]
