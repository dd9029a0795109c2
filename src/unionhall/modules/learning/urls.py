"""Addresses: ``/sit/…`` goes through the sitting lane (no session), ``/desk/learning/…`` through the full one."""

from django.urls import path

from unionhall.modules.learning.views import (
    bank,
    desk,
    lessons,
    media,
    papers,
    question_files,
    read,
    review,
    sheets,
    sit,
)

app_name = "learning"

urlpatterns = [
    path("sit/open/<int:assignment_id>/<slug:kind>/", sit.open_task, name="open"),
    path("sit/<str:public>/lesson/", read.lesson, name="lesson"),
    path("sit/<str:public>/<int:number>/", sit.question, name="question"),
    path("sit/<str:public>/save", sit.save, name="save"),
    path("sit/<str:public>/hand-in/", sit.hand_in, name="hand_in"),
    path("sit/<str:public>/result/", sit.result, name="result"),
    path("sit/<str:public>/again/", sit.again, name="again"),
    path("desk/learning/", desk.overview, name="desk"),
    path("desk/learning/lessons/new/", lessons.lesson_new, name="lesson_new"),
    path("desk/learning/lessons/load/", lessons.lesson_load, name="lesson_load"),
    path("desk/learning/lessons/<int:lesson_id>/preview/", lessons.lesson_preview, name="lesson_preview"),
    path("desk/learning/lessons/<int:lesson_id>/copy/", lessons.lesson_copy, name="lesson_copy"),
    path("desk/learning/lessons/<int:lesson_id>/", lessons.lesson, name="lesson_edit"),
    path("media/<str:sha256>/<str:name>", media.media, name="media_file"),
    path("desk/learning/media/", media.shelf, name="media"),
    path("desk/learning/questions/", bank.questions, name="questions"),
    path("desk/learning/questions/together/", bank.together, name="questions_together"),
    path("desk/learning/questions/new/", bank.question_new, name="question_new"),
    path("desk/learning/questions/review/", review.review, name="question_review"),
    path("desk/learning/questions/twins/", review.twins, name="question_twins"),
    path("desk/learning/questions/files/", question_files.files, name="question_files"),
    path("desk/learning/questions/files/<int:file_id>/", question_files.file, name="question_file"),
    path("desk/learning/questions/files/<int:file_id>/leave/", question_files.leave, name="question_file_leave"),
    path("desk/learning/questions/template/<slug:key>/", question_files.template, name="question_template"),
    path("desk/learning/questions/out/", question_files.out, name="questions_out"),
    path("desk/learning/questions/out/<slug:key>/", question_files.download, name="questions_download"),
    path("desk/learning/questions/<int:question_id>/", bank.question, name="question_page"),
    path("desk/learning/questions/<int:question_id>/edit/", bank.question_edit, name="question_edit"),
    path("desk/learning/questions/<int:question_id>/preview/", bank.question_preview, name="question_preview"),
    path("desk/learning/papers/new/", papers.paper_new, name="paper_new"),
    path("desk/learning/papers/<int:paper_id>/", papers.paper, name="paper_edit"),
    path("desk/learning/papers/<int:paper_id>/revise/", papers.paper_revise, name="paper_revise"),
    path("desk/learning/sheets/<int:sheet_id>/", sheets.sheet, name="sheet"),
    path("desk/learning/sheets/<int:sheet_id>/time/", sheets.more_time, name="more_time"),
    path("desk/learning/sheets/of/<int:participant_id>/", sheets.sheets, name="sheets"),
]
