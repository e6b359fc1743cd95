"""A target's metric is of the same goal: a rule over two tables, so the database keeps it by trigger."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER target_metric_same_goal_{when_name} BEFORE {when} ON metrics_target
    WHEN NEW.metric_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM metrics_metric WHERE id = NEW.metric_id AND goal_id = NEW.goal_id)
    BEGIN SELECT RAISE(ABORT, 'target_metric_same_goal'); END
    """.format(when=when, when_name=name)
    for when, name in (("INSERT", "insert"), ("UPDATE OF metric_id, goal_id", "update"))
] + [
    """
    CREATE TRIGGER metric_goal_same_target BEFORE UPDATE OF goal_id ON metrics_metric
    WHEN NEW.goal_id <> OLD.goal_id
     AND EXISTS (SELECT 1 FROM metrics_target WHERE metric_id = NEW.id AND goal_id <> NEW.goal_id)
    BEGIN SELECT RAISE(ABORT, 'target_metric_same_goal'); END
    """
]

POSTGRESQL = [
    "ALTER TABLE metrics_metric ADD CONSTRAINT metric_of_goal UNIQUE (id, goal_id)",
    """
    ALTER TABLE metrics_target ADD CONSTRAINT target_metric_same_goal
    FOREIGN KEY (metric_id, goal_id) REFERENCES metrics_metric (id, goal_id) DEFERRABLE INITIALLY DEFERRED
    """,
]


def keep_rule(apps, schema_editor):
    """Add the rule in the database's own way."""
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement, params=None)


def drop_rule(apps, schema_editor):
    """Take the rule away again."""
    if schema_editor.connection.vendor == "sqlite":
        for name in ("target_metric_same_goal_insert", "target_metric_same_goal_update", "metric_goal_same_target"):
            schema_editor.execute(f"DROP TRIGGER {name}")
    else:
        schema_editor.execute("ALTER TABLE metrics_target DROP CONSTRAINT target_metric_same_goal")
        schema_editor.execute("ALTER TABLE metrics_metric DROP CONSTRAINT metric_of_goal")


class Migration(migrations.Migration):
    dependencies = [("metrics", "0001_the_tables")]

    operations = [migrations.RunPython(keep_rule, drop_rule)]
