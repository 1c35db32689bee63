"""What `reservations` says of personal data."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from famille.models import Facture, Foyer, LigneFacture
from famille.mouvements.donnees import Lecteur, Poste, Tiroir, poste
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
    from reservations.models.communs import DuFoyerQuerySet


__all__ = ["EXCLUS", "POSTES", "TIROIRS", "actifs", "effacer", "obstacles"]

EN_COURS = (Attente.Etat.EN_ATTENTE, Attente.Etat.PROPOSEE)
ENFANT = ("enfant", "Enfant", lambda objet, _l: str(objet.enfant))
ACTIVITE = ("activite", "Activité", lambda objet, _l: str(objet.activite))
DU_CRENEAU = ("activite", "Activité", lambda objet, _l: str(objet.creneau.activite))
AVEC = ("enfant", "activite__structure")  # read with a row that has ENFANT and ACTIVITE


def _tiroir(
    code: str, titre: str, modele: type[Model], champs: tuple, *lies: str, foyer: bool = True
) -> Tiroir:
    """The rows of the account's households (`foyer`), or its own by the model (`de`); `lies`: what
    is read with them."""

    def lire(lecteur: Lecteur) -> Any:
        lignes: Any = modele._default_manager
        if foyer:
            return lignes.filter(foyer__in=lecteur.foyers).select_related("foyer", *lies)
        siennes = lignes.de(lecteur.utilisateur)
        return siennes.select_related(*lies) if lies else siennes  # without a name: every key

    return Tiroir(code, titre, (modele._meta.label,), lire, champs)


def _lignes(demande: DemandeReservation, _lecteur: Lecteur) -> list[dict[str, str]]:
    """What was asked and answered, without the keys of the rows."""
    noms = ("prenom", "activite_nom", "libelle", "action", "resultat", "phrase")
    return [{nom: ligne.get(nom, "") for nom in noms} for ligne in demande.lignes]


def _semaines_types(lecteur: Lecteur) -> "DuFoyerQuerySet":
    siennes = SemaineType.objects.de(lecteur.utilisateur).select_related("foyer", *AVEC)
    return siennes.prefetch_related("exceptions")


TIROIRS = [
    _tiroir(
        *("inscriptions", "Les inscriptions de vos enfants", Inscription),
        *((ENFANT, ACTIVITE, "debut", "fin"), *AVEC),
        foyer=False,
    ),
    _tiroir(
        *("reservations", "Vos réservations et les présences", Reservation),
        (
            *(ENFANT, DU_CRENEAU),
            ("jour", "Jour", lambda une, _l: une.creneau.jour),
            ("moment", "Moment", lambda une, _l: une.creneau.moment_dit),
            *("creee_le", "presence", "pointee_le", "absence_annoncee_le"),
        ),
        *("enfant", "creneau__activite__structure"),
        foyer=False,
    ),
    _tiroir(
        *("passages", "Les arrivées et les départs de vos enfants", Passage),
        (
            *(ENFANT, DU_CRENEAU),
            *("sens", "le", "note_le", "repris_par", "motif", "attendu_a", "remis_motif"),
        ),
        *("enfant", "creneau__activite__structure"),
        foyer=False,
    ),
    _tiroir(
        *("soins", "Les soins donnés à vos enfants", Soin),
        *((ENFANT, ACTIVITE, "le", "constat", "soin"), *AVEC),
        foyer=False,
    ),
    _tiroir(
        *("demandes-de-reservation", "Vos demandes de réservation", DemandeReservation),
        (
            *("canal", "motif"),
            ("soumise_le", "Soumise le", lambda une, _l: une.soumise_le),
            ("acceptee", "Acceptée", lambda une, _l: une.acceptee),
            ("lignes", "Lignes", _lignes),
        ),
        foyer=False,
    ),
    _tiroir(
        *("panier", "Votre panier", LignePanier),
        *((ENFANT, ACTIVITE, "bloc", "action", "cree_le"), *AVEC),
    ),
    Tiroir(
        "semaines-types",
        "Les semaines types de vos enfants",
        ("reservations.SemaineType", "reservations.ExceptionDeSemaine"),
        _semaines_types,
        (
            *(ENFANT, ACTIVITE, "jours", "debut", "fin"),
            ("cree_le", "Choisie le", lambda une, _l: une.cree_le),
            ("exceptions", "Exceptions", lambda une, _l: [str(un) for un in une.exceptions.all()]),
        ),
    ),
    _tiroir(
        *("listes-d-attente", "Vos listes d’attente", Attente),
        (ENFANT, ACTIVITE, "bloc", "etat", "demandee_le", "proposee_le", "expire_le", "motif"),
        *AVEC,
    ),
    _tiroir(
        *("places-cedees", "Les places que vous avez cédées", Cession),
        *((ENFANT, ACTIVITE, "bloc", "etat", "le", "conclue_le"), *AVEC),
    ),
    Tiroir(
        "voeux",
        "Vos vœux",
        ("reservations.ListeDeVoeux", "reservations.EnfantDeListe", "reservations.VoeuDeListe"),
        lambda lecteur: VoeuDeListe.objects.filter(
            liste__in=ListeDeVoeux.objects.de(lecteur.utilisateur)
        ).select_related(*AVEC, "liste__tirage__ouverture"),
        (
            ("ouverture", "Ouverture", lambda un, _l: str(un.liste.tirage.ouverture)),
            *(ENFANT, ACTIVITE, "bloc", "rang", "issue"),
            ("cree_le", "Faits le", lambda un, _l: un.liste.cree_le),
        ),
    ),
    _tiroir(
        *("priorites", "Les priorités que vous avez déclarées", DeclarationDePriorite),
        ("genre", "etat", "motif", "declaree_le", "verifiee_le", "jusqu_au"),
    ),
    _tiroir(
        *("consommations", "La cantine et la garderie", ConsommationImportee),
        *((ENFANT, ACTIVITE, "jour", "quantite", "presence"), *AVEC),
    ),
    _tiroir(
        *("reductions", "Les réductions qui vous sont accordées", ReductionAccordee),
        (
            *("genre", "seuil", "valeur", "mesure"),
            ("structure", "Structure", lambda une, _l: str(une.structure or "")),
            ("activite", "Activité", lambda une, _l: str(une.activite or "")),
            *("debut", "fin", "motif", "le"),
        ),
        *("structure", "activite__structure"),
    ),
    _tiroir(
        *("rappels", "Les rappels de vos réservations", Rappel),
        ("semaine", "envoye_le", "confirme_le"),
    ),
    _tiroir(
        *("reglements", "Les règlements que vous avez acceptés", AcceptationReglement),
        (ENFANT, ("reglement", "Règlement", lambda une, _l: str(une.reglement)), "le", "origine"),
        *("enfant", "reglement__activite__structure"),
    ),
    _tiroir(
        *("agenda", "Votre agenda partagé", FluxAgenda),
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
    """The orders of meals eaten before `limite`."""
    return CommandeCuisine.objects.filter(jour__lt=limite)


def _voeux_passes(limite: date) -> QuerySet[ListeDeVoeux]:
    """The wishes of openings whose last day is before `limite`. The draws stay, under pseudonyms
    that name nobody any more."""
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
    return any(ligne.prix.montant != 0 and ligne.quoi.source not in deja for ligne in lignes)
