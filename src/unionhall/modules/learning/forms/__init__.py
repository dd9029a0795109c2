"""The shape of what authors type. Rules (what makes a question answerable, a paper sittable) live in the actions."""

from unionhall.modules.learning.forms.bank import QuestionForm
from unionhall.modules.learning.forms.filters import BankFilter, QuestionFileForm
from unionhall.modules.learning.forms.lessons import SECTIONS, LessonForm, LoadForm
from unionhall.modules.learning.forms.media import MediaForm
from unionhall.modules.learning.forms.papers import PaperForm
from unionhall.modules.learning.forms.units import UnitForm

__all__ = (
    "SECTIONS",
    "BankFilter",
    "LessonForm",
    "LoadForm",
    "MediaForm",
    "PaperForm",
    "QuestionFileForm",
    "QuestionForm",
    "UnitForm",
)
