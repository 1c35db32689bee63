"""The invoices of a campaign to put into envelopes: one PDF, by postcode
(docs/comprendre/facturation.md).

Each invoice is made once and kept by the engine of papers (famille.dossier.papiers.moteur); the job
notes how far it is, so that its next turn goes on from there. They are put together by small
groups, from files: what it holds at once does not grow with the town. Tags are for screens: this
file, made to be printed, has none."""

import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO
from itertools import batched
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone

from famille.actions import noter_export
from famille.argent.factures.lecture import detailler, dire
from famille.argent.factures.papiers import feuille_de_la_facture
from famille.courriels.destinataires import adultes_de
from famille.dossier.papiers import en_pdf, moteur
from famille.models import Facture, Foyer, Travail, Utilisateur
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.travaux.actions import AReprendre, Avancement, lancer_un_export
from famille.travaux.fichiers import deposer
from reservations.lecture.filtres import Mois
from reservations.models import CampagneFacturation

from .actions import DUREE_TOUR

GENRE = "facturation-impression"
FACTURES_MAX = 1_000  # of one file: what a printer, and the end of a task, take
ENSEMBLE = 50  # PDFs open at once
_CODE_POSTAL = re.compile(r"\d{5} ")


def a_imprimer(campagne: CampagneFacturation, *, sans_courriel: bool) -> list[int]:
    """Keys of its published invoices, by postcode, town, then name; `sans_courriel`: only those of
    the households where nobody has an account, and those in somebody else's name. Two queries."""
    siennes = Facture.objects.publiees().filter(cle__startswith=campagne.prefixe)
    lues = list(siennes.order_by("numero").values_list("pk", "foyer", "destinataire", "payeur"))
    if sans_courriel:
        joints = adultes_de(Foyer.objects.filter(pk__in=[une[1] for une in lues]))
        lues = [une for une in lues if une[3] or une[1] not in joints]
    return [une[0] for une in sorted(lues, key=lambda une: _rang(une[2]))]


def lancer_l_impression(
    campagne: CampagneFacturation,
    *,
    sans_courriel: bool,
    recto_verso: bool,
    partie: int,
    par: Utilisateur,
) -> Travail:
    """The job; `partie`: which thousand, from 1. Refus: this machine makes no PDF, or there is
    nothing to print."""
    if not moteur.disponible():
        raise Refus(
            "Cette machine ne prépare pas de PDF : l’administration peut l’y ajouter (voir l’état"
            " du portail)."
        )
    cles = a_imprimer(campagne, sans_courriel=sans_courriel)
    choisies = cles[(partie - 1) * FACTURES_MAX : partie * FACTURES_MAX]
    if not choisies:
        raise Refus(
            "Rien à imprimer : chaque famille facturée reçoit ses factures par e-mail."
            if sans_courriel
            else "Rien à imprimer : aucune facture de cette campagne n’est publiée."
        )
    parametres = {"campagne": campagne.pk, "factures": choisies, "recto_verso": recto_verso}
    titre = f"Impression des factures {Mois.du(campagne.mois).complement}"
    return lancer_un_export(GENRE, titre, parametres, par=par)


def executer_impression(travail: Travail, avancer: Avancement) -> dict:
    """The job: parametres dict(campagne, factures: keys in order, recto_verso), and rang, how many
    are made. dict(phrase)."""
    fin_du_tour = time.monotonic() + DUREE_TOUR
    cles = travail.parametres["factures"]
    for rang in range(travail.parametres.get("rang", 0), len(cles)):
        if time.monotonic() > fin_du_tour:
            _noter(travail, rang)
            raise AReprendre
        _pdf(cles[rang])
        avancer(rang + 1, len(cles) + 1)
    _noter(travail, len(cles))
    foyers = set(Facture.objects.filter(pk__in=cles).values_list("foyer", flat=True))
    deposer(
        travail,
        "pdf",
        f"factures-{timezone.localdate(travail.cree_le)}.pdf",
        lambda fichier: _assembler(cles, fichier, recto_verso=travail.parametres["recto_verso"]),
        avec=lambda: noter_export(foyers, "impression des factures", par=travail.demandeur),
    )
    return {"phrase": f"{compte(len(cles), 'facture')} dans un PDF, par code postal."}


def _noter(travail: Travail, rang: int) -> None:
    travail.parametres["rang"] = rang
    Travail.objects.filter(pk=travail.pk).update(parametres=travail.parametres)


def _rang(destinataire: Sequence[str]) -> tuple[str, str]:
    """By what is printed on the envelope: its line of the postcode (last where there is none), then
    its name."""
    commune = next((une for une in destinataire if _CODE_POSTAL.match(une)), "~")
    return commune, " ".join(destinataire)


def _pdf(cle: int) -> bytes:
    facture = (
        Facture.objects.avec_tenue()
        .select_related("foyer", "mandat__remplace_par", "corrige")
        .get(pk=cle)
    )
    [dite] = dire([facture], timezone.localdate())
    return en_pdf(None, feuille_de_la_facture(dite, detailler(facture)))


def _assembler(cles: Sequence[int], fichier: BinaryIO, *, recto_verso: bool) -> None:
    """All of them in one file, by groups kept on the disk."""
    import pikepdf

    with tempfile.TemporaryDirectory() as dossier, ExitStack() as pile:
        entier = pile.enter_context(pikepdf.new())
        for groupe in _groupes(cles, Path(dossier), recto_verso=recto_verso):
            entier.pages.extend(pile.enter_context(pikepdf.open(groupe)).pages)
        entier.save(fichier)


def _groupes(cles: Sequence[int], dossier: Path, *, recto_verso: bool) -> Iterator[Path]:
    import pikepdf

    for rang, groupe in enumerate(batched(cles, ENSEMBLE, strict=False)):
        chemin = dossier / f"{rang}.pdf"
        with ExitStack() as pile:
            ensemble = pile.enter_context(pikepdf.new())
            for cle in groupe:
                une = pile.enter_context(pikepdf.open(BytesIO(_pdf(cle))))
                ensemble.pages.extend(une.pages)
                if recto_verso and len(une.pages) % 2:
                    largeur, hauteur = map(int, list(une.pages[0].mediabox)[2:])
                    ensemble.add_blank_page(page_size=(largeur, hauteur))
            ensemble.save(chemin)
        yield chemin
