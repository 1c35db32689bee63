"""Of his households: by the doors of the family's pages, nothing of another home (D11)."""

from collections.abc import Callable
from typing import Any

from famille import models
from famille.dossier.foyers.fiche import SANS_COMPTE, auteur, consultations, modifications
from famille.dossier.foyers.personnes import COURRIEL
from famille.journal.modifications import decrire
from famille.models import Consultation, Fil, Invitation, Message, Modification, Responsable
from famille.mouvements.donnees import Lecteur
from famille.socle.saisie.pays import nom_du_pays

from .champs import ENFANT, FOYER, ChampDit, a_lui, de_soi, des_foyers, par, tiroir


def _telephone(nom: str) -> Callable[[Any, Any], Any | str]:
    """One's own only: the other adult's are his."""
    return lambda objet, lecteur: (
        getattr(objet, nom) if objet.utilisateur_id == lecteur.utilisateur.pk else ""
    )


def _sans_les_moyens_de_l_autre(nom: str) -> Callable[[Any, Any], Any]:
    """What a change said, without the telephones and the mail of another adult, that it quotes."""

    def lire(objet: Modification, lecteur: Lecteur) -> dict[str, str]:
        valeurs = getattr(objet, nom)
        adultes = [un for foyer in lecteur.foyers for un in foyer.responsables.all()]
        soi = {f"responsable {un}" for un in adultes if un.utilisateur_id == lecteur.utilisateur.pk}
        if not objet.objet.startswith("responsable ") or objet.objet in soi:
            return valeurs
        return {libelle: valeur for libelle, valeur in valeurs.items() if libelle not in MOYENS}

    return lire


def _agent(objet: Consultation, lecteur: Lecteur) -> str:
    return auteur(objet.par, lecteur.miens) if objet.par else SANS_COMPTE


# As the journal of the file names them.
MOYENS = {COURRIEL, *decrire(Responsable(), ["telephone_portable", "telephone_fixe"])}


def _messages(modele: Any, lecteur: Lecteur) -> Any:
    fils = Fil.objects.de(lecteur.utilisateur).values("pk")
    siens = modele.objects.filter(fil__in=fils).select_related("fil")
    return siens.prefetch_related("documents").order_by("fil", "le")


QUI: ChampDit = ("qui", "Qui", lambda une, _l: str(une.responsable))
CONVERSATION: ChampDit = ("conversation", "Conversation", lambda une, _l: une.fil.sujet)
DU_FOYER = [
    tiroir(
        "foyers",
        "Votre dossier",
        models.Foyer,
        lambda _modele, lecteur: lecteur.foyers,
        "numero nom situation regime cree_le",
    ),
    tiroir(
        "adultes",
        "Les adultes du foyer",
        Responsable,
        lambda modele, lecteur: (
            modele.objects.actuels().filter(foyer__in=lecteur.foyers).select_related("foyer")
        ),
        FOYER,
        "prenom nom lien",
        (
            "telephone_portable",
            "Téléphone portable (le vôtre)",
            _telephone("telephone_portable"),
        ),
        ("telephone_fixe", "Autre téléphone (le vôtre)", _telephone("telephone_fixe")),
    ),
    tiroir(
        "identite",
        "Votre identité d’état civil",
        models.IdentitePivot,
        a_lui("responsable"),
        QUI,
        "nom prenoms sexe naissance lieu pays origine le",
    ),
    tiroir(
        "invitations",
        "L’invitation à ouvrir votre compte",
        Invitation,
        de_soi("responsable", par="responsable__utilisateur"),
        QUI,
        "moyen envoyee_le envois code_fin repondue_le",
    ),
    tiroir(
        "adresses",
        "Vos adresses",
        models.AdresseFoyer,
        des_foyers(),
        FOYER,
        "voie complement code_postal commune",
        ("pays", "Pays", lambda une, _l: nom_du_pays(une.pays)),
        "dans_agglomeration depuis",
    ),
    tiroir(
        "quotients",
        "Votre quotient familial",
        models.QuotientFamilial,
        des_foyers(),
        FOYER,
        "valeur debut fin source",
    ),
    tiroir(
        "contacts",
        "Vos contacts",
        models.ContactFamille,
        des_foyers(),
        FOYER,
        "prenom nom lien telephone a_prevenir peut_recuperer ordre",
    ),
    tiroir(
        "historique",
        "L’historique de votre dossier",
        Modification,
        lambda _modele, lecteur: modifications(lecteur.foyers),
        FOYER,
        "objet le",
        ("avant", "Avant", _sans_les_moyens_de_l_autre("avant")),
        ("apres", "Après", _sans_les_moyens_de_l_autre("apres")),
        "origine",
        par("par"),
    ),
    tiroir(
        "consultations",
        "Qui a consulté votre dossier",
        Consultation,
        lambda _modele, lecteur: consultations(lecteur.foyers).select_related(
            "par", "foyer", "sante_de"
        ),
        FOYER,
        "quoi le",
        ("agent", "Par", _agent),
        ("sante_de", "Santé de", lambda une, _l: str(une.sante_de or "")),
    ),
    tiroir(
        "acces",
        "Les accès à votre dossier que des agents ont ouverts",
        models.AccesAConfirmer,
        des_foyers("par"),
        FOYER,
        "nature le",
        ("agent", "Par", _agent),
        "ferme confirme_le conteste_le tranche_le",
    ),
    tiroir(
        "conversations",
        "Vos conversations",
        Fil,
        a_lui("foyer", "enfant"),
        FOYER,
        ENFANT,
        "sujet origine etat cree_le",
    ),
    tiroir(
        "messages",
        "Vos messages",
        Message,
        _messages,
        CONVERSATION,
        "auteur du_service le texte",
        ("pieces", "Pièces", lambda un, _l: [papier.nom for papier in un.documents.all()]),
    ),
    tiroir(
        "lectures",
        "Vos lectures des conversations",
        models.LectureFil,
        de_soi("fil"),
        CONVERSATION,
        ("lu_le", "Lue le", lambda une, _l: une.lu_le),
    ),
]
