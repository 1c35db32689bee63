"""What stands between every request and the rooms. docs/comprendre/acces.md tells it as a whole."""

GESTION = "/gestion/"
