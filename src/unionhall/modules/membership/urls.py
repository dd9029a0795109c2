"""Addresses of the roll."""

from django.urls import path

from unionhall.modules.membership.views import (
    changes,
    duplicates,
    import_files,
    imports,
    ledger,
    members,
    preview,
    questions,
    roll,
    transfers,
)
from unionhall.modules.membership.views.joining import application, apply, link, sent

app_name = "membership"
urlpatterns = [
    path("desk/members/", members.members, name="members"),
    path("desk/members/transfers/", transfers.transfers, name="transfers"),
    path("desk/members/transfers/<int:transfer_id>/", transfers.transfer, name="transfer"),
    path("desk/members/duplicates/", duplicates.duplicates, name="duplicates"),
    path("desk/members/duplicates/<int:kept_id>/<int:gone_id>/", duplicates.duplicate, name="duplicate"),
    path("desk/members/merges/<int:merge_id>/", duplicates.merge, name="merge"),
    path("desk/members/import/", imports.start, name="import-start"),
    path("desk/members/import/template.xlsx", import_files.template, name="import-template"),
    path("desk/members/import/<int:import_id>/", preview.one, name="import"),
    path("desk/members/import/<int:import_id>/columns/", imports.columns, name="import-columns"),
    path("desk/members/import/<int:import_id>/questions/", questions.questions, name="import-questions"),
    path("desk/members/import/<int:import_id>/discard/", imports.discard, name="import-discard"),
    path("desk/members/import/<int:import_id>/units/", preview.units, name="import-units"),
    path("desk/members/import/<int:import_id>/problems/", preview.problems, name="import-problems"),
    path("desk/members/import/<int:import_id>/problems.xlsx", import_files.to_mend, name="import-to-mend"),
    path("desk/members/import/<int:import_id>/rows/", ledger.rows, name="import-rows"),
    path("desk/members/import/<int:import_id>/rows/<int:row_id>/", ledger.settle, name="import-settle"),
    path("desk/members/import/<int:import_id>/again/", preview.again, name="import-again"),
    path("desk/members/import/<int:import_id>/undo/", preview.undo, name="import-undo"),
    path("desk/members/<str:code>/", members.unit, name="unit"),
    path("desk/members/<str:code>/roll/", roll.roll, name="roll"),
    path("desk/members/<str:code>/export/", import_files.export, name="export"),
    path("desk/members/<str:code>/new/", changes.add, name="add"),
    path("desk/members/person/<int:person_id>/", members.member, name="member"),
    path("desk/members/person/<int:person_id>/edit/", changes.edit, name="edit"),
    path("desk/members/person/<int:person_id>/leave/", changes.leave, name="leave"),
    path("desk/members/person/<int:person_id>/keep/", changes.keep, name="keep"),
    path("desk/members/person/<int:person_id>/resume/", changes.resume, name="resume"),
    path("desk/members/person/<int:person_id>/send/", changes.send, name="send"),
    path("desk/members/<str:code>/join-link/", link, name="join-link"),
    path("desk/members/applications/<int:application_id>/", application, name="application"),
    path("join/<str:join_token>/", apply, name="join"),
    path("join/<str:join_token>/sent/", sent, name="join-sent"),
]
