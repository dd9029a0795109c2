"""What leaves the house: posters and texts for reporting; labels, cards and posters of inspections."""
