"""Who belongs to which union, since when, in what standing: the roll.

Nouns: Membership (one person in one unit, from–until), IdentityKey (how a worker is recognised weakly on one unit's
link), RollImport with its RollRows (a spreadsheet of people of many units, row by row). Law: 《工会法》 art. 3 (who may
join), the union constitution (one primary membership). Start reading in ``actions``; other modules ask ``api`` only.
"""
