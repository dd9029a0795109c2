"""The rooms that put modules together, each independent of the others; over them ``shell`` and ``reactions``.

No models here. Of a module a room uses only queries, actions, notices and declarations.
"""
