"""The triggers anew: REPLACE on SQLite, keys, and four eyes by history."""

from django.db import migrations

from issues import guards


def install_guards(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("issues", "0003_search")]

    operations = [migrations.RunPython(install_guards, migrations.RunPython.noop)]
