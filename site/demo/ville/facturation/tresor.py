"""The debts of the last season that nobody has paid, and what became of them at the Treasury: some
collected, one sent back, one taken off, a rôle that has left, some that have not left yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import inf

from django.utils import timezone

from demo.tresorerie.fichiers import acquit_de, recu_de, retour_de
from demo.ville.foyers.etat_civil import HOMMES
from demo.ville.jours import au_moment
from famille.argent.factures.actions import (
    Brouillon,
    LigneAFacturer,
    ecrire_brouillons,
    publier_factures,
)
from famille.argent.regie.guichet import encaisser_au_guichet
from famille.argent.regie.recouvrement.tresor import annuler_la_transmission
from famille.argent.regie.relancer import relancer_les_retards
from famille.argent.regie.tresorerie.annulations import preparer_les_annulations
from famille.argent.regie.tresorerie.bordereaux import (
    envoyer_le_bordereau,
    preparer_les_titres,
    telecharger_le_bordereau,
)
from famille.argent.regie.tresorerie.candidats import dettes, prevoir
from famille.argent.regie.tresorerie.reponses import deposer_une_reponse
from famille.models import (
    BordereauTresor,
    Enfant,
    EtapeRelance,
    Facture,
    Foyer,
    LigneFacture,
    Paiement,
    ReglageRegie,
    ReglageTresorerie,
    Service,
    TitreTresor,
    Utilisateur,
)
from famille.socle.dire import en_mois
from reservations.lecture.filtres import Mois

TRESORERIE = {
    "envoi": ReglageTresorerie.Envoi.TITRES,
    "nom": "Service de gestion comptable de Châteauroux",
    "adresse": "Cité administrative, 36000 Châteauroux",
    "telephone": "02 54 00 00 36",
    "codique": "036012",
    "siret": "21360044000011",
    "code_collectivite": "400",
    "code_budget": "00",
    "produit": "7067",
    "nature": "7066",
    "fonction": "331",
    "code_etablissement": "400",
}
REPAS = Decimal("3.35")
DERNIERE_RELANCE = timedelta(days=90)  # before today
PREMIER_LOT = timedelta(days=70)
ROLE = timedelta(days=6)
# Of the first lot, days after it has left; they stay in its year, since a titre of another year is
# not taken off by a titre.
ACCUSE, REPRISE, ANNULATION, ENCAISSE = 3, 8, 10, 25
MEME_ANNEE = timedelta(days=14)
DE_LA_FOULE = 7


@dataclass(frozen=True)
class Dettes:
    """`premieres`: of the first lot, in the order of what becomes of them; `du_role`: of the rôle;
    those that are left are still the régie's."""

    premieres: Sequence[Facture]
    du_role: Sequence[Facture]


def finir_au_tresor(*, agent: Utilisateur, jour: date, etapes: Sequence[EtapeRelance]) -> None:
    """`etapes`: the town's reminders, which these debts have all had."""
    ReglageTresorerie.objects.update_or_create(defaults=TRESORERIE)
    toutes = _laisser_des_dettes(agent, jour, etapes)
    depart = jour - PREMIER_LOT
    if (depart + MEME_ANNEE).year != depart.year:
        depart -= MEME_ANNEE
    _premier_lot(toutes.premieres, depart, agent=agent)
    _annuler_la_derniere(toutes.premieres[-1], jour - timedelta(days=4), agent=agent)
    with au_moment(_a(jour - ROLE)):
        reglage = ReglageTresorerie.objects.get()
        reglage.envoi, reglage.nature, reglage.avis = ReglageTresorerie.Envoi.ORMC, "588", True
        reglage.save()
        _envoyer(toutes.du_role, agent)


def _laisser_des_dettes(agent: Utilisateur, jour: date, etapes: Sequence[EtapeRelance]) -> Dettes:
    """Their invoices, reminded at each step."""
    delai = timedelta(days=ReglageRegie.lire().delai_jours)
    derniere = timedelta(days=max(une.jours for une in etapes))
    emise = jour - DERNIERE_RELANCE - derniere - delai
    factures = _facturer(_debiteurs(), emise, agent)
    for une in sorted(etapes, key=lambda une: une.jours):
        le = emise + delai + timedelta(days=une.jours)
        with au_moment(_a(le)):
            relancer_les_retards(le, duree=inf)
    return Dettes(premieres=factures[:5], du_role=factures[5:7])


def _debiteurs() -> list[Foyer]:
    """Of the crowd, but for one of the rôle: the family with the long names, which also owes a sum
    too little for a titre."""
    ouverts = timezone.now() - timedelta(days=365)
    foule = Foyer.objects.filter(
        mandats=None,
        cree_le__lt=ouverts,
        adresses__code_postal="36000",
        responsables__utilisateur__isnull=False,
    )
    pris = list(foule.distinct().order_by("-pk")[:DE_LA_FOULE])
    connue = Foyer.objects.filter(nom__startswith="Vandenbroucke").order_by("pk")[0]
    return [*pris[:5], connue, pris[5], connue, *pris[6:]]


