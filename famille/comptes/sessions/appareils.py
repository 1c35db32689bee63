"""Devices in plain words: "Téléphone Android, avec Chrome" (G8)."""

# First match wins: an iPad says "Mac OS", Android says "Linux", Edge says "Chrome", Chrome says
# "Safari".
_APPAREILS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Téléphone ou tablette Android"),
    ("Windows", "Ordinateur Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Ordinateur Mac"),
    ("Linux", "Ordinateur Linux"),
)
_NAVIGATEURS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def decrire(agent: str) -> str:
    """What a person calls the device that sent this User-Agent header (str, maybe empty)."""
    appareil = next((mots for signe, mots in _APPAREILS if signe in agent), "Appareil non reconnu")
    navigateur = next((nom for signe, nom in _NAVIGATEURS if signe in agent), "")
    return f"{appareil}, avec {navigateur}" if navigateur else appareil
