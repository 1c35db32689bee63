"""Mandates, found by their reference: ours, or that of the software which a town has left."""

from famille.dossier.foyers.bureau import url
from famille.dossier.foyers.bureau.droits import VOIR_LES_MANDATS
from famille.dossier.recherche.numeros import MAX, Numerote, Trouvaille
from famille.models import MandatSEPA

LETTRES_MIN = 6


class MandatsNumerotes(Numerote):
    titre = "Mandats de prélèvement"
    permission = VOIR_LES_MANDATS
    prefixes = ("PF",)

    def numero(self, texte: str, annee: int) -> str:
        ecrit = texte.strip().upper()
        d_ailleurs = len(ecrit) >= LETTRES_MIN and any(lettre.isdigit() for lettre in ecrit)
        return super().numero(texte, annee) or (ecrit if d_ailleurs else "")

    def trouver(self, numero: str) -> list[Trouvaille]:
        trouves = MandatSEPA.objects.filter(rum__startswith=numero)
        return [
            Trouvaille(un.rum, f"{un.titulaire_nom}, {un.foyer}", url("mandat", un.pk))
            for un in trouves.select_related("foyer").order_by("-rum")[:MAX]
        ]
