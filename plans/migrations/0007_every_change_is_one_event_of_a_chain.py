"""Events are numbered and chained by hash, and the database itself keeps the trail append-only.

Three rules, as triggers on SQLite and PostgreSQL:
- an event is never changed nor deleted, nor is a chain deleted (on PostgreSQL the tables are not emptied either);
- an event is only added behind the last one of its chain, and the chain's row then names it as the last one: that is how
  a tail that somebody cut off is found;
- a chain's row goes forward one by one, and never back.

There is no switch in the database that lets anybody pass. The tests empty their tables between two of them: they take
the triggers away and bring them back with `unguard` and `guard` of this module, as only who may change tables can.

SQLite drops triggers with a table that a later migration makes anew. Such a migration ends with `guard` again;
`manage.py verify_trail`, and a test, find it if it does not.
"""

import datetime
import hashlib
import json

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

# The names of the triggers by their table, for verify_trail.
NAMES = {
    "plans_event": ("plans_event_no_update", "plans_event_no_delete", "plans_event_follows"),
    "plans_chain": ("plans_chain_forward", "plans_chain_no_delete"),
}

SQLITE = {
    "plans_event_no_update": """BEFORE UPDATE ON plans_event BEGIN
        SELECT RAISE(ABORT, 'The trail is append-only: an event cannot be changed.'); END""",
    "plans_event_no_delete": """BEFORE DELETE ON plans_event BEGIN
        SELECT RAISE(ABORT, 'The trail is append-only: an event cannot be deleted.'); END""",
    # REPLACE would delete a row without the trigger above being asked, so a key that is there is refused as well.
    "plans_event_follows": """BEFORE INSERT ON plans_event BEGIN
        SELECT RAISE(ABORT, 'The trail is append-only: an event cannot be replaced.')
        WHERE EXISTS (SELECT 1 FROM plans_event WHERE id = NEW.id);
        SELECT RAISE(ABORT, 'The trail is append-only: an event follows the last one of its chain.')
        WHERE NOT EXISTS (
            SELECT 1 FROM plans_chain WHERE "key" = COALESCE(NEW.plan_id, 0) AND number = NEW.number - 1
        );
        UPDATE plans_chain SET number = NEW.number, sha256 = NEW.sha256 WHERE "key" = COALESCE(NEW.plan_id, 0); END""",
    "plans_chain_forward": """BEFORE UPDATE ON plans_chain WHEN NEW."key" <> OLD."key" OR NEW.number <> OLD.number + 1
        BEGIN SELECT RAISE(ABORT, 'The trail is append-only: a chain only goes forward.'); END""",
    "plans_chain_no_delete": """BEFORE DELETE ON plans_chain BEGIN
        SELECT RAISE(ABORT, 'The trail is append-only: a chain cannot be deleted.'); END""",
}

POSTGRESQL_FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION plans_trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The trail is append-only: nothing in it can be changed or deleted.'; END $$""",
    """CREATE OR REPLACE FUNCTION plans_trail_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE plans_chain SET number = NEW.number, sha256 = NEW.sha256
        WHERE key = COALESCE(NEW.plan_id, 0) AND number = NEW.number - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'The trail is append-only: an event follows the last one of its chain.';
        END IF;
        RETURN NEW;
    END $$""",
)
POSTGRESQL = {
    "plans_event_no_update": "BEFORE UPDATE ON plans_event FOR EACH ROW EXECUTE FUNCTION plans_trail_refuse()",
    "plans_event_no_delete": (
        "BEFORE DELETE OR TRUNCATE ON plans_event FOR EACH STATEMENT EXECUTE FUNCTION plans_trail_refuse()"
    ),
    "plans_event_follows": "BEFORE INSERT ON plans_event FOR EACH ROW EXECUTE FUNCTION plans_trail_follows()",
    "plans_chain_forward": (
        "BEFORE UPDATE ON plans_chain FOR EACH ROW"
        " WHEN (NEW.key <> OLD.key OR NEW.number <> OLD.number + 1) EXECUTE FUNCTION plans_trail_refuse()"
    ),
    "plans_chain_no_delete": (
        "BEFORE DELETE OR TRUNCATE ON plans_chain FOR EACH STATEMENT EXECUTE FUNCTION plans_trail_refuse()"
    ),
}
BATCH = 500


def guard(apps, schema_editor):
    """Make the triggers, those that are there anew."""
    unguard(apps, schema_editor)
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for function in POSTGRESQL_FUNCTIONS if on_postgresql else ():
            cursor.execute(function)
        for name, text in (POSTGRESQL if on_postgresql else SQLITE).items():
            cursor.execute(f"CREATE TRIGGER {name} {text}")


