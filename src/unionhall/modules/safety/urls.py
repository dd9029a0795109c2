"""Addresses of safety: ``/voice/hazard/`` is in the anonymous lane."""

from django.urls import URLPattern, URLResolver, path

from unionhall.modules.safety.views import (
    checklists,
    desk,
    field,
    hazards,
    inspections,
    inspectors,
    instruments,
    reporting,
    returns,
    talk,
    visits,
)

app_name = "safety"
urlpatterns: list[URLPattern | URLResolver] = [
    path("voice/hazard/", talk.talk, name="talk"),
    path("voice/hazard/photo/<str:photo_key>/", reporting.photo, name="photo"),
    path("voice/hazard/at/<slug:code>/", reporting.report, name="report"),
    path("desk/safety/", desk.ledger, name="ledger"),
    path("desk/safety/figures/", returns.figures, name="figures"),
    path("desk/safety/instruments/<int:instrument_id>/", instruments.instrument, name="instrument"),
    path("desk/safety/instruments/<int:instrument_id>/file.<str:form>", instruments.file, name="instrument_file"),
    path("desk/safety/<int:hazard_id>/instrument/", instruments.new, name="instrument_new"),
    path("desk/safety/file.xlsx", desk.file, name="ledger_file"),
    path("desk/safety/printed/", desk.printed, name="printed"),
    path("desk/safety/poster/", desk.poster, name="poster"),
    path("desk/safety/<int:hazard_id>/", hazards.hazard, name="hazard"),
    path("desk/safety/<int:hazard_id>/talk/<int:report_id>/", hazards.answer, name="answer"),
]

# inspections: in the field, and on the desk
urlpatterns += [
    path("safety/inspect/", field.home, name="inspect"),
    path("safety/inspect/photos/", field.photo, name="send_photo"),
    path("safety/inspect/waiting/", field.waiting, name="waiting"),
    path("safety/inspect/at/<slug:code>/", field.choose, name="choose"),
    path("safety/inspect/at/<slug:code>/by/<int:checklist_id>/", field.begin, name="begin"),
    path("safety/inspect/at/<slug:code>/<int:edition_id>/", field.fill, name="fill"),
    path("safety/spot/<str:spot_token>/", field.spot, name="spot"),
    path("safety/card/<str:inspector_token>/", inspectors.check, name="check"),
    path("desk/inspections/", inspections.inspections, name="inspections"),
    path("desk/inspections/<int:inspection_id>/", inspections.inspection, name="inspection"),
    path("desk/inspections/<int:inspection_id>/second/", inspections.second, name="second"),
    path("desk/inspections/<int:inspection_id>/photos/<int:photo_id>/", inspections.photo, name="inspection_photo"),
    path("desk/inspections/<int:inspection_id>/signed/<int:signer>/", inspections.signature, name="signature"),
    path("desk/checklists/", checklists.checklists, name="checklists"),
    path("desk/checklists/new/", checklists.new, name="checklist_new"),
    path("desk/checklists/template.xlsx", checklists.template, name="checklist_template"),
    path("desk/checklists/<int:checklist_id>/", checklists.checklist, name="checklist"),
    path("desk/spots/new/", checklists.spot_new, name="spot_new"),
    path("desk/spots/<int:spot_id>/", checklists.label, name="label"),
    path("desk/spots/<int:spot_id>/retire/", checklists.spot_retire, name="spot_retire"),
    path("desk/inspectors/", inspectors.inspectors, name="inspectors"),
    path("desk/inspectors/propose/", inspectors.propose, name="propose"),
    path("desk/inspectors/rule/", inspectors.rule, name="inspector_rule"),
    path("desk/inspectors/<int:inspector_id>/", inspectors.inspector, name="inspector"),
    path("desk/inspectors/<int:inspector_id>/card.pdf", inspectors.card, name="card"),
    path("desk/visits/", visits.visits, name="visits"),
    path("desk/visits/at/<slug:code>/new/", visits.new, name="visit_new"),
    path("desk/visits/<int:visit_id>/", visits.visit, name="visit"),
]
