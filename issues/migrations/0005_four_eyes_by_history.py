"""Four eyes by history: who wrote what, and who vouched for it."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

WORKING = ("draft", "in_review", "approved")


def begin_histories(apps, schema_editor):
    """The history of an edition in work begins with what it says now, written by whoever began it."""
    history = apps.get_model("issues", "HistoricalIssue").objects
    names = "id slug edition period_start period_end notice status correction_note approved_by_id created_by_id".split()
    for issue in apps.get_model("issues", "Issue").objects.filter(status__in=WORKING):
        fields = {name: getattr(issue, name) for name in names}
        history.create(
            **fields,
            history_date=issue.created_at,
            history_type="+",
            history_user_id=issue.created_by_id,
        )


def name_contributors(apps, schema_editor):
    """Where two items in work were joined, or one was split, the row says whose words came with it from the other item."""
    history = apps.get_model("issues", "HistoricalItem").objects.order_by("history_id")
    working = history.filter(issue__status__in=WORKING)
    for reason in ("Joined with item ", "Split off from item "):
        for row in working.filter(history_change_reason__startswith=reason):
            key = row.history_change_reason.removeprefix(reason)
            others = history.filter(issue=row.issue_id, key=key, history_id__lt=row.history_id)
            people = {row.last_editor_id, row.author_id if row.history_type == "+" else None}
            for other in others:
                people |= {other.last_editor_id, other.author_id}
                named = history.get(pk=other.pk).contributors
                people |= {int(each) for each in named.split(",") if each}
            row.contributors = "," + "".join(f"{pk}," for pk in sorted(people - {None}))
            row.save()


def void_own_approvals(apps, schema_editor):
    """An approval in an edition in work is void where its giver had a hand in the words since somebody else saw them."""
    items = apps.get_model("issues", "Item").objects.filter(issue__status__in=WORKING)
    history = apps.get_model("issues", "HistoricalItem").objects.order_by("history_id")
    for item in items.exclude(approved_by=None):
        by_approver, version = False, None
        for row in history.filter(id=item.pk).exclude(history_type="-"):
            if row.version != version:
                people = [row.last_editor_id, row.author_id if row.history_type == "+" else None]
                people += [int(each) for each in row.contributors.split(",") if each]
                by_approver |= item.approved_by_id in people
            if row.approved_by_id not in (None, item.approved_by_id):
                by_approver = False
            version = row.version
        if by_approver:
            items.filter(pk=item.pk).update(approved_by=None, approved_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0004_guards_against_replacing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalIssue",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("contributors", models.TextField(blank=True, db_default="", default="")),
                ("slug", models.CharField(editable=False, max_length=10)),
                ("edition", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("period_start", models.DateField(verbose_name="first day")),
                ("period_end", models.DateField(verbose_name="last day")),
                (
                    "notice",
                    models.TextField(
                        blank=True,
                        help_text="Shown above the sections; one paragraph a line.",
                        verbose_name="notice to readers",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("approved", "Approved"),
                            ("published", "Published"),
                            ("superseded", "Superseded"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "correction_note",
                    models.TextField(
                        blank=True,
                        help_text="What this edition corrects, in a sentence that readers will see.",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical issue",
                "verbose_name_plural": "historical issues",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name="item",
            name="item_four_eyes",
        ),
        migrations.AddField(
            model_name="historicalitem",
            name="contributors",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="historicalitem",
            name="vouched_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalissue",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalissue",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalissue",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalissue",
            name="vouched_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="historicalitem",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(begin_histories, migrations.RunPython.noop),
        migrations.RunPython(name_contributors, migrations.RunPython.noop),
        migrations.RunPython(void_own_approvals, migrations.RunPython.noop),
    ]
