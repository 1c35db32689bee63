"""What the portal tells those who watch over it, and what it tells nobody."""
