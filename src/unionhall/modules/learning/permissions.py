"""What an office may be allowed to do with lessons, papers and sheets."""

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Permission


class LearningPermission(Permission):
    """The closed list of this module's permissions."""

    PAPER_READ = "learning.paper_read", _("看本单位的课和卷子，连同正确答案")
    PAPER_WRITE = "learning.paper_write", _("写课、出题、组卷，把卷子布置到活动里")
    QUESTION_REVIEW = "learning.question_review", _("复核别人出的题，复核过的才能进卷子")
    RESULTS_READ = "learning.results_read", _("看一份答卷答了什么、每次保存的回执")
