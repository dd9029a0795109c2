"""Learn, then sit the paper (先学后考).

Nouns: a *lesson* is read, a *question* stands in a *paper*, an *assignment* gives both to a campaign, a *sheet* is one
worker's one try at the paper. Law: none of its own; a question may name the article it rests on.
Start reading at ``models/``; a worker's acts are in ``actions/sheets.py``, an author's in the other files beside it.
"""
