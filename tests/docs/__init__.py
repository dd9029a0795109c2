"""The documents hold: their code runs, their commands exist, their links lead somewhere."""
