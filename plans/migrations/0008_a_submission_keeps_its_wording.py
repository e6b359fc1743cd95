from django.db import migrations, models


def keep_wording(apps, schema_editor):
    """What was handed in stood under the wording that its cycle has today, as far as anybody knows."""
    for cycle in apps.get_model('plans', 'PlanningCycle').objects.all():
        submissions = apps.get_model('plans', 'Submission').objects.filter(plan__cycle=cycle, wording=None)
        submissions.update(wording=cycle.wording)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0007_every_change_is_one_event_of_a_chain'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='wording',
            field=models.JSONField(editable=False, null=True, verbose_name='wording'),
        ),
        migrations.RunPython(keep_wording, migrations.RunPython.noop),
    ]
