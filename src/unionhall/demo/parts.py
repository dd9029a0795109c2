"""What a demo is built of: parts, one after the other, each as a whole or in steps. A stopped build goes on.

What is drawn by lot while a step runs (who is asked which questions) is the same every time. A step and the journal's
line that says it is done are one transaction, so that after a kill either both are there or neither is; what a step
needs of earlier ones it reads from the database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from django.db import transaction

from unionhall.demo.plan import SYSTEM, Demo, Size
from unionhall.kernel import chance
from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.models import Line

VERB = "demo.built"


def _one(_demo: Demo) -> int:
    return 1


def _every(_scale: Size) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a demo.

    ``key`` stays the same for ever: it says what a stopped build has done. ``words`` are its progress. ``run`` is
    called with the demo and the number of the step, from 0, of ``steps``. ``wanted`` leaves the part out of small ones.
    """

    key: str
    words: str
    run: Callable[[Demo, int], None]
    steps: Callable[[Demo], int] = _one
    wanted: Callable[[Size], bool] = _every


def build(parts: Sequence[Part], demo: Demo, progress: Callable[[str], None]) -> None:
    """Do what is left of ``parts``; tells ``progress`` what is begun, how far it is, and how long all took."""
    done, began = _done(), monotonic()
    wanted = [part for part in parts if part.wanted(demo.scale)]
    for number, part in enumerate(wanted, start=1):
        steps = part.steps(demo)
        left = [step for step in range(steps) if (part.key, step) not in done]
        if not left:
            continue
        progress(f"［{number}/{len(wanted)}］{part.words}")
        told = monotonic()
        demo.forget()
        for step in left:
            with transaction.atomic(), chance.set_to(demo.random(f"{part.key} {step}")):
                part.run(demo, step)
                _note(part, step)
            if monotonic() - told > 10:
                progress(f"    {100 * (step + 1) // steps}%")
                told = monotonic()
    progress(f"用了 {monotonic() - began:.0f} 秒")


def _done() -> set[tuple[str, int]]:
    lines = Line.objects.filter(verb=VERB).values_list("data", flat=True)
    return {(line["part"], line["step"]) for line in lines}


def _note(part: Part, step: int) -> None:
    data = {"part": part.key, "step": step, "words": part.words}
    journal.write(by=Actor.system(SYSTEM), verb=VERB, data=data)
