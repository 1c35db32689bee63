"""What a family's file holds, and the screens that show it."""
