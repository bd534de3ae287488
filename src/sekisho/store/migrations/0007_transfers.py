"""How each payment stands with the bank: a projection, filled from the batches the journal holds.

Filled here rather than by ``rebuild``: a payment whose batch a list does not know would be paid a second time.
"""

import json

from django.db import migrations, models


def _states(rows):
    """Give the state of each item of a batch by number, as its events leave it."""
    made, *later = [(row.type, json.loads(bytes(row.body))) for row in rows]
    states = {item["item"]: (item["case"], "under_way") for item in made[1]["items"]}
    for kind, body in later:
        if kind == "transfer.withdrawn":
            states = {n: (case, "none") for n, (case, _) in states.items()}
        elif kind == "transfer.answered":
            reasons = {one["item"]: one["reason"] for one in body["answers"]}
            told = {n: "paid" if reason == "paid" else "returned" for n, reason in reasons.items()}
            states = {n: (case, told[n]) for n, (case, _) in states.items()}
    return states


def fill(apps, schema_editor):
    """Write the rows of every batch there is."""
    using = schema_editor.connection.alias
    events = apps.get_model("store", "EventRow").objects.using(using).filter(stream__startswith="transfer/")
    batches = {}
    for row in events.order_by("seq"):
        batches.setdefault(int(row.stream.removeprefix("transfer/")), []).append(row)
    kept = apps.get_model("store", "TransferRow")
    rows = [
        kept(batch=number, item=item, case=case, state=state)
        for number, found in batches.items()
        for item, (case, state) in _states(found).items()
    ]
    kept.objects.using(using).bulk_create(rows)


class Migration(migrations.Migration):

    dependencies = [
        ("store", "0006_photos"),
    ]

    operations = [
        migrations.CreateModel(
            name="TransferRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("batch", models.PositiveBigIntegerField()),
                ("item", models.PositiveIntegerField()),
                ("case", models.CharField(max_length=200)),
                ("state", models.CharField(max_length=20)),
            ],
            options={
                "db_table": "view_transfer",
                "indexes": [
                    models.Index(fields=["case"], name="view_transfer_by_case"),
                    models.Index(fields=["state"], name="view_transfer_by_state"),
                ],
                "constraints": [models.UniqueConstraint(fields=("batch", "item"), name="view_transfer_once")],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
