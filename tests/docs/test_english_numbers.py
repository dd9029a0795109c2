"""No page says "1 units": what is counted in English has a singular, or stands behind its noun."""

import re

from unionhall.config import messages

COUNTED = (
    "units|unions|members|people|workers|women|delegates|rules|rows|lines|questions|points|items|marks|days|hours|"
    "months|years|minutes|tries|answers|places|sections|slips|copies|files|photos|pictures|lessons|papers|sheets|"
    "hazards|reports|persons|entries|letters|things|children|figures|facts|campaigns|tasks|times|inspections|options|"
    "blanks|matches|parts|groups|cards|contacts|codes|certificates|characters|participants|applications|yuan"
)
BEHIND = re.compile(
    rf"(?:%\((?P<named>\w+)\)[sd]|\{{(?P<braced>\w+)\}})%{{0,2}} "
    rf"(?:(?:more|other|further|working|wrong|right|women|office) )?(?P<noun>{COUNTED})\b"
)
# what is never one: bounds of the program and of the law, and terms that are this union's own rule
BOUNDS = {
    "most",
    "limit",
    "limit_value",
    "prepare_days",
    "least",
    "below",
    "sections",
    "few",
    "seats",
    "fewest",
    "long",
}
TERMS = re.compile(
    "本会规定|工作日|天答复|天不答复|天，过了就清掉|天里：|最多|不超过|超过|不到|至少|工作满|以前答复|%\\(giving\\)s答复"
)
WEIGHTS = {"a", "b", "c", "d", "e", "g"}  # points of an order of visits, which are tens


def test_what_is_counted_in_english_has_a_singular() -> None:
    wrong = []
    for message in messages.kept():
        if not message.id or isinstance(message.id, list | tuple):
            continue
        for found in BEHIND.finditer(str(message.string)):
            name = found["named"] or found["braced"]
            if name not in BOUNDS | WEIGHTS and not TERMS.search(message.id) and found["noun"] != "yuan":
                wrong.append(f"{message.locations[0][0]}: {message.id} → {message.string}")
    assert not wrong, "use ngettext or {% plural %}, or put the number behind its noun:\n" + "\n".join(wrong)
