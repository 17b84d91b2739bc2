"""Lets a customer have several billing cards and unreadable numbers, and gives each known e-mail address a row.

Indexes are built without stopping who writes; addresses are copied in batches, which may be run again.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState, StateApps

BATCH = 10_000


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


class AddConstraintQuietly(migrations.AddConstraint):
    """As `AddConstraint` of a unique index over some rows, concurrently where the database can."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            statement = str(self.constraint.create_sql(model, schema_editor))
            schema_editor.execute(statement.replace("UNIQUE INDEX", "UNIQUE INDEX CONCURRENTLY", 1), params=None)


def give_rows(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Customer, CustomerEmail = apps.get_model("crm", "Customer"), apps.get_model("crm", "CustomerEmail")
    last = 0
    while True:
        batch = list(Customer.objects.filter(pk__gt=last).exclude(email="").order_by("pk")[:BATCH].values("pk", "email"))
        if not batch:
            return
        CustomerEmail.objects.bulk_create(
            (
                CustomerEmail(
                    customer_id=row["pk"], address=row["email"], folded_address=row["email"].lower(), is_primary=True
                )
                for row in batch
            ),
            ignore_conflicts=True,
        )
        last = batch[-1]["pk"]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0017_workflow_cases")]

    operations = [
        migrations.AddField(
            model_name="billingcard",
            name="account",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="billing_cards",
                to="crm.customeraccount",
            ),
        ),
        migrations.AddField(
            model_name="billingcard",
            name="billed_to",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                help_text="By whose number the billing system knows it, when that customer was merged into this one.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="crm.customer",
            ),
        ),
        migrations.AddField(
            model_name="customermerge",
            name="demoted",
            field=models.JSONField(default=dict, help_text="Which of the moved were main ones, by model."),
        ),
        AddIndexQuietly("billingcard", models.Index(fields=["customer"], name="billing_card_of_customer")),
        AddIndexQuietly(
            "billingcard",
            models.Index(fields=["account"], condition=models.Q(account__isnull=False), name="billing_card_of_account"),
        ),
        AddConstraintQuietly(
            "billingcard",
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(billed_to=None), name="one_own_card_a_customer"
            ),
        ),
        AddConstraintQuietly(
            "billingcard",
            models.UniqueConstraint(
                fields=["billed_to"], condition=models.Q(billed_to__isnull=False), name="one_merged_card_a_customer"
            ),
        ),
        migrations.AlterField(
            model_name="billingcard",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="billing_cards",
                to="crm.customer",
            ),
        ),
        AddIndexQuietly(
            "customer",
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="customers_merged"
            ),
        ),
        migrations.AlterField(
            model_name="customerphone",
            name="number",
            field=models.CharField(
                blank=True, db_index=True, help_text="In the E.164 form.", max_length=20, verbose_name="number"
            ),
        ),
        AddConstraintQuietly(
            "customerphone",
            models.UniqueConstraint(
                fields=["customer", "number"],
                condition=~models.Q(number=""),
                name="phone_number_once_a_customer",
            ),
        ),
        migrations.RemoveConstraint(model_name="customerphone", name="phone_once_a_customer"),
        migrations.RunPython(give_rows, migrations.RunPython.noop),
    ]
