"""The verbs of the ``unionhall`` command, one small file for each family. Each has ``add(verbs)``.

What a verb needs of Django is imported inside its function, since Django is set up only after the arguments are read.
"""

from unionhall.config.commands import backup, care, demo, figures, found, officers, roll, serve, show

FAMILIES = (demo, serve, found, officers, roll, figures, show, care, backup)
