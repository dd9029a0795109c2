"""Every address × every member of the cast: what a GET of one enterprise union's things answers.

``y`` the page · ``-`` not found (or not for you, which is the same) · ``d`` to the door, to sign in · ``a`` sent on to
another page · ``m`` only by post. Who gets ``-`` or ``d`` may not post there either. A new address fails the test until
it has a row here; think about every column.
"""

CAST = (
    "visitor",  # nobody signed in
    "outsider",  # an account without any office
    "neighbour",  # chair of another enterprise union
    "chair",  # of the union in the address
    "township",  # officer of the union above
    "officer",  # officer of the federation
    "worker",  # on a phone, said who they are on the campaign's link
)

TABLE = {
    "/healthz": "yyyyyyy",
    "/ui/": "yyyyyyy",
    "/ui/choose": "aaaaaaa",
    "/desk/sign-in/": "yaaaaay",
    "/desk/sign-in/code/": "yyyyyyy",
    "/desk/sign-in/code/enter/": "ddddddd",
    "/desk/sign-in/forgot/": "yyyyyyy",
    "/desk/sign-in/reset/": "ddddddd",
    "/desk/sign-out/": "mmmmmmm",
    "/desk/activate/": "yyyyyyy",
    "/desk/password/": "dyyyyyd",
    "/desk/account/": "dyyyyyd",
    "/desk/seat/": "d-----d",
    "/desk/": "dyyyyyd",
    "/desk/inbox/together/": "dmmmmmd",
    "/desk/units/": "d-yyyyd",
    "/desk/units/<slug:code>/": "d--yyyd",
    "/desk/units/<slug:code>/found/": "d--yyyd",
    "/desk/units/<slug:code>/rename/": "d--yyyd",
    "/desk/units/<slug:code>/stand/": "dmmmmmd",
    "/desk/units/<slug:code>/move/": "d--yyyd",
    "/desk/units/<slug:code>/end/": "d--yyyd",
    "/desk/offices/": "d-yyyyd",
    "/desk/offices/<int:pk>/hand-over/": "d--yyyd",
    "/desk/offices/<int:pk>/invite/": "dmmmmmd",
    "/desk/offices/at/<slug:code>/new/": "d--yyyd",
    "/desk/figures/": "d-yyyyd",
    "/desk/figures/<str:measure>/": "d-yyyyd",
    "/desk/campaigns/new/": "d-yyyyd",
    "/desk/campaigns/new/lesson/": "d-aaaad",
    "/desk/campaigns/new/paper/": "d-aaaad",
    "/desk/campaigns/new/preview/": "d-aaaad",
    "/desk/campaigns/new/forget/": "dmmmmmd",
    "/desk/search/": "dyyyyyd",
    "/desk/journal/": "d-yyyyd",
    "/board/<int:campaign_id>/": "d-yyyyd",
    "/": "yyyyyyy",
    "/learn/": "yyyyyyy",
    "/do/": "yyyyyyy",
    "/me/": "yyyyyyy",
    "/me/forget/": "mmmmmmm",
    "/desk/members/": "dyaayyd",
    "/desk/members/<str:code>/": "d--y--d",
    "/desk/members/person/<int:person_id>/": "d--y--d",
    "/desk/members/transfers/": "dyyyyyd",
    "/desk/members/transfers/<int:transfer_id>/": "d-yy--d",
    "/desk/members/<str:code>/roll/": "d--y--d",
    "/desk/members/<str:code>/new/": "d--y--d",
    "/desk/members/person/<int:person_id>/edit/": "d--y--d",
    "/desk/members/person/<int:person_id>/leave/": "d--y--d",
    "/desk/members/person/<int:person_id>/keep/": "d--y--d",
    "/desk/members/person/<int:person_id>/resume/": "d--y--d",
    "/desk/members/person/<int:person_id>/send/": "d--y--d",
    "/c/<str:token>/": "yyyyyya",
    "/c/<str:token>/tasks/": "aaaaaay",
    "/c/<str:token>/not-me/": "mmmmmmm",
    "/desk/campaigns/": "dyyyyyd",
    "/desk/campaigns/<int:campaign_id>/": "d-yyyyd",
    "/desk/campaigns/<int:campaign_id>/units/<str:code>/": "d--yyyd",
    "/desk/campaigns/<int:campaign_id>/units/<str:code>/enrol/": "dmmmmmd",
    "/desk/campaigns/<int:campaign_id>/units/<str:code>/excuse/": "d--yyyd",
    "/desk/campaigns/<int:campaign_id>/units/<str:code>/link/": "d--yyyd",
    "/desk/campaigns/<int:campaign_id>/units/<str:code>/poster.pdf": "d--yyyd",
    "/sit/open/<int:assignment_id>/<slug:kind>/": "------a",
    "/sit/<str:public>/lesson/": "------y",
    "/sit/<str:public>/<int:number>/": "------y",
    "/sit/<str:public>/save": "mmmmmmm",
    "/sit/<str:public>/hand-in/": "------y",
    "/sit/<str:public>/result/": "------a",
    "/sit/<str:public>/again/": "mmmmmmm",
    "/desk/learning/": "--yyyy-",
    "/desk/learning/lessons/new/": "--yyyy-",
    "/desk/learning/lessons/<int:lesson_id>/": "-----y-",
    "/desk/learning/questions/": "--yyyy-",
    "/desk/learning/questions/new/": "--yyyy-",
    "/desk/learning/questions/<int:question_id>/": "-----y-",
    "/desk/learning/papers/new/": "--yyyy-",
    "/desk/learning/papers/<int:paper_id>/": "-----y-",
    "/desk/learning/papers/<int:paper_id>/revise/": "mmmmmmm",
    "/desk/learning/sheets/<int:sheet_id>/": "---y---",
    "/voice/": "yyyyyyy",
    "/voice/check/": "yyyyyyy",
    "/desk/feedback/": "dyyyyyd",
    "/desk/feedback/<int:voice_id>/": "d----yd",
}

# What an empty post answers, where there is only a post: ``r`` refused with reasons, ``f`` a form that is not of today.
POSTED = {
    "/desk/sign-out/": "ddddddd",
    "/desk/inbox/together/": "daaaaad",
    "/desk/units/<slug:code>/stand/": "d--rrrd",
    "/desk/offices/<int:pk>/invite/": "d--yyyd",
    "/desk/campaigns/new/forget/": "d-aaaad",
    "/me/forget/": "aaaaaaa",
    "/c/<str:token>/not-me/": "aaaaaaa",
    "/desk/campaigns/<int:campaign_id>/units/<str:code>/enrol/": "d--rrrd",
    "/sit/<str:public>/save": "------f",
    "/sit/<str:public>/again/": "------f",
    "/desk/learning/papers/<int:paper_id>/revise/": "-----a-",
}
