"""Compares what can be found with its sources."""

from unionhall.kernel.search import declare, index
from unionhall.kernel.search.models import Entry


def check() -> list[str]:
    """What is missing, stale or left over, one English sentence each for the operator; empty when all is sound."""
    found = [f"search entry {pk}: has no tokens" for pk in index.missing()]
    for kind, entries in declare.reindexers.items():
        stored = {
            object_id: (unit_id, title)
            for object_id, unit_id, title in Entry.objects.filter(kind=kind).values_list(
                "object_id", "unit_id", "title"
            )
        }
        for entry in entries():
            indexed = stored.pop(entry.object_id, None)
            if indexed is None:
                found.append(f"{kind} {entry.object_id}: can not be found")
            elif indexed != (entry.unit_id, entry.title[:160]):
                found.append(f"{kind} {entry.object_id}: is found as it was, not as it is")
        found += [f"{kind} {object_id}: is found and does not exist" for object_id in stored]
    return found
