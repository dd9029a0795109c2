"""Pages: ``sit`` for the worker at a sheet (no session), ``desk`` for authors and officers."""
