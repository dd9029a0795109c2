"""What a union does for someone: states, steps, guards with reasons, clocks with stored due dates, the inbox."""
