"""What the first visit of a page brings to a phone: HTML, style, scripts and fonts; pictures
apart."""

import gzip
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

FONTE = re.compile(r"@font-face\s*{[^}]*}")
ADRESSE = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
POLICES = (".woff2", ".woff")


class Ressources(HTMLParser):
    """Style sheets, scripts and pictures that a page names."""

    def __init__(self) -> None:
        super().__init__()
        self.adresses: list[tuple[str, str]] = []  # (kind, address)

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        liens = (attributs.get("rel") or "").split()
        if tag == "link" and "stylesheet" in liens and attributs.get("media") != "print":
            self.adresses.append(("css", attributs["href"]))
        elif tag == "script" and attributs.get("src"):
            self.adresses.append(("js", attributs["src"]))
        elif (tag == "img" and attributs.get("src")) or (tag == "link" and "icon" in liens):
            self.adresses.append(("images", attributs.get("src") or attributs["href"]))
        elif tag == "use" and attributs.get("href"):
            self.adresses.append(("images", attributs["href"]))


def polices_utiles(style: str) -> list[str]:
    """The fonts that a French page makes a browser fetch: of `unicode-range` faces, only those that
    hold ASCII."""
    return [
        adresse
        for face in FONTE.findall(style)
        if "unicode-range" not in face or re.search(r"U\+0+-", face, re.IGNORECASE)
        for adresse in ADRESSE.findall(face)
        if adresse.endswith(POLICES)
    ]


def poids(lire, adresse: str) -> Counter:
    """Bytes by kind, gzipped but for fonts, which are compressed already.
    `lire(address) -> bytes`."""
    page = lire(adresse)
    total = Counter(html=len(gzip.compress(page, 9)))
    ressources = Ressources()
    ressources.feed(page.decode())
    vues = set()
    for genre, lien in ressources.adresses:
        chemin = urlsplit(urljoin(adresse, lien)).path
        if chemin in vues:
            continue
        vues.add(chemin)
        contenu = lire(chemin)
        total[genre] += len(gzip.compress(contenu, 9))
        for police in polices_utiles(contenu.decode()) if genre == "css" else ():
            total["polices"] += len(lire(urlsplit(urljoin(chemin, police)).path))
    return total
