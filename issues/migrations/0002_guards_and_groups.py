"""The two groups with their permissions."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from issues.groups import create_groups


def make_groups(apps, schema_editor):
    # Django makes permissions after the whole run; the groups need them now.
    for label in ("sources", "issues"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        config.models_module = None
    create_groups(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0001_initial"),
        ("sources", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
