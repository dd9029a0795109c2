"""Components, form rendering, styles and scripts; no word of the domain."""
