"""What `reservations` says of personal data."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from famille.donnees import Lecteur, Poste, Tiroir, poste
from famille.models import Enfant, Facture, Foyer, LigneFacture
from famille.socle.requetes.jours import minuit
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois
from reservations.models import (
    AcceptationReglement,
    Attente,
    CampagneFacturation,
    Cession,
    CommandeCuisine,
    ConsommationImportee,
    DeclarationDePriorite,
    DemandeReservation,
    FluxAgenda,
    ImportConsommation,
    Inscription,
    LignePanier,
    ListeDeVoeux,
    Passage,
    Rappel,
    ReductionAccordee,
    Reservation,
    SemaineType,
    Soin,
    VoeuDeListe,
)
from reservations.regles.saison import annee_scolaire, bornes_de_saison

from .effacement import a_revoir, effacer, effacer_les_passees, passees

if TYPE_CHECKING:
    from reservations.models.activites import InscriptionQuerySet
    from reservations.models.demandes import SemaineTypeQuerySet


__all__ = ["EXCLUS", "POSTES", "TIROIRS", "actifs", "effacer", "obstacles"]

EN_COURS = (Attente.Etat.EN_ATTENTE, Attente.Etat.PROPOSEE)
ENFANT = ("enfant", "Enfant", lambda objet, _l: str(objet.enfant))
ACTIVITE = ("activite", "Activité", lambda objet, _l: str(objet.activite))


def _des_foyers(modele: type[Model], *lies: str) -> Callable[[Any], Any]:
    return lambda lecteur: modele._default_manager.filter(foyer__in=lecteur.foyers).select_related(
        "foyer", *lies
    )


def _inscriptions(lecteur: Lecteur) -> "InscriptionQuerySet":
    enfants = Enfant.objects.de(lecteur.utilisateur)
    return Inscription.objects.filter(enfant__in=enfants).select_related(
        "enfant", "activite__structure"
    )


def _lignes(demande: DemandeReservation, _lecteur: Lecteur) -> list[dict[str, str]]:
    """What was asked and answered, without the keys of the rows."""
    noms = ("prenom", "activite_nom", "libelle", "action", "resultat", "phrase")
    return [{nom: ligne.get(nom, "") for nom in noms} for ligne in demande.lignes]


def _semaines_types(lecteur: Lecteur) -> "SemaineTypeQuerySet":
    siennes = SemaineType.objects.de(lecteur.utilisateur).select_related("foyer", "enfant")
    return siennes.select_related("activite__structure").prefetch_related("exceptions")


def _exceptions(semaine: SemaineType, _lecteur: Lecteur) -> list[str]:
    return [str(une) for une in semaine.exceptions.all()]


TIROIRS = [
    Tiroir(
        "inscriptions",
        "Les inscriptions de vos enfants",
        ("reservations.Inscription",),
        _inscriptions,
        (ENFANT, ACTIVITE, "debut", "fin"),
    ),
    Tiroir(
        "reservations",
        "Vos réservations et les présences",
        ("reservations.Reservation",),
        lambda lecteur: Reservation.objects.de(lecteur.utilisateur).select_related(
            "enfant", "creneau__activite__structure"
        ),
        (
            ENFANT,
            ("activite", "Activité", lambda une, _l: str(une.creneau.activite)),
            ("jour", "Jour", lambda une, _l: une.creneau.jour),
            ("moment", "Moment", lambda une, _l: une.creneau.moment_dit),
            *("creee_le", "presence", "pointee_le", "absence_annoncee_le"),
        ),
    ),
    Tiroir(
        "passages",
        "Les arrivées et les départs de vos enfants",
        ("reservations.Passage",),
        lambda lecteur: Passage.objects.de(lecteur.utilisateur).select_related(
            "enfant", "creneau__activite__structure"
        ),
        (
            ENFANT,
            ("activite", "Activité", lambda un, _l: str(un.creneau.activite)),
            *("sens", "le", "note_le", "repris_par", "motif", "attendu_a", "remis_motif"),
        ),
    ),
    Tiroir(
        "soins",
        "Les soins donnés à vos enfants",
        ("reservations.Soin",),
        lambda lecteur: Soin.objects.de(lecteur.utilisateur).select_related(
            "enfant", "activite__structure"
        ),
        (ENFANT, ACTIVITE, "le", "constat", "soin"),
    ),
    Tiroir(
        "demandes-de-reservation",
        "Vos demandes de réservation",
        ("reservations.DemandeReservation",),
        lambda lecteur: DemandeReservation.objects.de(lecteur.utilisateur),
        (
            *("canal", "motif"),
            ("soumise_le", "Soumise le", lambda une, _l: une.soumise_le),
            ("acceptee", "Acceptée", lambda une, _l: une.acceptee),
            ("lignes", "Lignes", _lignes),
        ),
    ),
    Tiroir(
        "panier",
        "Votre panier",
        ("reservations.LignePanier",),
        _des_foyers(LignePanier, "enfant", "activite__structure"),
        (ENFANT, ACTIVITE, "bloc", "action", "cree_le"),
    ),
    Tiroir(
        "semaines-types",
        "Les semaines types de vos enfants",
        ("reservations.SemaineType", "reservations.ExceptionDeSemaine"),
        _semaines_types,
        (
            *(ENFANT, ACTIVITE, "jours", "debut", "fin"),
            ("cree_le", "Choisie le", lambda une, _l: une.cree_le),
            ("exceptions", "Exceptions", _exceptions),
        ),
    ),
    Tiroir(
        "listes-d-attente",
        "Vos listes d’attente",
        ("reservations.Attente",),
        _des_foyers(Attente, "enfant", "activite__structure"),
        (ENFANT, ACTIVITE, "bloc", "etat", "demandee_le", "proposee_le", "expire_le", "motif"),
    ),
    Tiroir(
        "places-cedees",
        "Les places que vous avez cédées",
        ("reservations.Cession",),
        _des_foyers(Cession, "enfant", "activite__structure"),
        (ENFANT, ACTIVITE, "bloc", "etat", "le", "conclue_le"),
    ),
    Tiroir(
        "voeux",
        "Vos vœux",
        ("reservations.ListeDeVoeux", "reservations.EnfantDeListe", "reservations.VoeuDeListe"),
        lambda lecteur: VoeuDeListe.objects.filter(
            liste__in=ListeDeVoeux.objects.de(lecteur.utilisateur)
        ).select_related("enfant", "activite__structure", "liste__tirage__ouverture"),
        (
            ("ouverture", "Ouverture", lambda un, _l: str(un.liste.tirage.ouverture)),
            ENFANT,
            ACTIVITE,
            *("bloc", "rang", "issue"),
            ("cree_le", "Faits le", lambda un, _l: un.liste.cree_le),
        ),
    ),
    Tiroir(
        "priorites",
        "Les priorités que vous avez déclarées",
        ("reservations.DeclarationDePriorite",),
        _des_foyers(DeclarationDePriorite),
        ("genre", "etat", "motif", "declaree_le", "verifiee_le", "jusqu_au"),
    ),
    Tiroir(
        "consommations",
        "La cantine et la garderie",
        ("reservations.ConsommationImportee",),
        _des_foyers(ConsommationImportee, "enfant", "activite__structure"),
        (ENFANT, ACTIVITE, "jour", "quantite", "presence"),
    ),
    Tiroir(
        "reductions",
        "Les réductions qui vous sont accordées",
        ("reservations.ReductionAccordee",),
        _des_foyers(ReductionAccordee, "structure", "activite__structure"),
        (
            *("genre", "seuil", "valeur", "mesure"),
            ("structure", "Structure", lambda une, _l: str(une.structure or "")),
            ("activite", "Activité", lambda une, _l: str(une.activite or "")),
            *("debut", "fin", "motif", "le"),
        ),
    ),
    Tiroir(
        "rappels",
        "Les rappels de vos réservations",
        ("reservations.Rappel",),
        _des_foyers(Rappel),
        ("semaine", "envoye_le", "confirme_le"),
    ),
    Tiroir(
        "reglements",
        "Les règlements que vous avez acceptés",
        ("reservations.AcceptationReglement",),
        _des_foyers(AcceptationReglement, "enfant", "reglement__activite__structure"),
        (ENFANT, ("reglement", "Règlement", lambda une, _l: str(une.reglement)), "le", "origine"),
    ),
    Tiroir(
        "agenda",
        "Votre agenda partagé",
        ("reservations.FluxAgenda",),
        _des_foyers(FluxAgenda),
        (("cree_le", "Partagé depuis le", lambda un, _l: un.cree_le),),
    ),
]
EXCLUS = {
    "reservations.Tirage": (
        "le tirage d’une ouverture, sous des pseudonymes ; ce qui vous concerne est dans vos vœux"
    ),
    "reservations.SaisonReprise": "ce qu’un agent a préparé pour une saison ; aucune famille",
    "reservations.SaisonClose": "des nombres, sans nom ; l’agent qui a clos la saison",
    "reservations.EncadrementDuJour": "ce que le centre a prévu ; l’agent qui l’a écrit",
    "reservations.CommandeCuisine": "des nombres de repas, sans nom ; l’agent qui a corrigé",
    "reservations.Structure": "le centre ; ses directrices et directeurs sont des agents",
    "reservations.Evenement": "ce que la ville a fermé ; l’annulation est dans les réservations",
    "reservations.ImportConsommation": (
        "un fichier déposé par un agent ; ce qu’il dit est dans la consommation"
    ),
    "reservations.CampagneFacturation": (
        "une facturation lancée par un agent ; ses factures sont dans les factures"
    ),
}


def _soins_d_une_saison_finie(limite: date) -> QuerySet[Soin]:
    """Written in a season that was over before `limite`."""
    debut, _fin = bornes_de_saison(annee_scolaire(limite))
    return Soin.objects.filter(le__lt=minuit(debut))


def _commandes_passees(limite: date) -> QuerySet[CommandeCuisine]:
    """Of a meal eaten before `limite`."""
    return CommandeCuisine.objects.filter(jour__lt=limite)


def _voeux_passes(limite: date) -> QuerySet[ListeDeVoeux]:
    """Of an opening whose last day is before `limite`: its draw stays, under pseudonyms that name
    nobody any more."""
    return ListeDeVoeux.objects.filter(tirage__ouverture__fin__lt=limite)


def _priorites_finies(limite: date) -> QuerySet[DeclarationDePriorite]:
    return DeclarationDePriorite.objects.filter(jusqu_au__lt=limite)


def _passages(limite: date) -> QuerySet[Passage]:
    anciens = Passage.objects.filter(creneau__jour__lt=limite)
    return anciens.exclude(foyer__in=a_revoir())


def _consommations(limite: date) -> QuerySet[ConsommationImportee]:
    return ConsommationImportee.objects.filter(jour__lt=limite).exclude(foyer__in=a_revoir())


def _imports(limite: date) -> QuerySet[ImportConsommation]:
    """Files brought and closed, of which no line is left; what was refused of them goes too."""
    return ImportConsommation.objects.filter(cree_le__lt=minuit(limite), lignes=None, fichier="")


def _accuses(limite: date) -> QuerySet[DemandeReservation]:
    """Receipts of which no booking is left."""
    anciens = DemandeReservation.objects.filter(soumise_le__lt=minuit(limite))
    return anciens.filter(reservations=None)


def _attentes(limite: date) -> QuerySet[Attente]:
    return Attente.objects.filter(debut__lt=limite).exclude(etat__in=EN_COURS)


POSTES = [
    Poste(
        "reservations",
        "Réservations et présences",
        "reservations",
        lambda limite: list(passees(limite).values_list("pk", flat=True)),
        effacer_les_passees,
    ),
    poste("passages", "Arrivées et départs", "reservations", _passages),
    poste("consommations", "Consommations importées", "reservations", _consommations),
    poste("imports", "Fichiers de consommation importés", "reservations", _imports),
    poste("accuses", "Demandes de réservation", "reservations", _accuses),
    poste(
        "cessions",
        "Places cédées",
        "reservations",
        lambda limite: Cession.objects.filter(debut__lt=limite),
    ),
    poste("attentes", "Listes d’attente closes", "reservations", _attentes),
    poste(
        "rappels",
        "Rappels de réservation",
        "reservations",
        lambda limite: Rappel.objects.filter(semaine__lt=limite),
    ),
    poste(
        "semaines-types",
        "Semaines types finies",
        "reservations",
        lambda limite: SemaineType.objects.filter(fin__lt=limite),
    ),
    poste("voeux", "Vœux", "voeux", _voeux_passes),
    poste("priorites", "Priorités déclarées", "voeux", _priorites_finies),
    poste("soins", "Registre des soins", "sante", _soins_d_une_saison_finie),
    poste("commandes", "Commandes de cuisine", "sante", _commandes_passees),
]


def actifs(limite: date) -> list[Any]:
    """list of QuerySet of household keys: booked, registered, counted or waiting since `limite`."""
    inscrits = Inscription.objects.filter(Q(fin=None) | Q(fin__gte=limite)).values("enfant")
    return [
        Reservation.objects.filter(creneau__jour__gte=limite).values("foyer"),
        DemandeReservation.objects.filter(soumise_le__gte=minuit(limite)).values("foyer"),
        ConsommationImportee.objects.filter(jour__gte=limite).values("foyer"),
        Attente.objects.filter(Q(demandee_le__gte=minuit(limite)) | Q(etat__in=EN_COURS)).values(
            "foyer"
        ),
        Foyer.objects.filter(rattachements__enfant__in=inscrits).values("pk"),
    ]


def obstacles(foyer: Foyer) -> list[str]:
    """What is still to come, or to bill."""
    a_venir = Reservation.objects.filter(foyer=foyer, creneau__jour__gte=timezone.localdate())
    offertes = Attente.objects.filter(foyer=foyer, etat=Attente.Etat.PROPOSEE)
    essais = [
        (
            a_venir.exists(),
            "Des réservations sont à venir : annulez-les d’abord depuis le calendrier.",
        ),
        (offertes.exists(), "Une place vous est proposée : acceptez-la ou refusez-la d’abord."),
        (
            _reste_a_facturer(foyer),
            "Des journées récentes restent à facturer : le dossier ne peut être effacé qu’ensuite.",
        ),
    ]
    return [phrase for vrai, phrase in essais if vrai]


def _reste_a_facturer(foyer: Foyer) -> bool:
    """Whether something of this month or the one before costs money and is on no published invoice.
    A town that does not invoice waits for nothing."""
    if not CampagneFacturation.objects.exists():
        return False
    facturees = LigneFacture.objects.filter(
        facture__foyer=foyer, facture__etat=Facture.Etat.PUBLIEE, corrigee=False
    )
    deja = set(facturees.values_list("source", flat=True))
    ce_mois = Mois.du(timezone.localdate())
    mois_lus = (ce_mois, ce_mois.decale(-1))
    lignes = (ligne for mois in mois_lus for ligne in lire_consommations(mois, foyers=[foyer.pk]))
    return any(ligne.montant != 0 and ligne.source not in deja for ligne in lignes)