def _facturer(foyers: Sequence[Foyer], emise: date, agent: Utilisateur) -> list[Facture]:
    """One invoice each, of the month before, of their meals; they come in the same order."""
    mois = Mois.du(emise).decale(-1)
    brouillons = [
        Brouillon(
            cle=f"demo-dette-{rang}",
            foyer=foyer.pk,
            objet=f"Restauration scolaire, {en_mois(mois.debut)}",
            mois=mois.debut,
            lignes=[_repas(foyer, mois, combien=3 if foyer in foyers[:rang] else 5 + 2 * rang)],
        )
        for rang, foyer in enumerate(foyers)
    ]
    with au_moment(_a(emise)):
        ecrire_brouillons(brouillons)
        siennes = Facture.objects.filter(cle__in=[un.cle for un in brouillons])
        publier_factures([une.pk for une in siennes], par=agent, jour=emise)
    return list(siennes.select_related("foyer").order_by("cle"))


def _repas(foyer: Foyer, mois: Mois, *, combien: int) -> LigneAFacturer:
    enfant = Enfant.objects.du([foyer]).order_by("pk")[0]
    return LigneAFacturer(
        jour=mois.debut + timedelta(days=-mois.debut.weekday() % 7),  # a Monday
        enfant=enfant.pk,
        enfant_nom=str(enfant),
        libelle="Restaurant scolaire",
        service=Service.RESTAURATION,
        nature=LigneFacture.Nature.REPAS,
        quantite=Decimal(combien),
        montant=REPAS * combien,
        prix_unitaire=REPAS,
        calcul={"phrases": ["Repas de l’année scolaire passée, au tarif d’alors."]},
    )


def _envoyer(factures: Sequence[Facture], agent: Utilisateur) -> BordereauTresor:
    cles, jour = [une.pk for une in factures], timezone.localdate()
    prevues = prevoir(dettes(cles, jour), ReglageTresorerie.lire(), jour).titres
    debiteurs = {un.foyer.pk: _debiteur(un.foyer) for un in prevues}
    bordereau = preparer_les_titres(cles, debiteurs, par=agent)
    return _deposer(bordereau, agent)


def _debiteur(foyer: Foyer) -> str:
    """The first adult, as the régie would choose."""
    adulte = foyer.responsables.order_by("pk")[0]
    return f"{adulte.pk}-{'M' if adulte.prenom in HOMMES else 'MME'}"


def _deposer(bordereau: BordereauTresor, agent: Utilisateur) -> BordereauTresor:
    telecharger_le_bordereau(bordereau, par=agent)
    envoyer_le_bordereau(bordereau, par=agent)
    bordereau.refresh_from_db()
    return bordereau


def _premier_lot(factures: Sequence[Facture], depart: date, *, agent: Utilisateur) -> None:
    """Sent; taken, but for one; one paid at the counter after all and taken off; one collected, one
    in part, of which the file then asks more than is owed."""

    def apres(jours: int) -> datetime:
        return _a(depart + timedelta(days=jours))

    with au_moment(_a(depart)):
        bordereau = _envoyer(factures, agent)
    titres = {une.pk: _titre_de(une) for une in factures}
    entier, moitie, repris, refuse, *_autres = (titres[une.pk] for une in factures)
    with au_moment(apres(ACCUSE)):
        accuse = acquit_de(bordereau, timezone.localdate(), refuse=refuse)
        deposer_une_reponse(accuse, f"ACQUIT_{bordereau.fichier}", par=agent)
    payee = repris.lignes.get().creance.facture
    with au_moment(apres(REPRISE)):
        annuler_la_transmission(payee, motif="La famille paie au guichet.", par=agent)
        encaisser_au_guichet(
            payee.foyer, {payee.pk: payee.solde}, moyen=Paiement.Moyen.ESPECES, par=agent
        )
    with au_moment(apres(ANNULATION)):
        annulation = _deposer(preparer_les_annulations(par=agent), agent)
    with au_moment(apres(ANNULATION + ACCUSE)):
        accuse = acquit_de(annulation, timezone.localdate())
        deposer_une_reponse(accuse, f"ACQUIT_{annulation.fichier}", par=agent)
    bordereau.refresh_from_db()
    for jours, recus in (
        (ENCAISSE, [recu_de(entier), recu_de(moitie, Decimal("0.5"))]),
        (ENCAISSE + 15, [recu_de(moitie)]),
    ):
        with au_moment(apres(jours)):
            suivi = retour_de(bordereau, timezone.localdate(), recus)
            deposer_une_reponse(suivi, f"PESRETOUR_{jours:02}.xml", par=agent)


def _titre_de(facture: Facture) -> TitreTresor:
    return TitreTresor.objects.get(lignes__creance__facture=facture, origine=None)


def _annuler_la_derniere(facture: Facture, le: date, *, agent: Utilisateur) -> None:
    """Taken back, and its titre still asks for it: it is to take off."""
    with au_moment(_a(le)):
        annuler_la_transmission(
            facture, motif="Un échéancier est convenu avec la famille.", par=agent
        )


def _a(jour: date) -> datetime:
    return min(timezone.make_aware(datetime.combine(jour, time(10, 20))), timezone.now())
