"""Journeys: real people's ways through the product, in Chromium, against a served installation."""
