"""What is countable in safety: inspections in ``inspecting``; hazards beside it."""
