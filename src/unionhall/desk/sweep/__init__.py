"""A sweep 专项排查: a campaign with a task in a measure of safety, seen with its hazards, visits and wrong answers."""
