"""A year's tax certificates for families without an account: PDFs by jobs, by postal code."""

from datetime import date
from typing import IO, Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.template.loader import render_to_string
from django.utils import timezone

from famille.argent.factures.attestation_fiscale import AGE_LIMITE
from famille.argent.factures.papiers import feuille_fiscale
from famille.dossier.papiers import moteur
from famille.dossier.papiers.feuille import lire_en_tete
from famille.journal.modifications import noter_export
from famille.models import (
    AdresseFoyer,
    Foyer,
    LigneFacture,
    Paiement,
    RecouvrementTresor,
    Responsable,
    Travail,
    Utilisateur,
)
from famille.models.foyer import FoyerQuerySet
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.travaux.actions import Avancement, lancer_un_export
from famille.travaux.fichiers import deposer

GENRE = "attestations-fiscales"
PAR_FICHIER = 150  # sheets of one PDF: 8 s of processor of the 60 that a job has
PAS_FINIE = "L’année {annee} n’est pas finie : ses attestations se préparent en janvier."
AUCUNE = (
    "Aucune famille sans compte n’a payé de garde en {annee} : il n’y a pas de lettre à préparer."
)


def sans_compte(annee: int) -> FoyerQuerySet:
    """The households that paid for care in `annee` and of whom no adult has ever entered his
    account, with their `code_postal` of today (None: no address), as the post sorts them."""
    entres = Responsable.objects.actuels().filter(
        Q(utilisateur__last_login__isnull=False)
        | Q(utilisateur__isnull=False)
        & ~Q(utilisateur__password__startswith=UNUSABLE_PASSWORD_PREFIX),
        foyer=OuterRef("pk"),
    )
    gardes = LigneFacture.objects.filter(
        facture__foyer=OuterRef("pk"),
        facture__payeur=None,
        nature=LigneFacture.Nature.GARDE,
        enfant__naissance__gt=date(annee - AGE_LIMITE, 1, 1),
    )
    payes = Paiement.objects.payes().aux_familles().filter(foyer=OuterRef("pk"))
    recouvres = RecouvrementTresor.objects.filter(facture__foyer=OuterRef("pk"), annule_le=None)
    adresses = AdresseFoyer.objects.filter(
        foyer=OuterRef("pk"), depuis__lte=timezone.localdate()
    ).order_by("-depuis", "-pk")
    return (
        Foyer.objects.ouverts()
        .filter(~Exists(entres), Exists(gardes))
        .filter(
            Exists(payes.filter(paye_le__year=annee))
            | Exists(recouvres.filter(encaisse_le__year=annee))
        )
        .annotate(code_postal=Subquery(adresses.values("code_postal")[:1]))
        .order_by("code_postal", "nom", "pk")
    )


@transaction.atomic
def preparer(annee: int, *, par: Utilisateur) -> list[Travail]:
    """The jobs, one a file; which households each writes is settled now. Refus: the year is not
    over, there is nobody, or too many files in this hour."""
    if annee >= timezone.localdate().year:
        raise Refus(PAS_FINIE.format(annee=annee))
    foyers = list(sans_compte(annee).exclude(code_postal=None).values_list("pk", flat=True))
    if not foyers:
        raise Refus(AUCUNE.format(annee=annee))
    lots = [foyers[rang : rang + PAR_FICHIER] for rang in range(0, len(foyers), PAR_FICHIER)]
    return [
        lancer_un_export(
            GENRE,
            f"Attestations fiscales {annee}, fichier {rang} sur {len(lots)}",
            {"annee": annee, "foyers": lot},
            par=par,
        )
        for rang, lot in enumerate(lots, start=1)
    ]


def executer(travail: Travail, avancer: Avancement) -> dict[str, Any]:
    """The job: parametres dict(annee, foyers). Who paid nothing for care has no letter."""
    annee, cles = travail.parametres["annee"], travail.parametres["foyers"]
    lus = Foyer.objects.prefetch_related("responsables", "adresses").in_bulk(cles)
    feuilles = []
    for rang, foyer in enumerate((lus[cle] for cle in cles if cle in lus), start=1):
        feuille = feuille_fiscale(foyer, annee, timezone.localdate())
        if feuille.contexte["gardes"]:
            feuilles.append(feuille)
        avancer(rang, len(cles) + 1)  # the drawing is long: it is the last one
    if not feuilles:
        raise Refus(AUCUNE.format(annee=annee))

    def ecrire(fichier: IO[bytes]) -> None:
        contexte = {"feuilles": feuilles, "en_tete": lire_en_tete()(None, pour_pdf=True)}
        fichier.write(
            moteur.imprimer(
                render_to_string("famille/factures/papiers/attestations_fiscales.html", contexte)
            )
        )

    deposer(
        travail,
        "pdf",
        f"attestations-fiscales-{annee}.pdf",
        ecrire,
        avec=lambda: noter_export(
            {feuille.contexte["foyer"].pk for feuille in feuilles},
            f"attestation fiscale {annee}, à envoyer par courrier",
            par=travail.demandeur,
        ),
    )
    return {"phrase": f"{compte(len(feuilles), 'lettre')}.", "lignes": len(feuilles)}
