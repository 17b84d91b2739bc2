"""Room for everything known of a customer; the database refuses to change or delete a decision about consent.

SQLite loses triggers with a table that a later migration remakes: such a migration runs these statements again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POSTGRESQL = """
CREATE FUNCTION crm_refuse_change_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decision about consent does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_does_not_change BEFORE UPDATE OR DELETE ON crm_consent
    FOR EACH ROW EXECUTE FUNCTION crm_refuse_change_of_consent();
"""
POSTGRESQL_BACK = """
DROP TRIGGER consent_does_not_change ON crm_consent;
DROP FUNCTION crm_refuse_change_of_consent();
"""
SQLITE = [
    f"""
    CREATE TRIGGER consent_no_{verb.lower()} BEFORE {verb} ON crm_consent
    BEGIN SELECT RAISE(ABORT, 'a decision about consent does not change'); END
    """
    for verb in ("UPDATE", "DELETE")
]
SQLITE_BACK = ["DROP TRIGGER consent_no_update", "DROP TRIGGER consent_no_delete"]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0015_first_searches'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='customer',
            options={'ordering': ['folded_name', 'pk'], 'permissions': [('view_pesel', 'Can see PESEL whole'), ('change_contacts', 'Can change how customers are reached, and their consents'), ('merge_customer', 'Can merge customers and take it back')], 'verbose_name': 'customer', 'verbose_name_plural': 'customers'},
        ),
        migrations.AddField(
            model_name='customer',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, help_text='Who this customer turned out to be.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='crm.customer'),
        ),
        migrations.AddField(
            model_name='customer',
            name='revision',
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text="How often the customer's own fields were changed."),
        ),
        migrations.AddField(
            model_name='customerphone',
            name='kind',
            field=models.CharField(blank=True, choices=[('', 'not known'), ('mobile', 'mobile'), ('landline', 'landline'), ('work', 'work')], db_default='', default='', max_length=8, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='customerphone',
            name='note',
            field=models.CharField(blank=True, db_default='', default='', max_length=80, verbose_name='note'),
        ),
        migrations.AlterField(
            model_name='customer',
            name='email',
            field=models.EmailField(blank=True, help_text='A copy of the main one of the addresses.', max_length=254, verbose_name='e-mail'),
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('marketing', 'marketing'), ('survey', 'surveys'), ('notices', 'notices of outages'), ('eInvoice', 'electronic invoices')], max_length=12, verbose_name='purpose')),
                ('channel', models.CharField(choices=[('any', 'every channel'), ('phone', 'telephone'), ('sms', 'SMS'), ('email', 'e-mail'), ('letter', 'letter')], max_length=8, verbose_name='channel')),
                ('decision', models.CharField(choices=[('given', 'given'), ('withdrawn', 'withdrawn'), ('objected', 'objected')], max_length=10, verbose_name='decision')),
                ('wording', models.CharField(blank=True, max_length=40, verbose_name='version of the wording')),
                ('source', models.CharField(choices=[('call', 'telephone'), ('letter', 'letter'), ('web', 'web'), ('office', 'customer office'), ('import', 'another system')], max_length=8, verbose_name='source')),
                ('decided_at', models.DateTimeField(verbose_name='decided at')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='crm.customer')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-decided_at', '-pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='CustomerAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=26, unique=True, verbose_name='account number')),
                ('opened_date', models.DateField(blank=True, null=True, verbose_name='opened on')),
                ('closed_date', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='crm.customer')),
            ],
            options={
                'verbose_name': "customer's account",
                'verbose_name_plural': "customers' accounts",
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='CustomerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('correspondence', 'for letters'), ('registered', 'registered office or home'), ('invoices', 'for invoices')], default='correspondence', max_length=14, verbose_name='kind')),
                ('addressee', models.CharField(blank=True, help_text="When it is not the customer's own name.", max_length=200, verbose_name='addressee')),
                ('street', models.CharField(blank=True, max_length=120, verbose_name='street')),
                ('building', models.CharField(max_length=20, verbose_name='building')),
                ('flat', models.CharField(blank=True, max_length=10, verbose_name='flat')),
                ('postcode', models.CharField(max_length=6, verbose_name='postcode')),
                ('town', models.CharField(max_length=80, verbose_name='town')),
                ('folded_address', models.CharField(db_index=True, editable=False, max_length=240)),
                ('terc', models.CharField(blank=True, max_length=7, verbose_name='TERC')),
                ('simc', models.CharField(blank=True, max_length=7, verbose_name='SIMC')),
                ('ulic', models.CharField(blank=True, max_length=5, verbose_name='ULIC')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='crm.customer')),
            ],
            options={
                'verbose_name': "customer's address",
                'verbose_name_plural': "customers' addresses",
                'ordering': ['kind', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CustomerAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='agreement number')),
                ('tariff', models.CharField(blank=True, max_length=10, verbose_name='tariff')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='The first day it no longer holds.', null=True, verbose_name='valid to')),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='crm.customeraccount')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='crm.customer')),
                ('service_point', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='crm.servicepoint')),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
                'ordering': ['-valid_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='agreement_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='CustomerEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('folded_address', models.CharField(db_index=True, editable=False, help_text='In lower case.', max_length=254)),
                ('note', models.CharField(blank=True, max_length=80, verbose_name='note')),
                ('is_primary', models.BooleanField(default=False, verbose_name='main address')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='emails', to='crm.customer')),
            ],
            options={
                'verbose_name': 'e-mail address',
                'verbose_name_plural': 'e-mail addresses',
                'ordering': ['-is_primary', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('customer', 'folded_address'), name='email_once_a_customer')],
            },
        ),
        migrations.CreateModel(
            name='CustomerMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved', models.JSONField(default=dict)),
                ('changed', models.JSONField(default=dict)),
                ('merged_at', models.DateTimeField(verbose_name='merged at')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back at')),
                ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crm.customer')),
                ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crm.customer')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'merge of customers',
                'verbose_name_plural': 'merges of customers',
                'ordering': ['-merged_at', '-pk'],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('merged',), name='merged_into_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(help_text='Of 100.', verbose_name='likeness')),
                ('reasons', models.JSONField(default=list, help_text='Codes of what is alike.')),
                ('state', models.CharField(choices=[('open', 'to be decided'), ('dismissed', 'two different customers'), ('merged', 'merged')], default='open', max_length=9, verbose_name='state')),
                ('found_at', models.DateTimeField(verbose_name='found at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.customer')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.customer')),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'ordering': ['-score', 'pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['state', '-score', 'id'], name='duplicates_surest_first')],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pair_in_order')],
            },
        ),
        migrations.RunPython(
            _run({"postgresql": [POSTGRESQL], "sqlite": SQLITE}),
            _run({"postgresql": [POSTGRESQL_BACK], "sqlite": SQLITE_BACK}),
        ),
    ]