def unguard(apps, schema_editor):
    """Take the triggers away."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for table, names in NAMES.items():
            for name in names:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if on_postgresql else ''}")


def chain(apps, schema_editor):
    """Number the events that are there already, each plan's in their order, and chain them."""
    Event, Chain = (apps.get_model("plans", name) for name in ("Event", "Chain"))
    ends, numbered = {}, []
    for event in Event.objects.order_by("plan_id", "happened_at", "id").iterator(chunk_size=BATCH):
        number, before = ends.get(event.plan_id, (0, ""))
        event.number = number + 1
        event.sha256 = digest(event, before)
        ends[event.plan_id] = event.number, event.sha256
        numbered.append(event)
        if len(numbered) == BATCH:
            Event.objects.bulk_update(numbered, ["number", "sha256"])
            numbered = []
    Event.objects.bulk_update(numbered, ["number", "sha256"], batch_size=BATCH)
    Chain.objects.bulk_create(
        [Chain(key=key, number=number, sha256=sha256) for key, (number, sha256) in ends.items()], batch_size=BATCH
    )


def begin(apps, schema_editor):
    """Write down, at the end of each chain, that from here on every change of a row is an event."""
    Event, Chain, Plan = (apps.get_model("plans", name) for name in ("Event", "Chain", "Plan"))
    plans = list(Plan.objects.order_by("pk").values_list("pk", flat=True))
    if not plans:
        return
    keys = [0, *plans]
    there = set(Chain.objects.values_list("key", flat=True))
    Chain.objects.bulk_create([Chain(key=key) for key in keys if key not in there], batch_size=BATCH)
    ends = {key: (number, sha256) for key, number, sha256 in Chain.objects.values_list("key", "number", "sha256")}
    events = []
    for key in keys:
        number, before = ends[key]
        event = Event(plan_id=key or None, number=number + 1, kind="began", via="command", happened_at=timezone.now())
        event.sha256 = digest(event, before)
        events.append(event)
    Event.objects.bulk_create(events, batch_size=BATCH)


def forget(apps, schema_editor):
    """Leave out what the tables before this had no place for."""
    Event = apps.get_model("plans", "Event")
    Event.objects.filter(models.Q(plan=None) | models.Q(kind="began")).delete()


def digest(event, before):
    """Return an event's SHA-256, given that of the one before it: as Event.digest, as it was when this was written."""
    at = event.happened_at.astimezone(datetime.timezone.utc).isoformat(timespec="microseconds")
    about = [event.plan_id, event.number, event.kind, at, event.person_id, event.via, event.parts, event.detail]
    values = [before, *about, event.rows]
    return hashlib.sha256(json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


KINDS = [('began', 'the trail of every change began'), ('created', 'made'), ('started', 'started'), ('submitted', 'submitted'), ('returned', 'returned'), ('approved', 'approved'), ('reopened', 'reopened'), ('extended', 'due date extended'), ('loaded', 'filled from a document'), ('filed', 'filed'), ('exported', 'exported'), ('form-read', 'Word form uploaded'), ('form-left', 'Word form set aside'), ('form-reopened', 'Word form taken up again'), ('added', 'added'), ('changed', 'changed'), ('deleted', 'deleted'), ('restored', 'brought back'), ('moved', 'moved'), ('indented', 'indented'), ('linked', 'linked'), ('unlinked', 'link taken away'), ('attached', 'file attached'), ('cleared', 'deleted rows cleared away'), ('imported', 'imported from a sheet'), ('laid-out', 'earlier plan laid out to start from'), ('opened', 'year opened'), ('commented', 'commented'), ('resolved', 'comment resolved'), ('unresolved', 'comment opened again')]


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0006_a_year_starts_from_the_one_before'),
    ]

    operations = [
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('key', models.PositiveBigIntegerField(help_text="The plan's key; 0 for the chain of the district.", primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(default=0, verbose_name='last event')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'chain of events',
                'verbose_name_plural': 'chains of events',
            },
        ),
        migrations.AddField(
            model_name='event',
            name='number',
            field=models.PositiveBigIntegerField(null=True, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='event',
            name='parts',
            field=models.CharField(blank=True, max_length=200, verbose_name='parts'),
        ),
        migrations.AddField(
            model_name='event',
            name='rows',
            field=models.JSONField(blank=True, default=list, verbose_name='rows'),
        ),
        migrations.AddField(
            model_name='event',
            name='sha256',
            field=models.CharField(default='', max_length=64, verbose_name='SHA-256'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=20, verbose_name='what'),
        ),
        migrations.AlterField(
            model_name='event',
            name='plan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='plans.plan', verbose_name='plan'),
        ),
        migrations.AlterField(
            model_name='event',
            name='via',
            field=models.CharField(choices=[('page', 'page'), ('admin', 'admin'), ('import', 'import'), ('command', 'command'), ('task', 'background task')], default='page', max_length=20, verbose_name='through'),
        ),
        migrations.RunPython(chain, forget),
        migrations.AlterField(
            model_name='event',
            name='number',
            field=models.PositiveBigIntegerField(verbose_name='number'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='event_number_once'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(('plan', None)), fields=('number',), name='event_number_of_the_district_once'),
        ),
        migrations.RunPython(guard, unguard),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
