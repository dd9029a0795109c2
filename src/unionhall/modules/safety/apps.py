"""Django's entry to unionhall.modules.safety."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Registers permissions, the procedure and the clock's chores under the label "safety"."""

    name = "unionhall.modules.safety"
    label = "safety"

    def ready(self) -> None:
        """Declare what the module brings."""
        from django.utils.translation import gettext_lazy as _

        from unionhall.kernel.actor import register_permissions
        from unionhall.kernel.facts.declare import register_measures
        from unionhall.kernel.jobs import declare as jobs
        from unionhall.kernel.journal import declare as journal
        from unionhall.kernel.journal import events
        from unionhall.kernel.org.events import UnitsEnded
        from unionhall.kernel.people.declare import register_holding
        from unionhall.kernel.procedures.declare import register_procedures
        from unionhall.modules.safety import actions
        from unionhall.modules.safety.actions import returns
        from unionhall.modules.safety.actions.telling import HAZARDS
        from unionhall.modules.safety.facts.hazards import MEASURES
        from unionhall.modules.safety.permissions import SafetyPermission
        from unionhall.modules.safety.procedure import HAZARD, INSTRUMENT, TALK
        from unionhall.modules.safety.procedure.returns import RETURN
        from unionhall.modules.safety.queries.hazards import kept_from

        journal.verbs(
            "safety",
            {
                "safety.signed": _("{unit}签报了{period}的隐患统计"),
                "safety.congress_told": _("把一件重大隐患报了职代会"),
                "safety.handed_up": _("把一件隐患移交{to}"),
            },
        )
        journal.keep_from(kept_from)
        register_holding(HAZARDS)
        register_permissions(SafetyPermission)
        register_procedures(HAZARD, INSTRUMENT, TALK, RETURN)
        register_measures(*MEASURES)
        jobs.every("safety.returns", 6 * 60, returns.draw_up)
        events.listen(UnitsEnded, returns.drop_with_units)
        jobs.every("safety.loose_photos", 60, actions.throw_loose_photos)
        _declare_inspecting()


def _declare_inspecting() -> None:
    """What checklists, inspections and inspectors bring."""
    from django.utils.translation import gettext_lazy as _

    from unionhall.kernel.actor import register_permissions
    from unionhall.kernel.facts.declare import register_measures
    from unionhall.kernel.jobs import declare as jobs
    from unionhall.kernel.journal import declare as journal
    from unionhall.kernel.journal import events
    from unionhall.kernel.org.events import UnitsEnded
    from unionhall.kernel.org.regrouping import takes_part
    from unionhall.kernel.people.declare import register_holding
    from unionhall.kernel.procedures.declare import register_procedures
    from unionhall.modules.safety.actions import inspectors
    from unionhall.modules.safety.actions.own_inspections import INSPECTING
    from unionhall.modules.safety.actions.regrouping import PART
    from unionhall.modules.safety.facts.inspecting import INSPECTIONS_MADE, INSPECTORS_SERVING
    from unionhall.modules.safety.permissions import InspectionPermission
    from unionhall.modules.safety.procedure.countersigning import COUNTERSIGN
    from unionhall.modules.safety.procedure.inspecting import INSPECTOR, VISIT

    register_permissions(InspectionPermission)
    register_procedures(COUNTERSIGN)
    takes_part(PART)
    register_procedures(INSPECTOR, VISIT)
    register_holding(INSPECTING)
    register_measures(INSPECTIONS_MADE, INSPECTORS_SERVING)
    jobs.every("safety.keep_cards", 12 * 60, inspectors.keep_cards)
    events.listen(UnitsEnded, inspectors.end_with_units)
    journal.verbs(
        "safety",
        {
            "safety.checklist_written": _("{unit}写了检查表“{name}”第 {number} 版，{items} 项"),
            "safety.checklist_shared": _("{unit}让下级也用检查表“{name}”"),
            "safety.checklist_unshared": _("{unit}不再让下级用检查表“{name}”"),
            "safety.checklist_retired": _("{unit}停用了检查表“{name}”"),
            "safety.spot_added": _("{unit}给“{name}”做了检查二维码"),
            "safety.spot_retired": _("{unit}停用了“{name}”的检查二维码"),
            "safety.inspected": _("在{unit}按“{name}”检查，{ok} 项合格，{bad} 项不合格"),
            "safety.second_named": _("补上了在{unit}检查的第二位检查员：{about}"),
            "safety.inspector_rule": _("{unit}规定检查员要{name}，检查证 {months} 个月有效"),
        },
    )
