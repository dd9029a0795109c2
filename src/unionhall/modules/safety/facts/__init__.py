"""What is countable in safety: hazards, and beside them inspections and inspectors."""
