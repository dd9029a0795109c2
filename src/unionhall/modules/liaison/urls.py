"""Addresses of liaison."""

from django.urls import path

from unionhall.modules.liaison import views

app_name = "liaison"
urlpatterns = [
    path("desk/liaison/", views.cards, name="cards"),
    path("desk/liaison/new/", views.new, name="new"),
    path("desk/liaison/<int:card_id>/", views.card, name="card"),
    path("desk/liaison/<int:card_id>/change/", views.change, name="change"),
    path("desk/liaison/<int:card_id>/withdraw/", views.withdraw, name="withdraw"),
    path("desk/liaison/<int:card_id>/contact/", views.note, name="note"),
    path("desk/liaison/<int:card_id>/sheet.pdf", views.printed, {"shape": "sheet"}, name="sheet"),
    path("desk/liaison/<int:card_id>/poster.pdf", views.printed, {"shape": "poster"}, name="poster"),
    path("desk/liaison/contacts/<int:contact_id>/back/", views.take_back, name="take-back"),
    path("union/<str:card_token>/", views.union, name="union"),
    path("union/<str:card_token>/card.vcf", views.vcard, name="vcard"),
]
