"""Briefings 简报、情况通报: documents whose figures are links to the records they count.

Nouns: briefing, citation (a figure or a chart in its text), cited row (what it says), opening (which unit has seen
it). While a briefing is a draft its figures are live; when it is issued they are frozen. Manners: GB/T 9704-2012.
Read ``procedure`` first.
"""
