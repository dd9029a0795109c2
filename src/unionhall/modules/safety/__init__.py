"""Safety 劳动保护: hazards reported without fear, put right and proved right. Nouns: Hazard, Report, Photo, Mending."""
