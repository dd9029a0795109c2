"""The shape of a question as it is typed: every kind has the fields that it needs, and no others."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.law import queries as law
from unionhall.modules.learning.actions.answerable import MOST_TEXT, Given
from unionhall.modules.learning.actions.files.answers import TRUE_FALSE, accepted
from unionhall.modules.learning.forms.parts import part_forms
from unionhall.modules.learning.forms.units import UnitForm
from unionhall.modules.learning.models import LETTERS, Question

Kind = Question.Kind
SHOWN_OPTIONS = 6
SHOWN_LEFTS = 4
PICTURES = "image/jpeg,image/png,image/gif,image/webp"


class LetterRadio(forms.RadioSelect):
    """One letter of several; what is sent arrives as a list all the same, so that a kind can be changed."""

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[str]:
        """All that is sent under ``name``."""
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name) or [])


class QuestionForm(UnitForm):
    """A question of one kind. ``kind`` is chosen before and travels hidden; turning it into another loses nothing."""

    def __init__(self, *args: Any, kind: str, question: Question | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", typed(question) if question else {})
        super().__init__(*args, **kwargs)
        self.kind = Kind(kind if kind in Kind.values else Kind.SINGLE)
        self.question = question
        self.fields["kind"] = forms.CharField(initial=self.kind.value, widget=forms.HiddenInput())
        self.fields["text"] = _area(_("案情") if self.kind == Kind.CASE else _("题目"), 3, required=_("写上题目"))
        if self.kind == Kind.FILL:
            self.fields["text"].help_text = _("要填的地方写成 ____（两个以上下划线）")
        {
            Kind.FILL: self._add_accepts,
            Kind.MATCHING: self._add_pairs,
            Kind.CASE: self._add_parts,
            Kind.TRUE_FALSE: self._add_truth,
        }.get(self.kind, self._add_options)()
        self._add_picture()
        self._add_about()

    def _add_options(self) -> None:
        letters = self._add_lines("option", _("选项 %(letter)s"), SHOWN_OPTIONS, self.initial.get("options", 0))
        self.fields["option_A"].help_text = _("用不着的选项空着")
        self.fields["right"] = forms.MultipleChoiceField(
            label=_("正确答案"),
            help_text=_("勾上所有对的") if self.kind == Kind.MULTIPLE else "",
            choices=[(letter, letter) for letter in letters],
            widget=forms.CheckboxSelectMultiple if self.kind == Kind.MULTIPLE else LetterRadio,
            error_messages={"required": _("选出正确答案")},
        )

    def _add_truth(self) -> None:
        options = self.question.options if self.question and self.question.kind == Kind.TRUE_FALSE else TRUE_FALSE
        self.fields["right"] = forms.MultipleChoiceField(
            label=_("这句话"),
            choices=list(zip(LETTERS, options, strict=False)),
            widget=LetterRadio(attrs={"class": "choices-2"}),
            error_messages={"required": _("选对还是不对")},
        )

    def _add_accepts(self) -> None:
        self.fields["accepts"] = _area(_("答案"), 3, required=_("写上每个空的答案"))
        self.fields["accepts"].help_text = _(
            "一个空写一行，照题目里的先后。几种写法都算对的，用 | 分开，例如：25|二十五"
        )

    def _add_pairs(self) -> None:
        self._add_lines("left", _("左边 %(letter)s"), SHOWN_LEFTS, self.initial.get("lefts", 0), digits=True)
        letters = self._add_lines("option", _("右边 %(letter)s"), SHOWN_OPTIONS, self.initial.get("options", 0))
        self.fields["left_1"].help_text = _("用不着的空着")
        self.fields["option_A"].help_text = _("右边可以比左边多，多出来的是干扰")
        self.fields["match"] = forms.CharField(
            label=_("怎么连"),
            help_text=_("照左边的次序写右边的字母。例如左边三项连到 B、A、C，写 BAC"),
            max_length=len(letters) * 2,
            error_messages={"required": _("写上怎么连")},
        )

    def _add_parts(self) -> None:
        self.parts = part_forms(self.data if self.is_bound else None, self.question)

    def _add_lines(self, name: str, label: str, shown: int, there: int, *, digits: bool = False) -> list[str]:
        signs = [str(n + 1) for n in range(len(LETTERS))] if digits else list(LETTERS)
        sent = sum(f"{name}_{sign}" in self.data for sign in signs) if self.is_bound else 0
        signs = signs[: max(shown, there, sent)]
        for sign in signs:
            text = label % {"letter": sign}
            self.fields[f"{name}_{sign}"] = forms.CharField(label=text, max_length=400, required=False)
        return signs

    def _add_picture(self) -> None:
        has = bool(self.question and self.question.picture_id)
        self.fields["picture"] = forms.FileField(
            label=_("换一张图片") if has else _("图片"),
            required=False,
            widget=forms.FileInput(attrs={"accept": PICTURES}),
            error_messages={"empty": _("这个文件是空的，看看是不是选错了")},
        )
        if has:
            self.fields["no_picture"] = forms.BooleanField(label=_("不要原来的图片"), required=False)

    def _add_about(self) -> None:
        self.fields["explanation"] = _area(_("为什么"), 3)
        self.fields["explanation"].help_text = _("答错的人会看到这一段")
        self.fields["rule"] = forms.ChoiceField(
            label=_("依据的法条"),
            help_text=_("选了法条，改法以后引用跟着换"),
            choices=[("", _("不选，或者写在下面")), *law.choices(clock.today())],
            required=False,
            error_messages={"invalid_choice": _("从列表里选一条")},
        )
        self.fields["basis"] = forms.CharField(
            label=_("依据"), help_text=_("例如：《安全生产法》（2021）第五十五条"), max_length=200, required=False
        )
        self.fields["topic"] = forms.CharField(
            label=_("知识点"),
            help_text=_("例如：用电。组卷时按它抽题"),
            max_length=60,
            required=False,
            widget=forms.TextInput(attrs={"list": "topics"}),
        )
        self.fields["difficulty"] = forms.TypedChoiceField(
            label=_("难度"),
            choices=Question.Difficulty.choices,
            coerce=int,
            empty_value=None,
            initial=Question.Difficulty.MIDDLE.value,
            required=False,
            error_messages={"invalid_choice": _("选易、中或难")},
        )
        self.fields["author"] = forms.CharField(label=_("出题人"), max_length=60, required=False)
        self.fields["is_shared"] = forms.BooleanField(label=_("下级单位也可以用"), required=False)

    def clean(self) -> dict[str, Any]:
        """A right answer must be an option that is written; a case brings its parts."""
        said = super().clean() or self.cleaned_data
        if self.kind == Kind.MATCHING:
            self._check_match(said.get("match", ""))
        elif self.kind in (Kind.SINGLE, Kind.MULTIPLE):
            empty = [letter for letter in said.get("right", []) if letter not in self._written("option")]
            if empty:
                self.add_error("right", _("选项 %(letter)s 还空着，不能是正确答案") % {"letter": _("、").join(empty)})
        elif self.kind == Kind.CASE and not all([part.is_valid() for part in self.parts]):
            raise forms.ValidationError(_("有小题要改，看小题下面的话"))
        return said

    def _check_match(self, match: str) -> None:
        letters = _letters(match)
        lefts, options = self._written("left"), self._written("option")
        missing = [letter for letter in letters if letter not in options]
        if missing:
            self.add_error("match", _("右边没有 %(letter)s") % {"letter": _("、").join(missing)})
        elif match and len(letters) != len(lefts):
            told = {"lefts": len(lefts), "n": len(letters)}
            self.add_error("match", _("左边有 %(lefts)d 项，这里写了 %(n)d 个字母") % told)

    def judge_nothing(self) -> None:
        """Show what was typed without a word on it: it is turned into another kind, or gets more sub-questions."""
        for form in (self, *getattr(self, "parts", ())):
            form.full_clean()
            form.errors.clear()

    def _written(self, name: str) -> dict[str, str]:
        """The lines of that name that are written, by sign."""
        found = {key: self.cleaned_data.get(key) or "" for key in self.fields if key.startswith(f"{name}_")}
        return {key.partition("_")[2]: text.strip() for key, text in found.items() if text.strip()}

    def given(self, picture: int | None) -> Given:
        """The question as typed; gaps between options close. Only for a valid form. ``picture``: what it shows now."""
        said = self.cleaned_data
        options = self._written("option")
        places = {letter: place for place, letter in enumerate(options)}
        chosen = _letters(said["match"]) if self.kind == Kind.MATCHING else said.get("right", [])
        right = tuple(places[letter] for letter in chosen if letter in places)
        texts = tuple(options.values())
        if self.kind == Kind.TRUE_FALSE:
            texts = tuple(str(label) for _letter, label in self.fields["right"].choices)  # type: ignore[attr-defined]
            right = tuple(LETTERS.index(letter) for letter in chosen)
        return Given(
            self.kind.value,
            said["text"],
            texts,
            right,
            said["explanation"],
            said["basis"],
            lefts=tuple(self._written("left").values()),
            accepts=accepted(said["accepts"]) if self.kind == Kind.FILL else (),
            rule=said["rule"],
            topic=said["topic"],
            difficulty=said["difficulty"] or Question.Difficulty.MIDDLE.value,
            author=said["author"],
            is_shared=said["is_shared"],
            picture=picture,
            parts=tuple(part.given for part in self.parts if part.is_written) if self.kind == Kind.CASE else (),
        )


def typed(question: Question) -> dict[str, Any]:
    """A question as it stands in its form."""
    lines = {f"option_{letter}": text for letter, text in zip(LETTERS, question.options, strict=False)}
    lines |= {f"left_{place}": text for place, text in enumerate(question.lefts, start=1)}
    return {
        **lines,
        "options": len(question.options),
        "lefts": len(question.lefts),
        "text": question.text,
        "right": list(question.right),
        "match": question.right,
        "accepts": "\n".join("|".join(_guarded(one) for one in blank) for blank in question.accepts),
        "explanation": question.explanation,
        "rule": question.rule,
        "basis": question.basis,
        "topic": question.topic,
        "difficulty": question.difficulty,
        "author": question.author,
        "is_shared": question.is_shared,
    }


def _letters(said: str) -> list[str]:
    return [char for char in said.upper() if not char.isspace() and char not in ",，、-"]


def _guarded(answer: str) -> str:
    return "".join(f"\\{char}" if char in "\\;；|｜" else char for char in answer)


def _area(label: str, rows: int, required: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST_TEXT,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )
