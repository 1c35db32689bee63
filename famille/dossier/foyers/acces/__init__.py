"""Who is let into a household, who confirms it, who contests it."""
