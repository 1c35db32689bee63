"""The sprite of icons: our French names on bootstrap-icons' drawings (MIT). One that no template
names leaves.

`python deploy/icones.py node_modules/bootstrap-icons/icons` writes
site/portail/static/portail/icones.svg.
"""

import re
import sys
from pathlib import Path

CIBLE = (
    Path(__file__).resolve().parents[1] / "site" / "portail" / "static" / "portail" / "icones.svg"
)
ICONES = {
    "absence": "person-slash",
    "accueil": "house",
    "actualite": "megaphone",
    "aide": "question-circle",
    "ajouter": "plus-lg",
    "alerte": "exclamation-triangle",
    "appareil": "phone",
    "attente": "hourglass-split",
    "attention": "exclamation-circle",
    "banque": "bank",
    "brouillon": "pencil",
    "calculatrice": "calculator",
    "calendrier": "calendar3",
    "carte": "map",
    "chevron-bas": "chevron-down",
    "chevron-droite": "chevron-right",
    "chevron-gauche": "chevron-left",
    "cle": "key",
    "coche": "check-lg",
    "compte": "person-circle",
    "corbeille": "trash",
    "courriel": "envelope",
    "creche": "puzzle",
    "croix": "x-lg",
    "demarche": "card-text",
    "deposer": "cloud-arrow-up",
    "document": "file-earmark-text",
    "ecole": "backpack",
    "enregistrer": "floppy",
    "erreur": "x-octagon",
    "euro": "currency-euro",
    "externe": "box-arrow-up-right",
    "famille": "people",
    "fleche-droite": "arrow-right",
    "fleche-gauche": "arrow-left",
    "historique": "clock-history",
    "horloge": "clock",
    "image": "file-earmark-image",
    "imprimer": "printer",
    "info": "info-circle",
    "lieu": "geo-alt",
    "maison": "house",
    "menu": "list",
    "message": "chat-dots",
    "modifier": "pencil-square",
    "moins": "dash-lg",
    "naissance": "balloon",
    "non": "hand-thumbs-down",
    "oui": "hand-thumbs-up",
    "ordinateur": "laptop",
    "pdf": "file-earmark-pdf",
    "personne": "person",
    "photo": "camera",
    "recherche": "search",
    "retour": "arrow-return-left",
    "sante": "heart-pulse",
    "soleil": "sun",
    "sortie": "box-arrow-right",
    "succes": "check-circle",
    "telecharger": "download",
    "telephone": "telephone",
    "tourner": "arrow-clockwise",
    "verrou": "lock",
    "virus": "shield-exclamation",
    "voir": "eye",
    "zoom-moins": "zoom-out",
    "zoom-plus": "zoom-in",
    "protege": "shield-check",
}


# Beyond a hundredth of a sixteenth of the drawing, nothing is seen; each page brings the sheet.
TROP_FIN = re.compile(r"(\.\d\d)\d+")


def sprite(dossier):
    """str: one SVG of <symbol>s, from the folder (Path) that holds bootstrap-icons' files."""
    symboles = []
    for nom, dessin in sorted(ICONES.items()):
        svg = (dossier / f"{dessin}.svg").read_text(encoding="utf-8")
        boite = re.search(r'viewBox="([^"]+)"', svg).group(1)
        traits = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL).group(1)
        traits = re.sub(r"\s*\n\s*", "", traits)
        traits = TROP_FIN.sub(r"\1", traits)
        symboles.append(f'<symbol id="{nom}" viewBox="{boite}">{traits}</symbol>')
    debut = '<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n'
    return debut + "\n".join(symboles) + "\n</svg>\n"


if __name__ == "__main__":
    CIBLE.write_text(sprite(Path(sys.argv[1])), encoding="utf-8")
