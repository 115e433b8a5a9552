import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import sources.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Outlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As citations print it.', max_length=200)),
                ('key', sources.models.FoldedNameField(editable=False, max_length=200)),
                ('slug', models.SlugField(editable=False, max_length=90, unique=True)),
                ('kind', models.CharField(choices=[('wire', 'Wire service'), ('newspaper', 'Newspaper'), ('broadcaster', 'Broadcaster'), ('magazine', 'Magazine or news site'), ('state_media', 'State media'), ('think_tank', 'Think tank'), ('government', 'Government'), ('other', 'Other')], default='other', max_length=20)),
                ('country', models.CharField(blank=True, help_text='Two letters (ISO 3166), such as US; blank if it belongs to none.', max_length=2, validators=[django.core.validators.RegexValidator('\\A[A-Z]{2}\\Z', 'Write two capital letters, such as US or RU.')])),
                ('confirmed', models.BooleanField(default=False, help_text='An editor has checked that this is an outlet, and a new one.')),
                ('merged_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='sources.outlet')),
            ],
            options={
                'ordering': ['key'],
                'permissions': [('merge_outlet', 'Can merge and rename outlets')],
            },
        ),
        migrations.CreateModel(
            name='OutletAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('key', sources.models.FoldedNameField(editable=False, max_length=200)),
                ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='sources.outlet')),
            ],
            options={
                'verbose_name': 'other name',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='OutletDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(db_index=True, max_length=253)),
                ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='sources.outlet')),
            ],
            options={
                'verbose_name': 'domain',
                'ordering': ['domain'],
            },
        ),
        migrations.AddConstraint(
            model_name='outlet',
            constraint=models.UniqueConstraint(condition=models.Q(('merged_into__isnull', True)), fields=('key',), name='outlet_name_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='outlet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='outlet_has_name_and_slug'),
        ),
        migrations.AddConstraint(
            model_name='outlet',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='outlet_is_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='outlet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_at__isnull', True), ('merged_into__isnull', True)), models.Q(('merged_at__isnull', False), ('merged_into__isnull', False)), _connector='OR'), name='outlet_merge_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='outletalias',
            constraint=models.UniqueConstraint(fields=('key',), name='outlet_alias_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='outletalias',
            constraint=models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='outlet_alias_has_name'),
        ),
        migrations.AddConstraint(
            model_name='outletdomain',
            constraint=models.UniqueConstraint(fields=('outlet', 'domain'), name='outlet_domain_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='outletdomain',
            constraint=models.CheckConstraint(condition=models.Q(('domain', django.db.models.functions.text.Lower('domain')), models.Q(('domain', ''), _negated=True)), name='outlet_domain_is_lower_case'),
        ),
    ]
