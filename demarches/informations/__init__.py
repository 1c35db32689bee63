"""The pages of the démarche "Informations du foyer" (G14; docs/informations_du_foyer.md)."""
