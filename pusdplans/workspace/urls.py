"""Addresses of the pages of a plan, as a planner would say them."""

from django.urls import include, path

from pusdplans.workspace import (
    changes,
    comments,
    drawings,
    exporting,
    files,
    history,
    last_year,
    links,
    review,
    views,
    word_form,
)

PLAN = "plans/<slug:cycle>/<slug:department>/"

urlpatterns = [
    path("", views.home, name="home"),
    path(
        PLAN,
        include(
            [
                path("", views.plan, name="plan"),
                path("rows/", include("plans.rows.urls")),
                path("goals/<uuid:goal>/links/", links.goal_links, name="goal_links"),
                path("files/<uuid:file>/", files.download, name="file"),
                path("files/<slug:file_part>/", files.upload, name="attach"),
                path("budget/totals/", files.totals, name="budget_totals"),
                path("progress/", views.progress, name="progress"),
                path("check/", views.check, name="check"),
                path("preview/", views.preview, name="preview"),
                path("changes/", changes.changes, name="changes"),
                path("history/", history.history, name="history"),
                path("history/<int:event>/", history.history_event, name="history_event"),
                path("document/", views.read, name="read"),
                path("document/<int:version>/", views.read, name="read_version"),
                path("export/<slug:extension>/", exporting.export, name="export"),
                path("document/<int:version>/export/<slug:extension>/", exporting.export, name="export_version"),
                path("document/<int:version>/filed/<slug:name>/", exporting.filed, name="filed"),
                path("word-form/", word_form.word_form, name="word_form"),
                path("word-form/<int:reading>/", word_form.check_reading, name="check_reading"),
                path(
                    "word-form/<int:reading>/pictures/<int:picture>/", word_form.reading_picture, name="reading_picture"
                ),
                path("last-year/", last_year.last_year, name="last_year"),
                path("last-year/<int:reading>/", word_form.check_reading, name="check_last_year"),
                path("approve/", review.approve, name="approve"),
                path("return/", review.return_plan, name="return_plan"),
                path("reopen/", review.reopen, name="reopen"),
                path("extend/", review.extend, name="extend"),
                path("comments/", comments.comments, name="comments"),
                path("comments/new/", comments.new_comment, name="new_comment"),
                path("comments/people/", comments.comment_people, name="comment_people"),
                path("comments/<int:thread>/", comments.comment_thread, name="comment_thread"),
                path("connections/", drawings.connections, name="connections"),
                path("organizational-chart/drawing/", drawings.org_chart, name="org_chart"),
                path("<slug:part>/", views.part, name="part"),
            ]
        ),
    ),
]
