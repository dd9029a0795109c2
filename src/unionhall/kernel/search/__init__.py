"""Finding people and units by any two characters or by pinyin initials, within what the reader may see."""
