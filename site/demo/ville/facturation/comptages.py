"""What the demo town books and counts: meals of the canteen and garderie, counted last month and
this one until yesterday."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from demo.ville.activites.centres import DELIBERATION, TRANCHES
from demo.ville.activites.places import CERTIFICAT
from demo.ville.jours import JOUR_DE_FACTURATION, annee_scolaire, au_moment, il_y_a
from famille.models import Enfant, Foyer, Utilisateur
from famille.socle.dire import en_chiffres
from reservations.consommation.imports.actions import ecrire
from reservations.consommation.imports.controle import bilan_de, controler
from reservations.consommation.imports.fichier import ENTETES
from reservations.lecture.filtres import Mois
from reservations.lecture.ville import lire_la_ville
from reservations.models import (
    Activite,
    GrilleTarifaire,
    ImportConsommation,
    ReglementInterieur,
    Structure,
    TrancheTarif,
)
from reservations.presences.commandes.actions import envoyer_les_commandes
from reservations.regles.calendrier import GenreDeDelai
from reservations.regles.juge import Nature, Unite, UniteComptee

from .reserves import reserver_les_repas
from .tirages import ABSENCES, mange, sessions, tirage

CANTINE: dict[str, Any] = {
    "unite_scolaire": Unite.JOURNEE,
    "unite_comptee": UniteComptee.REPAS,
    "service": "restauration",
    "capacite": 400,
    "ouvre_a": time(11, 45),
    "ferme_a": time(13, 20),
    "cuisine_courriel": "cuisine@exemple.fr",
    # Thursday noon for the week after; the school day before at nine.
    "delai_reservation": 1,
    "delai_reservation_genre": GenreDeDelai.SEMAINE,
    "delai_reservation_jour": 3,
    "delai_reservation_heure": time(12),
    "delai_annulation": 1,
    "delai_annulation_genre": GenreDeDelai.ECOLE,
    "delai_annulation_heure": time(9),
}
GARDERIE: dict[str, Any] = {
    "unite_scolaire": Unite.DEMI_JOURNEE,
    "unite_comptee": UniteComptee.SEANCE,
    "service": "garderie",
    "capacite": 120,
    "ouvre_a": time(7, 30),
    "midi_a": time(8, 30),
    "reprend_a": time(16, 30),
    "ferme_a": time(18, 30),
    # the school day before at nine; this very morning until half past eight
    "delai_reservation": 1,
    "delai_reservation_genre": GenreDeDelai.ECOLE,
    "delai_reservation_heure": time(9),
    "delai_annulation": 0,
    "delai_annulation_heure": time(8, 30),
}
REPAS = ["1.00", "1.90", "2.70", "3.40", "4.00", "4.60"]
SEANCE = ["0.50", "0.80", "1.10", "1.40", "1.70", "2.00"]
COUT_D_UN_REPAS = Decimal("9.80")
SANS_RESERVATION = Decimal("1.00")
QUART_D_HEURE_DE_RETARD = Decimal("3.00")
REGLEMENT_DE_LA_CANTINE = f"""\
<h3>Réserver et annuler</h3>
<p>Un repas se réserve jusqu’au jeudi midi pour la semaine suivante, et s’annule jusqu’à la veille d’école à 9 h. Passé \
ce délai, il est facturé. {CERTIFICAT}</p>
<h3>Les régimes et les allergies</h3>
<p>Dites sur le portail ce que votre enfant ne mange pas. Une allergie demande un projet d’accueil individualisé.</p>"""
REGLEMENT_DE_LA_GARDERIE = """\
<h3>Les horaires</h3>
<p>La garderie ouvre à 7 h 30 le matin et ferme à 18 h 30 le soir. Un enfant part avec un adulte que vous avez \
désigné ; son heure d’arrivée et son heure de départ sont notées.</p>
<h3>Ce qui est facturé</h3>
<p>Une séance commencée est due. Quand le tarif est à la demi-heure, toute demi-heure commencée est due, de l’arrivée \
au départ. Après 18 h 30, chaque quart d’heure de retard commencé s’y ajoute.</p>
<h3>Réserver et annuler</h3>
<p>Une séance se réserve jusqu’à la veille d’école à 9 h, et s’annule jusqu’au matin même à 8 h 30.</p>"""
MERCREDI = 2
DE_LA_FOULE = 50  # children, besides those of the families that have a story


def compter_les_repas(personnages: SimpleNamespace, *, agent: Utilisateur, jour: date) -> None:
    """The two activities with their grids, and an import a month, as an agent makes it; the
    kitchen has had its order."""
    annee = annee_scolaire(jour)
    cantine = _activite("Restaurant scolaire", "Cantine", CANTINE, REPAS, annee)
    garderie = _activite("Garderie scolaire", "Matin et soir", GARDERIE, SEANCE, annee)
    nommes, foule = _enfants(personnages, jour)
    enfants = [*nommes, *foule]
    for activite, texte in (
        (cantine, REGLEMENT_DE_LA_CANTINE),
        (garderie, REGLEMENT_DE_LA_GARDERIE),
    ):
        debut = date(annee, 1, 5)
        ReglementInterieur.objects.create(activite=activite, depuis=debut, texte=texte)
    reserver_les_repas(
        *(cantine, garderie, enfants),
        nommes=len(nommes),
        depuis=Mois.du(jour).decale(-1).debut,
        jour=jour,
        par=agent,
    )
    courant = Mois.du(jour)
    for mois, depuis in ((courant.decale(-1), jours_depuis_le_fichier(jour)), (courant, 0)):
        lignes = [
            ligne
            for le in _jours_de_classe(mois, jour)
            for rang, enfant in enumerate(enfants)
            for ligne in _du_jour(enfant, rang, le, cantine, garderie)
        ]
        if lignes:
            _importer(mois, lignes, le=il_y_a(depuis, 9, 5), agent=agent, jour=jour)
    with au_moment(il_y_a(1, 12, 5)):
        envoyer_les_commandes()


def jours_depuis_le_fichier(jour: date) -> int:
    """Since the last month's counts were brought: the day before that month is billed, or today."""
    return max(jour.day - JOUR_DE_FACTURATION + 1, 0)


