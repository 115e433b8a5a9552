"""The triggers were made anew here; ``issues.lifecycle`` installs them now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_load_outlets")]

    operations = []
