"""Takes away the two groups Wagtail makes for editors of pages, unless somebody is in them."""

from django.db import migrations


def remove(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_roles"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
