"""Who belongs to which union, since when, in what standing: the roll.

Nouns: Membership (one person in one unit, from–until), RollImport with its RollRows (a spreadsheet of people of many
units, row by row), Transfer (a member on the way from one union to another), JoinLink and Application (asking to be
taken in). Law: 《工会法》 art. 3 (who may join), 《工会会员会籍管理办法》 (2016) art. 3 (one membership, which follows
the employment). Start reading in ``actions``; other modules ask ``api`` only.
"""
