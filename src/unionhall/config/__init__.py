"""Where the house is put together: settings, URLs, lanes, and the ``unionhall`` command."""
