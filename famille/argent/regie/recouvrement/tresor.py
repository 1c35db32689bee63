"""Debts given to the Trésor public on a list, and taken back: meanwhile the régie asks nothing."""

import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from famille.argent.regie.relances import a_relancer
from famille.courriels.boite_d_envoi import adresse_absolue
from famille.courriels.destinataires import ecrire_aux_adultes
from famille.courriels.genres import GenreDeCourriel
from famille.dossier.papiers.feuille import Feuille
from famille.journal.modifications import noter_export
from famille.journal.numeros import prochain_numero
from famille.models import (
    BordereauTresor,
    CreanceTransmise,
    EtapeRelance,
    EtatNominatif,
    Facture,
    ReglageRegie,
    Relance,
    Utilisateur,
)
from famille.models.argent.facture import FactureQuerySet
from famille.regles.montants import ZERO
from famille.socle.dire import en_euros, en_lettres
from famille.socle.erreurs import Refus, exiger_ecrit
from famille.socle.tableaux import TableauXlsx

TRANSMISE = GenreDeCourriel("tresor", "famille/au_tresor")
REPRISE = GenreDeCourriel("tresor-reprise", "famille/au_tresor")
PAR_ETAT = 2_000  # debts of one list
ENTETES = [
    *("État", "Dossier", "Foyer", "Débiteur", "Adresse", "Facture", "Objet", "Émise le"),
    *("À payer avant le", "Montant dû", "Reprise le"),
]


def a_transmettre(jour: date) -> FactureQuerySet:
    """QuerySet of what the régie may give up collecting: late, reminded at the town's last step,
    held by no payment, to be debited by nobody, and in no plan."""
    derniere = EtapeRelance.objects.order_by("-jours").first()
    relancees = Relance.objects.filter(facture=OuterRef("pk"), etape=derniere)
    retards = a_relancer(jour)
    return retards.filter(Exists(relancees)) if derniere else retards


@transaction.atomic
def transmettre_au_tresor(
    cles: Sequence[int], *, par: Utilisateur, prevenir_les_familles: bool = True
) -> EtatNominatif:
    """The list of these debts (keys of invoices), from now on the Trésor's; each adult is told.
    Refus: none of them may be given up now."""
    jour = timezone.localdate()
    choisies = list(cles)[:PAR_ETAT]
    list(Facture.objects.filter(pk__in=choisies).order_by("pk").select_for_update().values("pk"))
    factures = list(a_transmettre(jour).filter(pk__in=choisies))
    if not factures:
        raise Refus(
            "Cochez au moins une facture : celles-ci viennent d’être payées, ou n’ont pas encore eu"
            " leur dernière relance."
        )
    etat = EtatNominatif.objects.create(
        numero=f"EN-{jour.year}-{prochain_numero(f'etat-nominatif-{jour.year}'):04}",
        montant=sum((une.solde for une in factures), ZERO),
        nombre=len(factures),
        par=par,
    )
    CreanceTransmise.objects.bulk_create(
        CreanceTransmise(etat=etat, facture=une, montant=une.solde) for une in factures
    )
    Facture.objects.filter(pk__in=[une.pk for une in factures]).update(au_tresor_le=etat.le)
    if prevenir_les_familles:
        prevenir(factures, TRANSMISE, etat.numero)
    return etat


@transaction.atomic
def annuler_la_transmission(facture: Facture, *, motif: str, par: Utilisateur) -> None:
    """The régie collects it again; each adult is told. Refus: no reason, or not the Trésor's."""
    facture = Facture.objects.select_for_update().get(pk=facture.pk)
    if facture.au_tresor_le is None:
        raise Refus("Cette facture n’est pas, ou n’est plus, au Trésor public.")
    motif = exiger_ecrit(motif, "Dites pourquoi la régie la reprend.")
    vive = facture.creances.filter(reprise_le=None).select_related("facture__foyer")
    if vive.filter(lignes__titre__bordereau__etat=BordereauTresor.Etat.PREPARE).exists():
        raise Refus(
            "Son titre est prêt et n’est pas encore parti : abandonnez d’abord son bordereau, dans"
            " Facturation, Titres."
        )
    rendre_a_la_regie(vive, motif=motif[:300], par=par)


