"""The full-text index was made here; ``issues.lifecycle`` installs it now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("issues", "0002_guards_and_groups"), ("sources", "0001_initial")]

    operations = []
