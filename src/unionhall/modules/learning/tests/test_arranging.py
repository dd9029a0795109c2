"""Who is asked what, in which order: the same for the same seed, and nothing but the rules says."""

from collections import Counter
from random import Random

from hypothesis import given

from unionhall.modules.learning.queries.arranging import arranged, may_mix_options
from unionhall.modules.learning.queries.content import Content, FixedQuestion
from unionhall.modules.learning.tests.papers import PLAIN, SEEDS, a_paper


@given(a_paper(PLAIN), SEEDS)
def test_everybody_is_asked_what_is_outside_the_pools_and_of_each_pool_what_its_row_says(
    content: Content, seed: int
) -> None:
    order = arranged(content, seed).order
    asked = Counter(content.questions[place - 1].draw for place in order)
    assert len(set(order)) == len(order) == content.size
    assert asked[0] == sum(1 for question in content.questions if not question.draw)
    assert [asked[row] for row in range(1, len(content.draws) + 1)] == list(content.draws)


@given(a_paper(PLAIN), SEEDS)
def test_a_draw_is_made_again_from_its_seed_by_a_plain_restatement(content: Content, seed: int) -> None:
    lot = Random(seed).random
    lots = [lot() if seed else place for place in range(len(content.questions))]
    taken = {place for place, question in enumerate(content.questions, start=1) if not question.draw}
    for row, number in enumerate(content.draws, start=1):
        pool = [place for place, question in enumerate(content.questions, start=1) if question.draw == row]
        pool.sort(key=lambda place: lots[place - 1])
        taken.update(pool[:number])
    found = arranged(content, seed)
    assert set(found.order) == taken
    if not content.mixes_questions or not seed:
        assert found.order == tuple(sorted(taken))
    by_place = {}
    for place, question in enumerate(content.questions, start=1):
        letters = question.letters
        if seed:
            numbers = {letter: lot() for letter in letters}
            is_mixed = content.mixes_options and may_mix_options(question)
            letters = "".join(sorted(letters, key=lambda one: numbers[one])) if is_mixed else letters
        by_place[place] = letters
    assert found.options == tuple(by_place[place] for place in found.order)


@given(a_paper(PLAIN), SEEDS)
def test_a_case_stays_together_in_its_order(content: Content, seed: int) -> None:
    order = arranged(content, seed).order
    for case in {question.case for question in content.questions} - {0}:
        mine = [place for place in order if content.questions[place - 1].case == case]
        first = order.index(mine[0])
        assert list(order[first : first + len(mine)]) == sorted(mine)


@given(a_paper(PLAIN), SEEDS)
def test_options_are_the_same_ones_in_another_order_and_places_are_found_again(content: Content, seed: int) -> None:
    found = arranged(content, seed)
    for shown, (place, letters) in enumerate(zip(found.order, found.options, strict=True), start=1):
        question = content.questions[place - 1]
        assert sorted(letters) == list(question.letters)
        assert found.place_shown(place) == shown
        if not content.mixes_options or question.kind == "true_false" or not seed:
            assert letters == question.letters


def test_every_question_of_a_pool_has_the_same_chance() -> None:
    pool = tuple(FixedQuestion("single", f"题{n}", ("甲", "乙"), "A", 1, draw=1) for n in range(10))
    content = Content(7, 1, "卷", 1, 1, True, pool, draws=(3,), mixes_questions=True)
    drawn = Counter(place for seed in range(1, 3001) for place in arranged(content, seed).order)
    assert all(800 < drawn[place] < 1000 for place in range(1, 11)), drawn


def test_options_that_speak_of_others_keep_their_places() -> None:
    def asked(*options: str) -> FixedQuestion:
        return FixedQuestion("single", "题", options, "A", 1)

    assert may_mix_options(asked("断电", "泼水", "拉开他"))
    assert may_mix_options(asked("安全帽", "A 级防护服", "PPE"))
    for last in ("以上都对", "都不对", "A和B", "AB", "上述三项"):
        assert not may_mix_options(asked("断电", "泼水", last)), last