def rendre_a_la_regie(
    creances: QuerySet[CreanceTransmise], *, motif: str, par: Utilisateur, dire: bool = True
) -> None:
    """`creances`: live ones, with their invoices; `dire`: adults are told of what is still owed."""
    vives, maintenant = list(creances), timezone.now()
    cles = [une.pk for une in vives]
    CreanceTransmise.objects.filter(pk__in=cles).update(
        reprise_le=maintenant, reprise_par=par, motif=motif
    )
    Facture.objects.filter(pk__in=[une.facture_id for une in vives]).update(au_tresor_le=None)
    if dire:
        dues = [une.facture for une in vives if une.facture.solde > 0]
        prevenir(dues, REPRISE, f"{maintenant:%Y%m%d%H%M%S}")


def creances_de(etat: EtatNominatif) -> QuerySet[CreanceTransmise]:
    """QuerySet of its lines, by household, with what its screen and its files say of each."""
    siennes = etat.creances.select_related("facture__foyer", "etat", "reprise_par")
    return siennes.order_by("facture__foyer__nom", "pk")


def tableau_de_l_etat(etat: EtatNominatif, *, par: Utilisateur) -> bytes:
    """Its XLSX; each household is told who took its line away."""
    creances, fichier = list(creances_de(etat)), io.BytesIO()
    tableau = TableauXlsx(fichier, ENTETES)
    for une in creances:
        facture, (nom, *adresse) = une.facture, une.facture.destinataire or [""]
        tableau.ajouter(
            [
                *(etat.numero, facture.foyer.numero, facture.foyer.nom, nom, ", ".join(adresse)),
                *(facture.numero, facture.objet, facture.emise_le, facture.echeance, une.montant),
                timezone.localtime(une.reprise_le).date() if une.reprise_le else "",
            ]
        )
    tableau.finir()
    _noter(creances, etat, par)
    return fichier.getvalue()


def feuille_de_l_etat(etat: EtatNominatif, *, par: Utilisateur) -> Feuille:
    """The same on paper, to sign; each household is told."""
    creances, regie = list(creances_de(etat)), ReglageRegie.lire()
    _noter(creances, etat, par)
    return Feuille(
        titre="État nominatif des créances",
        reference=f"n° {etat.numero}",
        date=f"Transmis le {en_lettres(timezone.localdate(etat.le))}",
        corps="famille/regie/papiers/etat_nominatif.html",
        fichier="etat-nominatif",
        service=regie.nom,
        lien_html=reverse("regie:etat", args=[etat.pk]),
        lien_pdf=reverse("regie:etat_pdf", args=[etat.pk]),
        contexte={
            "etat": etat,
            "creances": [
                (une, une.facture, une.facture.destinataire, en_euros(une.montant))
                for une in creances
            ],
            "total": en_euros(etat.montant),
        },
    )


def _noter(creances: Iterable[CreanceTransmise], etat: EtatNominatif, par: Utilisateur) -> None:
    foyers = {une.facture.foyer_id for une in creances}
    noter_export(foyers, f"état nominatif {etat.numero}", par=par)


def prevenir(factures: Sequence[Facture], genre: GenreDeCourriel, quoi: str) -> None:
    """One mail an adult and an invoice, without an amount."""
    service = ReglageRegie.lire().nom
    ecrire_aux_adultes(
        (
            facture.foyer,
            genre.cle(quoi, facture.numero),
            {
                "numero": facture.numero,
                "reprise": genre == REPRISE,
                "service": service,
                "lien": adresse_absolue(reverse("famille:facture", args=[facture.numero])),
            },
        )
        for facture in factures
    )
