"""What can be found. The index of character pairs beside it is FTS5 on SQLite and a tsvector on PostgreSQL."""

from django.db import models

from unionhall.kernel.org.models import Unit


class Entry(models.Model):
    """One thing that can be found, and the unit whose readers may find it."""

    kind = models.CharField(max_length=20)  # "unit" | "person" | what a module declares
    object_id = models.BigIntegerField()
    # what is found by text is few; an index of the units would be one more to write for each of a roll's people
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    title = models.CharField(max_length=160)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "object_id"), name="search_once"),)

    def __str__(self) -> str:
        return self.title
