"""The site itself: its processes, caches, settings, its watch, what it answers when all fails."""
