"""Addresses of the law: the desk's own, and the public pages that articles on every page link to."""

from django.urls import path

from unionhall.desk.law import calculating, layers, region, views

urlpatterns = [
    path("desk/law/", views.rules, name="law"),
    path("desk/law/compare/", views.compare, name="law-compare"),
    path("desk/law/region/", region.choose, name="law-region"),
    path("desk/law/layers/", layers.layers, name="law-layers"),
    path("desk/law/layers/new/", layers.add, name="law-layer-new"),
    path("desk/law/layers/sample/", layers.sample, name="law-sample"),
    path("desk/law/layers/<int:layer_id>/", layers.change, name="law-layer"),
    path("desk/law/layers/<int:layer_id>/remove/", layers.remove, name="law-layer-remove"),
    path("law/", views.public, name="law-public"),
    path("law/calculate/<slug:calculator>/", calculating.calculate, name="law-calculate"),
    path("law/<slug:law_rule>/", views.rule, name="law-rule"),
]
