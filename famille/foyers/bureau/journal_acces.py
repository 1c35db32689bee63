"""The journal of readings as a file, for whoever must answer for it: administration, the data
protection officer.

Who, when, which file's number, what kind of thing; no name of a family or of a child, no name of a
document: those that keep the accounts do not read households (docs/comprendre/acces.md).
"""

from datetime import date, datetime, time, timedelta
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone

from famille.journal.natures import nature
from famille.models import Consultation, Travail, Utilisateur
from famille.socle.dire import compte, en_chiffres
from famille.socle.erreurs import Refus
from famille.socle.pages_de_cles import remplir
from famille.socle.tableaux import TABLEAUX
from famille.travaux.actions import Avancement, lancer
from famille.travaux.fichiers import deposer

GENRE, EXPORTER = "journal-acces", "famille.exporter_consultation"
LIGNES_MAX = 200_000
ENTETES = ["Date", "Agent", "E-mail", "Service", "Dossier", "Ce qui a été lu", "Santé"]


def lectures(du: date, au: date) -> QuerySet[Consultation]:
    """QuerySet of Consultation between two days, both included, oldest first."""
    bornes = [
        timezone.make_aware(datetime.combine(jour, time())) for jour in (du, au + timedelta(days=1))
    ]
    trouvees = Consultation.objects.filter(le__gte=bornes[0], le__lt=bornes[1])
    return trouvees.select_related("par", "foyer").order_by("le", "pk")


def lancer_l_export(du: date, au: date, sorte: str, *, par: Utilisateur) -> Travail:
    """The job. Refus: nothing on these days, or too many lines for one file."""
    total = lectures(du, au).count()
    if not total:
        raise Refus(
            "Aucun dossier n’a été consulté entre ces dates : choisissez une autre période."
        )
    if total > LIGNES_MAX:
        raise Refus(
            f"Cette période compte {total} consultations, et un fichier en contient {LIGNES_MAX} au"
            " plus : choisissez une période plus courte."
        )
    parametres = {"du": du.isoformat(), "au": au.isoformat(), "format": sorte}
    return lancer(
        GENRE,
        f"Journal des consultations, du {en_chiffres(du)} au {en_chiffres(au)}",
        parametres,
        par=par,
    )


def executer(travail: Travail, avancer: Avancement) -> dict:
    """The job: parametres dict(du, au: ISO days, format). dict(phrase, lignes)."""
    demande = travail.parametres
    du, au = date.fromisoformat(demande["du"]), date.fromisoformat(demande["au"])
    lignes, sorte = lectures(du, au), demande["format"]
    total = lignes.count()

    def ecrire(fichier: IO[bytes]) -> None:
        remplir(TABLEAUX[sorte](fichier, ENTETES), lignes, _valeurs, avancer)

    deposer(travail, sorte, f"consultations-{du}-au-{au}.{sorte}", ecrire)
    return {"phrase": f"{compte(total, 'ligne')}.", "lignes": total}


def _valeurs(ligne: Consultation) -> list:
    agent = ligne.par
    return [
        ligne.le,
        agent.get_full_name() if agent else "compte supprimé",
        agent.email if agent else "",
        agent.service if agent else "",
        ligne.foyer.numero,
        nature(ligne.quoi),
        "oui" if ligne.sante_de_id else "",
    ]
