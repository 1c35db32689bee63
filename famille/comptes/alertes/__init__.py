"""The screen by which one chooses what one's telephone is told (famille.alertes)."""
