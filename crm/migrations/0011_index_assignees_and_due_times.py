"""Builds the indexes of what is still to be done over the register, without stopping who writes."""

from typing import Any

from django.db import migrations, models
from django.db.migrations.state import ProjectState


class AddIndexQuietly(migrations.AddIndex):
    """As `AddIndex`, concurrently where the database can."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index, concurrently=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0010_assignees_stages_attachments")]

    operations = [
        AddIndexQuietly(
            "ticket",
            models.Index(condition=models.Q(('state__in', ('closed', 'cancelled')), _negated=True), fields=['assignee', '-reported_at', '-id'], name='ticket_open_of_assignee'),
        ),
        AddIndexQuietly(
            "ticket",
            models.Index(condition=models.Q(('assignee__isnull', False)), fields=['assignee', '-reported_at'], name='ticket_by_assignee'),
        ),
        AddIndexQuietly(
            "ticket",
            models.Index(condition=models.Q(models.Q(('state__in', ('closed', 'cancelled')), _negated=True), ('assignee__isnull', True)), fields=['queue', '-reported_at', '-id'], name='ticket_open_unassigned'),
        ),
        AddIndexQuietly(
            "ticket",
            models.Index(condition=models.Q(models.Q(('state__in', ('closed', 'cancelled')), _negated=True), ('due_at__isnull', False)), fields=['due_at', 'id'], name='ticket_open_by_due'),
        ),
        AddIndexQuietly(
            "ticket",
            models.Index(condition=models.Q(('state__in', ('closed', 'cancelled')), _negated=True), fields=['priority', '-reported_at', '-id'], name='ticket_open_by_priority'),
        ),
    ]
