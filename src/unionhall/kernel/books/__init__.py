"""Tables that people bring, opened without harm: workbooks in a process of their own, text by the csv reader.

Cells come out as the file holds them; what they mean is the business of whoever asked. Start in ``opening``.
"""
