"""The triggers anew: REPLACE on SQLite."""

from django.db import migrations

from sources import guards


def install_guards(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_load_outlets")]

    operations = [migrations.RunPython(install_guards, migrations.RunPython.noop)]
