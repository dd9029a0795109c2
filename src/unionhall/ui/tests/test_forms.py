"""What is wrong stands beside its field, says what to do, and nothing that was typed is lost."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from unionhall.ui.forms import DayInput, FormRenderer
from unionhall.ui.gallery import WRONG, SpecimenForm


def rendered(data: dict[str, str] | None = None) -> str:
    """The form's html."""
    return str(SpecimenForm(data))


def question(html: str, name: str) -> str:
    """The part of one question, from its own start to the next."""
    parts = re.split(r'(?=<(?:div|fieldset) class="question)', html)
    return next(part for part in parts if f'name="{name}"' in part)


def test_a_form_at_first_is_not_wrong() -> None:
    html = rendered()
    assert "is-wrong" not in html
    assert "notice-wrong" not in html
    assert "data-focus" not in html


def test_label_hint_and_field_are_tied_together() -> None:
    part = question(rendered(), "note")
    assert 'for="id_note"' in part
    assert 'id="id_note-hint"' in part
    assert 'aria-describedby="id_note-hint"' in part
    assert "可以不填" in part
    assert "可以不填" not in question(rendered(), "name")


def test_the_error_stands_beside_the_field_and_the_summary_leads_there() -> None:
    html = rendered(WRONG)
    part = question(html, "number")
    assert "is-wrong" in part
    assert "身份证号是 18 位，这里只有 17 位" in part
    assert 'aria-invalid="true"' in part
    assert 'aria-describedby="id_number-wrong"' in part
    assert 'role="alert" tabindex="-1" data-focus' in html
    assert '<a href="#id_number">身份证号</a>' in html


def test_nothing_typed_is_lost() -> None:
    html = rendered(WRONG)
    assert ">\n门坏了</textarea>" in html
    assert 'value="11990019900101123"' in html
    assert '<option value="b" selected>' in html


def test_choices_are_rows_in_a_fieldset_with_a_legend() -> None:
    part = question(rendered(WRONG | {"kind": "2"}), "kind")
    assert "<legend>是哪一类</legend>" in part
    assert 'class="choices choices-2"' in part
    assert re.search(r'value="2" checked><span>机器</span>', part)
    assert 'aria-describedby="id_kind-hint"' in part


def test_a_group_with_an_error_can_be_reached_and_says_it() -> None:
    part = question(rendered(WRONG), "kind")
    assert 'id="id_kind" tabindex="-1" aria-describedby="id_kind-hint id_kind-wrong"' in part
    assert "选一类，好派对人" in part


def test_one_box_to_tick_has_its_own_words_as_label() -> None:
    part = question(rendered(), "agreed")
    assert 'class="choice" for="id_agreed"' in part
    assert 'class="form-check-input"' in part


def test_a_day_is_given_to_the_browser_as_it_wants_it() -> None:
    assert 'type="date"' in question(rendered(), "seen_on")
    assert 'value="2026-11-25"' in question(rendered({"seen_on": "2026-11-25"}), "seen_on")


def test_ids_are_unique() -> None:
    ids = re.findall(r' id="([^"]+)"', rendered(WRONG))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput({"required": True, "disabled": False, "title": "a\"<b>&'"}),
        forms.NumberInput(),
        forms.HiddenInput(),
        DayInput(),
        forms.Textarea({"rows": 3}),
        forms.FileInput({"multiple": False}),
        forms.Select(choices=[("", "哪都行"), ("a&b", "<甲>"), ("组", [("1", "一"), ("2", "二")])]),
        forms.SelectMultiple(choices=[("1", "一"), ("2", "二")]),
    ],
)
@pytest.mark.parametrize("value", [None, "", "a&b", "<i>\"'", "2", 7])
def test_a_control_drawn_in_python_is_djangos_own(widget: forms.Widget, value: object) -> None:
    def plain(html: str) -> str:
        return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", html)).strip()

    attrs = {"id": "id_x", "class": "form-control"}
    assert plain(widget.render("x", value, attrs, FormRenderer())) == plain(
        widget.render("x", value, attrs, TemplatesSetting())
    )
