"""What `demarches` says of personal data."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Model, Q, QuerySet

from demarches.depot import peremption
from demarches.models import (
    AccordCaisses,
    Accuse,
    Complement,
    Demande,
    Passage,
    PieceJointe,
    PlaceDemandee,
    QuotientDemande,
    ReponseDeReinscription,
    VueDeCampagne,
)
from famille.models import Foyer
from famille.mouvements.donnees import Lecteur, Poste, PosteAilleurs, Tiroir, poste
from famille.socle.requetes.jours import minuit

from . import effacement

if TYPE_CHECKING:
    from demarches.models.demande import DemandeQuerySet


effacer = effacement.effacer_du_foyer
OUVERTS = (Demande.Statut.EN_ATTENTE, Demande.Statut.A_COMPLETER, Demande.Statut.REPONDUE)
DEMANDE = ("demande", "Demande", lambda objet, _l: objet.demande.numero or "Brouillon")


def _des_demandes(modele: type[Model], *lies: str) -> Callable[[Any], Any]:
    def lire(lecteur: Lecteur) -> Any:
        demandes = Demande.objects.de(lecteur.utilisateur).values("pk")
        return modele._default_manager.filter(demande__in=demandes).select_related("demande", *lies)

    return lire


def _reponses(demande: Demande, _lecteur: Lecteur) -> dict[str, Any]:
    """What was answered, as the family reads it; what is secret masked."""
    pages = demande.recapitulatif
    if not pages and demande.demarche:
        pages = demande.demarche.recapitulatif(demande, demande.donnees)
    return {
        page["titre"]: {une["libelle"]: une["valeur"] for une in page["lignes"]} for page in pages
    }


def _passages(lecteur: Lecteur) -> QuerySet[Passage]:
    return _des_demandes(Passage)(lecteur).filter(annule_le=None)


TIROIRS = [
    Tiroir(
        "demarches",
        "Vos démarches",
        ("demarches.Demande",),
        lambda lecteur: Demande.objects.de(lecteur.utilisateur).select_related("enfant", "foyer"),
        (
            *("numero", ("titre", "Démarche", lambda une, _l: une.titre)),
            *("statut", "canal", "cree_le", "deposee_le"),
            ("enfant", "Enfant", lambda une, _l: str(une.enfant or "")),
            "a_propos",
            ("reponses", "Vos réponses", _reponses),
            ("changements", "Ce qui a changé", lambda une, _l: une.changements),
        ),
    ),
    Tiroir(
        "pieces-des-demarches",
        "Les pièces de vos démarches",
        ("demarches.PieceJointe",),
        _des_demandes(PieceJointe, "document"),
        (DEMANDE, ("nom", "Fichier", lambda une, _l: une.document.nom)),
    ),
    Tiroir(
        "suivi-des-demarches",
        "Le suivi de vos démarches",
        ("demarches.Passage",),
        _passages,
        (
            *(DEMANDE, "de", "vers", "le", "motif"),
            ("signature", "Décidé par", lambda un, _l: un.signature),
            "voies_de_recours",
        ),
    ),
    Tiroir(
        "complements",
        "Les compléments demandés",
        ("demarches.Complement", "demarches.SaisieDuComplement"),
        _des_demandes(Complement),
        (
            *(DEMANDE, "message", "limite"),
            ("demande_le", "Demandé le", lambda un, _l: un.demande_le),
            ("recu_le", "Reçu le", lambda un, _l: un.recu_le),
            ("saisi_par", "Saisi pour vous", lambda un, _l: un.mentions.get("saisie_par", "")),
        ),
    ),
    Tiroir(
        "accuses",
        "Vos accusés de réception",
        ("demarches.Accuse",),
        _des_demandes(Accuse),
        (DEMANDE, ("emis_le", "Émis le", lambda un, _l: un.emis_le), "mentions"),
    ),
    Tiroir(
        "places-demandees",
        "Les places demandées",
        ("demarches.PlaceDemandee",),
        _des_demandes(PlaceDemandee, "activite__structure"),
        (DEMANDE, ("activite", "Activité", lambda une, _l: str(une.activite)), "saison"),
    ),
    Tiroir(
        "reinscriptions",
        "Vos réponses de réinscription",
        ("demarches.ReponseDeReinscription",),
        _des_demandes(ReponseDeReinscription, "campagne"),
        (
            *(DEMANDE, "campagne"),
            ("revient", "Revient", lambda une, _l: "oui" if une.revient else "non"),
            ("notee_le", "Notée le", lambda une, _l: une.notee_le),
        ),
    ),
    Tiroir(
        "reinscriptions-vues",
        "Les réinscriptions que vous avez ouvertes",
        ("demarches.VueDeCampagne",),
        lambda lecteur: VueDeCampagne.objects.filter(foyer__in=lecteur.foyers).select_related(
            "campagne"
        ),
        (("campagne", "Campagne", lambda une, _l: str(une.campagne)), "le"),
    ),
    Tiroir(
        "accords-pour-le-quotient",
        "Vos accords pour demander le quotient",
        ("demarches.AccordCaisses",),
        lambda lecteur: AccordCaisses.objects.filter(foyer__in=lecteur.foyers),
        ("texte", "donne_le", "retire_le"),
    ),
    Tiroir(
        "quotients-demandes",
        "Ce que la CAF et la MSA ont répondu",
        ("demarches.QuotientDemande",),
        lambda lecteur: QuotientDemande.objects.filter(foyer__in=lecteur.foyers),
        (
            *("le", ("issue", "Réponse", lambda une, _l: une.get_issue_display())),
            *("valeur", "mois", "calcule", "regime"),
            ("suite", "Ce qui en a été fait", lambda une, _l: une.get_suite_display()),
        ),
    ),
]
EXCLUS = {
    "demarches.LotDeQuotients": "aucune donnée de famille ; l’agent qui l’a demandé",
    "demarches.CampagneReinscription": "aucune donnée de famille ; l’agent qui l’a réglée",
    "demarches.NoteInterne": (
        "remise à la demande, après relecture : elle peut parler d’autres personnes"
    ),
    "demarches.MouvementDeListe": (
        "le motif d’un changement de rang, écrit par un agent : remis à la demande"
    ),
    "demarches.EffetsDeValidation": (
        "la copie, pendant dix minutes, de ce qu’une validation a changé"
    ),
}


def decidees(statuts: tuple[Demande.Statut, ...]) -> Callable[[Any], Any]:
    """limite → QuerySet of Demande: in one of these states since before `limite`."""

    def lignes(limite: date) -> "DemandeQuerySet":
        datees = Demande.objects.filter(statut__in=statuts).annotate(decidee_le=Max("passages__le"))
        # Those of before the passages were kept: the day when they were sent.
        return datees.filter(
            Q(decidee_le__lt=minuit(limite)) | Q(decidee_le=None, deposee_le__lt=minuit(limite))
        ).order_by("pk")

    return lignes


def _poste(code: str, titre: str, duree: str, *statuts: Demande.Statut) -> Poste:
    lignes = decidees(statuts)
    return Poste(
        code,
        titre,
        duree,
        lambda limite: list(lignes(limite).values_list("pk", flat=True)),
        lambda cles, limite: effacement.effacer_demandes(lignes(limite).filter(pk__in=cles)),
    )


_S = Demande.Statut
POSTES = [
    Poste(
        "demarches-sante",
        "Réponses et pièces de santé des démarches décidées",
        "sante",
        effacement.avec_de_la_sante,
        effacement.effacer_la_sante,
    ),
    _poste("demandes", "Démarches validées", "demandes", _S.VALIDEE),
    _poste(
        *("demandes-sans-suite", "Démarches rejetées ou retirées", "demandes_sans_suite"),
        *(_S.REJETEE, _S.RETIREE),
    ),
    poste(
        "quotients-demandes",
        "Questions posées à la CAF et à la MSA, et leurs réponses",
        "demandes",
        lambda limite: QuotientDemande.objects.filter(le__lt=minuit(limite)).order_by("pk"),
    ),
    _poste("demandes-closes", "Messages clos, envoyés par la démarche", "conversations", _S.CLOSE),
    PosteAilleurs(
        "brouillons",
        "Brouillons abandonnés",
        lambda: len(peremption.a_purger()),
        peremption.purger_brouillons,
    ),
    PosteAilleurs(
        "comptes",
        "Comptes effacés devenus inutiles",
        lambda: effacement.comptes_inutiles().count(),
        effacement.purger_les_comptes_inutiles,
    ),
]


def actifs(limite: date) -> list[Any]:
    """list of QuerySet of household keys: a demande open, or touched since `limite`."""
    depuis = minuit(limite)
    recentes = Q(modifie_le__gte=depuis) | Q(deposee_le__gte=depuis) | Q(statut__in=OUVERTS)
    return [
        Demande.objects.filter(recentes).values("foyer"),
        Passage.objects.filter(le__gte=depuis).values("demande__foyer"),
    ]


def retenus() -> list[Any]:
    return [Demande.objects.values("foyer")]


def obstacles(foyer: Foyer) -> list[str]:
    """What waits for an answer, but the request to erase itself."""
    ouvertes = Demande.objects.filter(foyer=foyer, statut__in=OUVERTS).exclude(code=effacement.CODE)
    if not ouvertes.exists():
        return []
    return ["Une autre démarche attend une réponse : elle doit d’abord être traitée, ou retirée."]
