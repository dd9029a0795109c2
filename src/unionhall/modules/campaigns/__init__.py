"""Campaigns 专项行动: a unit calls, the grassroots unions below it enrol, workers take part by one link per unit.

Nouns: Campaign, Enrolment (a unit asked to take part; see ``procedure``), Link (what the chair sends to the group),
Participant (one device's taking part, recognised weakly or still to be confirmed), Attempt (a failure to recognise).
What there is to do in a campaign is declared by other modules in ``declare.task_kinds``. Start reading in ``actions``.
"""
