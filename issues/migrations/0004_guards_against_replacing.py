"""The triggers were made anew here; ``issues.lifecycle`` installs them now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("issues", "0003_search")]

    operations = []
