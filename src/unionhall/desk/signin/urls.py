"""Addresses of the door and of one's own account."""

from django.urls import path

from unionhall.desk.signin import account, second, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.ask_code, name="ask-code"),
    path("sign-in/code/enter/", views.enter_code, name="enter-code"),
    path("sign-in/forgot/", views.forgot, name="forgot"),
    path("sign-in/reset/", views.reset, name="reset"),
    path("sign-in/passkey/", second.passkey_alone, name="passkey"),
    path("sign-in/second/", second.step, name="second-step"),
    path("sign-in/second/begin/", second.begin, name="second-begin"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("activate/", views.activate, name="activate"),
    path("password/", account.change_password, name="change-password"),
    path("account/", account.account, name="account"),
    path("account/second/", account.second_steps, name="second-steps"),
    path("account/second/app/", account.add_app, name="second-app"),
    path("account/second/passkey/", account.add_passkey, name="second-passkey"),
    path("account/sign-ins/", account.sign_ins, name="sign-ins"),
    path("account/sign-ins/<int:sign_in_id>/end/", account.end_session, name="end-session"),
    path("account/sign-ins/end/", account.end_sessions, name="end-sessions"),
    path("seat/", views.take_seat, name="seat"),
]
