from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("issuance", "0004_claims"),
    ]

    operations = [
        migrations.DeleteModel(
            name="PrintProblem",
        ),
    ]
