"""Liaison 工会干部联系卡: a card that says which officer is responsible and how to reach them. Nouns: Card, Contact."""
