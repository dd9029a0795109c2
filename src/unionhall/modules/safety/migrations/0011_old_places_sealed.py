"""What somebody reported before places were sealed, and nobody has received yet, is sealed as well."""

from collections.abc import Iterator

from django.db import migrations

BATCH = 500


def seal(apps, schema_editor):
    """The place goes from the hazard, and from the titles of what is open, into the report."""
    hazards, reports, units, duties = _models(apps, schema_editor)
    waiting = hazards.filter(source="report", state="reported").exclude(place="")
    for batch in _batches(waiting.values_list("pk", "place", "site_id")):
        names = dict(units.filter(pk__in={site for _pk, _place, site in batch}).values_list("pk", "name"))
        places = {pk: (place, names[site]) for pk, place, site in batch}
        told = list(reports.filter(hazard_id__in=places))
        for report in told:
            report.place = report.place or places[report.hazard_id][0]
        reports.bulk_update(told, ["place"])
        titled = {("safety.hazard", pk): said for pk, said in places.items()}
        titled |= {("safety.talk", report.pk): places[report.hazard_id] for report in told}
        ids = {pk for _procedure, pk in titled}
        opened = list(duties.filter(procedure__in=("safety.hazard", "safety.talk"), item_id__in=ids))
        for duty in opened:
            if said := titled.get((duty.procedure, duty.item_id)):
                duty.title = duty.title.replace(said[0], said[1])[:160]
        duties.bulk_update(opened, ["title"])
        hazards.filter(pk__in=places).update(place="")


def unseal(apps, schema_editor):
    """The place goes back to the hazard, as the program before 0009 reads it."""
    hazards, reports, _units, _duties = _models(apps, schema_editor)
    for batch in _batches(hazards.filter(source="report", state="reported", place="").values_list("pk")):
        told = {report.hazard_id: report.place for report in reports.filter(hazard_id__in=[row[0] for row in batch])}
        found = list(hazards.filter(pk__in=told))
        for hazard in found:
            hazard.place = told[hazard.pk]
        hazards.bulk_update(found, ["place"])


def _models(apps, schema_editor):
    names = (("safety", "Hazard"), ("safety", "Report"), ("org", "Unit"), ("procedures", "Duty"))
    return [apps.get_model(*name)._base_manager.using(schema_editor.connection.alias) for name in names]


def _batches(rows) -> Iterator[list]:
    found = list(rows)
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


class Migration(migrations.Migration):
    dependencies = [("safety", "0010_ledger_indexes"), ("procedures", "0005_below_index")]
    operations = [migrations.RunPython(seal, unseal)]
