"""What the machine tells the agent of a prélèvement, and what is left to his eyes."""

from typing import TYPE_CHECKING, Any

from demarches.declaration.verifications import antivirus
from demarches.models import Demande
from famille.models import CreancierSEPA, Service

from .mandat import MandatForm, projet_de
from .souhait import ARRETER, services_couverts, souhait_de

if TYPE_CHECKING:
    from demarches.catalogue.prelevement_automatique.mandat import ProjetDeMandat
    from demarches.catalogue.prelevement_automatique.souhait import Souhait


def verifications(demande: Demande) -> list[dict[str, Any]]:
    """[{"ok", "texte"}]"""
    souhait = souhait_de(demande)
    constats = [*_le_mandat_vise(souhait), *_autres_demandes(demande)]
    if souhait.action == ARRETER:
        return constats
    projet = projet_de(demande)
    if projet is None:
        return [
            non("Le compte ou les services ne sont pas complets : demandez un complément."),
            *constats,
        ]
    return [
        *_le_compte(projet),
        *_les_pieces(demande),
        *_le_titulaire(demande, projet),
        *_les_services(demande, projet),
        *_la_collectivite(),
        *_l_accord(demande),
        *constats,
    ]


def _le_mandat_vise(souhait: "Souhait") -> list[Any]:
    if souhait.mandat and not souhait.mandat.en_vigueur:
        return [
            non(
                f"Le mandat {souhait.mandat.rum} n’est plus en vigueur : cette demande ne peut plus"
                " être validée."
            )
        ]
    return []


def _autres_demandes(demande: Demande) -> list[Any]:
    """Two adults may ask at once: the agent decides which one holds."""
    autres = (
        Demande.objects.a_traiter()
        .filter(code=demande.code, foyer=demande.foyer)
        .exclude(pk=demande.pk)
    )
    return [
        a_voir(f"Une autre demande de prélèvement attend dans ce foyer : {autre.numero}.")
        for autre in autres
    ]


def _le_compte(projet: "ProjetDeMandat") -> list[dict[str, Any]]:
    compte = projet.compte
    if not compte.banque:
        return [
            oui("IBAN sans erreur, de la zone SEPA."),
            a_voir("Banque inconnue du portail : lisez-la sur le RIB."),
        ]
    bic = f" (BIC {compte.bic})" if compte.bic else ""
    return [oui(f"IBAN sans erreur, tenu par {compte.banque}{bic}.")]


def _les_pieces(demande: Demande) -> list[dict[str, Any]]:
    pieces = [piece.document for piece in demande.pieces_jointes if piece.etape == "compte"]
    return [antivirus(document) for document in pieces] or [a_voir("Aucun RIB n’est joint.")]


def _le_titulaire(demande: Demande, projet: "ProjetDeMandat") -> list[dict[str, Any]]:
    constats = [
        a_voir(
            f"Titulaire et compte à comparer avec le RIB : {projet.titulaire},"
            f" {projet.compte.masque}."
        )
    ]
    if projet.titulaire.utilisateur_id != demande.par_id:
        constats.append(
            a_voir(
                f"La demande est envoyée par {demande.par} : assurez-vous de l’accord de"
                f" {projet.titulaire}."
            )
        )
    if demande.foyer.adresse is None:
        constats.append(non("Le dossier n’a pas d’adresse : enregistrez-la avant de valider."))
    return constats


def _les_services(demande: Demande, projet: "ProjetDeMandat") -> list[Any]:
    propres = (
        {couvert.service for couvert in projet.remplace.services.all()}
        if projet.remplace
        else set()
    )
    pris = (services_couverts(demande.foyer) - propres) & set(projet.services)
    return [
        non(f"Déjà prélevé par un autre mandat : {Service(service).label}.")
        for service in sorted(pris)
    ]


def _la_collectivite() -> list[Any]:
    return [non(f"Réglages : il manque {manque}.") for manque in CreancierSEPA.lire().manques()]


def _l_accord(demande: Demande) -> list[dict[str, Any]]:
    page = MandatForm.de_la_demande(demande, "mandat")
    page.is_valid()
    if page.est_celui_lu(page.cleaned_data.get("sceau", "")):
        return [oui("Le mandat accepté est bien celui-ci.")]
    return [
        non(
            "Le mandat accepté n’est pas celui-ci : demandez un complément en rendant la page «"
            " Mandat »."
        )
    ]


def oui(texte: str) -> dict[str, Any]:
    return {"ok": True, "texte": texte}


def non(texte: str) -> dict[str, Any]:
    return {"ok": False, "texte": texte}


def a_voir(texte: str) -> dict[str, Any]:
    return {"ok": None, "texte": texte}
