"""Files of questions: our own templates for Excel and Word, and GIFT, Aiken and Moodle XML, in and out.

Readers yield in the file's order what they take and, by name, what they do not; writers say why a format can not hold
a question. Nothing here touches the database.
"""

from unionhall.modules.learning.actions.files.formats import FORMATS, Format, read_file, templates
from unionhall.modules.learning.actions.files.found import Found, Item, NotTaken

__all__ = ["FORMATS", "Format", "Found", "Item", "NotTaken", "read_file", "templates"]
