"""Addresses of the door."""

from django.urls import path

from unionhall.desk.signin import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.ask_code, name="ask-code"),
    path("sign-in/code/enter/", views.enter_code, name="enter-code"),
    path("sign-in/forgot/", views.forgot, name="forgot"),
    path("sign-in/reset/", views.reset, name="reset"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("activate/", views.activate, name="activate"),
    path("password/", views.change_password, name="change-password"),
    path("account/", views.account, name="account"),
    path("seat/", views.take_seat, name="seat"),
]