def _activite(
    structure: str, nom: str, champs: dict[str, Any], prix: list[str], annee: int
) -> Activite:
    activite = Activite.objects.create(
        structure=Structure.objects.create(nom=structure),
        nom=nom,
        unite_vacances="",
        jours_scolaires=[0, 1, 3, 4],
        age_min=3,
        age_max=11,
        encadree=False,
        fiche_exigee=False,
        assurance_exigee=False,
        **champs,
    )
    unite = champs["unite_comptee"]
    repas = unite == UniteComptee.REPAS
    grille = GrilleTarifaire.objects.create(
        activite=activite,
        unite=unite,
        debut=date(annee, 1, 1),
        deliberation=DELIBERATION.format(annee=annee),
        hors_commune=Decimal(33),
        restauration=repas,
        cout_de_revient=COUT_D_UN_REPAS if repas else None,
        sans_reservation=SANS_RESERVATION if repas else 0,
        retard_au_quart=None if repas else QUART_D_HEURE_DE_RETARD,
    )
    TrancheTarif.objects.bulk_create(
        TrancheTarif(grille=grille, jusqua=jusqua, prix=Decimal(montant))
        for jusqua, montant in zip(TRANCHES, prix, strict=True)
    )
    return activite


def _enfants(personnages: SimpleNamespace, jour: date) -> tuple[list[Enfant], list[Enfant]]:
    """Those of the families that have a story, and a part of the others: all at school, all with a
    file that was open before what is counted."""
    recents = Foyer.objects.filter(cree_le__date__gte=Mois.du(jour).decale(-1).debut)
    annee = annee_scolaire(jour)
    a_l_ecole = Enfant.objects.exclude(ecole=None).filter(
        naissance__year__range=(annee - 10, annee - 3)  # from the PS to the CM2
    )
    a_l_ecole = a_l_ecole.exclude(foyers__in=recents).avec_ecole()
    nommes = a_l_ecole.filter(foyers__in=vars(personnages).values()).distinct().order_by("pk")
    foule = (
        a_l_ecole.exclude(pk__in=nommes)
        .filter(rattachements__garde="principale")
        .distinct()
        .order_by("pk")
    )
    return list(nommes), list(foule[:DE_LA_FOULE])


def _jours_de_classe(mois: Mois, jour: date) -> list[date]:
    calendrier = lire_la_ville(mois.debut, mois.fin).calendrier
    jours = (mois.debut + timedelta(days=rang) for rang in range(mois.fin.day))
    return [
        le
        for le in jours
        if le < jour
        and le.weekday() < 5
        and le.weekday() != MERCREDI
        and calendrier.nature(le) == Nature.SCOLAIRE
    ]


def _du_jour(
    enfant: Enfant, rang: int, le: date, cantine: Activite, garderie: Activite
) -> list[list[str]]:
    """The lines of one child: most eat there, some stay for the garderie; somebody is ill now and
    then."""
    qui = [enfant.nom, enfant.prenom, en_chiffres(enfant.naissance), enfant.nom_ecole]
    lu = tirage(le, rang)
    lignes = []
    if mange(lu):
        # one day alone is never excused (`quotidien.CARENCE`)
        presence = "Absent" if lu in ABSENCES else ""
        lignes.append([*qui, str(cantine), en_chiffres(le), "1", presence])
    if combien := sessions(lu):
        lignes.append([*qui, str(garderie), en_chiffres(le), str(combien), ""])
    return lignes


def _importer(
    mois: Mois, lignes: list[list[str]], *, le: datetime, agent: Utilisateur, jour: date
) -> None:
    """Judged like any file; the few lines that a custody calendar leaves to nobody are not in
    it."""
    controle = controler(_fichier(lignes), mois, jour)
    fautives = {numero for numero, _phrase in controle.fautes}
    if fautives:
        controle = controler(
            _fichier(
                [ligne for numero, ligne in enumerate(lignes, start=2) if numero not in fautives]
            ),
            mois,
            jour,
        )
    fait = ImportConsommation.objects.create(
        mois=mois.debut,
        nom_du_fichier=f"cantine-garderie-{mois.code}.csv",
        etat=ImportConsommation.Etat.FAIT,
        par=agent,
        cree_le=le,
        fait_le=le,
    )
    ecrire(fait, controle, par=agent)
    bilan = bilan_de(fait, controle)
    fait.bilan = {
        cle: valeur for cle, valeur in bilan.items() if cle not in ("apercu", "changements")
    }
    fait.save(update_fields=["bilan"])


def _fichier(lignes: list[list[str]]) -> io.BytesIO:
    return io.BytesIO(
        "\n".join(";".join(ligne) for ligne in [list(ENTETES.values()), *lignes]).encode()
    )
