"""Django's entry to unionhall.modules.learning."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Registers unionhall.modules.learning under the label "learning", and what it declares."""

    name = "unionhall.modules.learning"
    label = "learning"

    def ready(self) -> None:
        """Declare permissions, verbs, measures, kinds of tasks and the clock's chore."""
        from django.utils.translation import gettext_lazy as _

        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.people.declare import register_holding
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.kernel.requirements import register_prover
        from unionhall.modules.learning import facts, tasks
        from unionhall.modules.learning.actions.extra_time import EXTRA_TIME
        from unionhall.modules.learning.actions.own import SHEETS
        from unionhall.modules.learning.actions.regrouping import PART
        from unionhall.modules.learning.permissions import LearningPermission
        from unionhall.modules.learning.procedure import CORRECTION, ENDING
        from unionhall.modules.learning.queries.proving import PASSED_PAPER

        register_permissions(LearningPermission)
        register_holding(SHEETS)
        register_holding(EXTRA_TIME)
        register_prover(PASSED_PAPER)
        journal.verbs(
            "learning",
            {
                "learning.lesson_written": _("写了课《{title}》"),
                "learning.certificate_rule": _("定了证书《{title}》"),
                "learning.certificate_given": _("领了证书《{title}》"),
                "learning.certificate_revoked": _("收回了证书《{title}》"),
                "learning.certificate_kept": _("成绩变了，保留了证书《{title}》"),
                "learning.certificates_end": _("{number} 张证书快到期了"),
                "learning.lesson_copied": _("抄了一份课《{title}》"),
                "learning.media_added": _("传了一个文件"),
                "learning.media_deleted": _("删了一个文件“{name}”"),
                "learning.questions_written": _("写了 {number} 道题"),
                "learning.questions_taken": _("从文件收下 {number} 道题（{format}）"),
                "learning.questions_given_out": _("导出 {number} 道题（{format}）"),
                "learning.questions_sent": _("送了 {number} 道题去复核"),
                "learning.questions_approved": _("复核了 {number} 道题，能用"),
                "learning.question_sent_back": _("退回了 {number} 道题"),
                "learning.questions_retired": _("停用了 {number} 道题"),
                "learning.questions_taken_up": _("把停用的 {number} 道题改回草稿"),
                "learning.paper_written": _("组了卷子《{title}》，{number} 道题"),
                "learning.paper_revised": _("另起了卷子《{title}》的第 {version} 版"),
                "learning.paper_fixed": _("卷子《{title}》第 {version} 版定稿"),
                "learning.question_withdrawn": _("卷子《{title}》第 {place} 题作废"),
                "learning.assigned": _("把{title}布置到活动里"),
                "learning.handed_in": _("交了答卷《{title}》，{of} 题答对 {right} 题"),
                "learning.handed_in_by_clock": _("到时间自动交了答卷《{title}》，{of} 题答对 {right} 题"),
                "learning.voided": _("本人说不是自己答的，这份答卷作废：{about}"),
                "learning.time_given": _("给一份答卷多加了 {minutes} 分钟：{about}"),
                "learning.time_given_ahead": _("在“{title}”里多给一个人 {minutes} 分钟答卷：{about}"),
                "learning.sheet_seen": _("看了一份答卷"),
            },
        )
        takes_part(PART)
        register_procedures(CORRECTION, ENDING)
        facts.register()
        tasks.register()
