"""What one sees and changes of oneself."""
