"""The pages of the démarche "Place en accueil de loisirs" (G21; docs/place_en_accueil_de_loisirs.md)."""
