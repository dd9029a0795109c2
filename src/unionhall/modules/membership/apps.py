"""Django's entry to unionhall.modules.membership."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembershipConfig(AppConfig):
    """Registers the roll's permissions, verbs, measures, jobs and search under the label "membership"."""

    name = "unionhall.modules.membership"
    label = "membership"

    def ready(self) -> None:
        """Declare what the module brings."""
        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.facts.declare import register_measures
        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.journal import events
        from unionhall.kernel.org.declare import effect_counter
        from unionhall.kernel.org.events import UnitsEnded
        from unionhall.kernel.org.regrouping import takes_part
        from unionhall.kernel.people.declare import register_holding
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.kernel.search.declare import reindexer
        from unionhall.modules.membership import actions, facts, queries, tasks
        from unionhall.modules.membership.actions import ending, holding
        from unionhall.modules.membership.actions.regrouping import PART
        from unionhall.modules.membership.permissions import MembershipPermission
        from unionhall.modules.membership.procedure import APPLICATION, DATA_REQUEST, RELEASE, TRANSFER

        register_permissions(MembershipPermission)
        register_procedures(TRANSFER, RELEASE, APPLICATION, DATA_REQUEST)
        register_holding(holding.MEMBERSHIPS)
        register_measures(facts.MEMBERS)
        jobs.register(actions.JOB, _("导入会员名册"), tasks.run_import)
        jobs.register(actions.PREVIEW_JOB, _("看导入名册的影响"), tasks.run_preview)
        jobs.register(actions.DISCARD_JOB, _("删掉不导的名册"), tasks.run_discard)
        jobs.register(actions.UNDO_JOB, _("撤销导入的名册"), tasks.run_undo)
        jobs.every("membership.purge_imports", 60, actions.purge)
        jobs.every("membership.transfers", 60, actions.decide_overdue)
        reindexer("person", queries.search_entries)
        effect_counter("membership.members", _("会员"), queries.count_members)
        takes_part(PART)
        events.listen(UnitsEnded, ending.end_with_units)
        journal.verbs(
            "membership",
            {
                "membership.joined": _("{about}加入了{unit}"),
                "membership.left": _("{about}离开了{unit}"),
                "membership.kept": _("{about}在{unit}保留会籍"),
                "membership.resumed": _("{about}在{unit}恢复会籍"),
                "membership.transfer_asked": _("{unit}提出会籍转移"),
                "membership.transfer_wished": _("{about}申请把会籍转走"),
                "membership.moved_out": _("{about}的会籍转出{unit}"),
                "membership.moved_in": _("{about}的会籍转到{unit}"),
                "membership.link_opened": _("{unit}开通了入会链接"),
                "membership.link_closed": _("{unit}停用了入会链接"),
                "membership.exported": _("导出{unit} {day} 的名册，{n} 人"),
                "membership.told_apart": _("说明不是同一个人：{about}"),
                "membership.regrouped": _("改了{about}的工会小组"),
                "membership.imported": _("{unit}导入名册：新增 {new}，更新 {changed}，转入 {moved}，离会 {leavers}"),
                "membership.undone": _("{unit}撤销导入的名册：恢复 {restored}，改记离会 {ended}，没动 {kept}"),
            },
        )
