"""Titres for the Treasury as pure rules: formats are the DGFiP's (PES v2 recette)."""
