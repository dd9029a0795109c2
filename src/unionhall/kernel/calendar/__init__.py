"""Working days: the calendar that clocks run on; holidays are data an administrator edits."""
