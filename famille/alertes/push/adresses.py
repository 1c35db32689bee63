"""Which servers a subscription may name. It comes from a browser: whatever else it named, the
portal would post to (SSRF)."""

from urllib.parse import urlsplit

# Those of the browsers' makers: Chrome and its kin, Firefox, Safari; then Edge on Windows.
HOTES = frozenset({"fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"})
SUFFIXES = (".notify.windows.com",)
LONGUEUR_MAX = 1000


def est_permise(adresse: str, *, en_plus: str = "") -> bool:
    """Whether the portal may post there. `en_plus`: the origin of the pretend service of the demo
    and of the tests ("http://127.0.0.1:8020"), "" in a town."""
    if len(adresse) > LONGUEUR_MAX or not adresse.isascii() or not adresse.isprintable():
        return False
    try:
        morceaux = urlsplit(adresse)
        port = morceaux.port
    except ValueError:
        return False
    if morceaux.username or morceaux.password or "\\" in adresse or " " in adresse:
        return False
    if en_plus and f"{morceaux.scheme}://{morceaux.netloc}" == en_plus:
        return True
    hote = morceaux.hostname or ""
    connu = hote in HOTES or hote.endswith(SUFFIXES)
    return morceaux.scheme == "https" and port in (None, 443) and connu
