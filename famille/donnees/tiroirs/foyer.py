"""Of his households: by the doors of the family's pages, nothing of another home (D11)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from famille.donnees import Lecteur, Tiroir
from famille.foyers.fiche import SANS_COMPTE, auteur, consultations, modifications
from famille.foyers.personnes import COURRIEL
from famille.journal.modifications import decrire
from famille.models import (
    AccesAConfirmer,
    AdresseFoyer,
    Consultation,
    ContactFamille,
    Fil,
    IdentitePivot,
    Invitation,
    LectureFil,
    Message,
    Modification,
    QuotientFamilial,
    Responsable,
)
from famille.socle.saisie.pays import nom_du_pays

from .champs import ENFANT, FOYER, des_foyers, par


def _telephone(nom: str) -> Callable[[Any, Any], Any | str]:
    """One's own only: the other adult's are his."""
    return lambda objet, lecteur: (
        getattr(objet, nom) if objet.utilisateur_id == lecteur.utilisateur.pk else ""
    )


def _sans_les_moyens_de_l_autre(nom: str) -> Callable[[Any, Any], Any]:
    """What a change said, without the telephones and the mail address of another adult: the journal
    quotes them."""

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


def _fils(lecteur: Lecteur) -> QuerySet[Fil]:
    return Fil.objects.de(lecteur.utilisateur).select_related("foyer", "enfant")


def _messages(lecteur: Lecteur) -> QuerySet[Message]:
    fils = Fil.objects.de(lecteur.utilisateur).values("pk")
    return (
        Message.objects.filter(fil__in=fils)
        .select_related("fil")
        .prefetch_related("documents")
        .order_by("fil", "le")
    )


def _pieces(message: Message, _lecteur: Lecteur) -> list[Any]:
    return [document.nom for document in message.documents.all()]


DU_FOYER = [
    Tiroir(
        "foyers",
        "Votre dossier",
        ("famille.Foyer",),
        lambda lecteur: lecteur.foyers,
        ("numero", "nom", "situation", "regime", "cree_le"),
    ),
    Tiroir(
        "adultes",
        "Les adultes du foyer",
        ("famille.Responsable",),
        lambda lecteur: (
            Responsable.objects.actuels().filter(foyer__in=lecteur.foyers).select_related("foyer")
        ),
        (
            *(FOYER, "prenom", "nom", "lien"),
            (
                "telephone_portable",
                "Téléphone portable (le vôtre)",
                _telephone("telephone_portable"),
            ),
            ("telephone_fixe", "Autre téléphone (le vôtre)", _telephone("telephone_fixe")),
        ),
    ),
    Tiroir(
        "identite",
        "Votre identité d’état civil",
        ("famille.IdentitePivot",),
        lambda lecteur: IdentitePivot.objects.de(lecteur.utilisateur).select_related("responsable"),
        (
            ("qui", "Qui", lambda une, _lecteur: str(une.responsable)),
            *("nom", "prenoms", "sexe", "naissance", "lieu", "pays", "origine", "le"),
        ),
    ),
    Tiroir(
        "invitations",
        "L’invitation à ouvrir votre compte",
        ("famille.Invitation",),
        lambda lecteur: Invitation.objects.filter(
            responsable__utilisateur=lecteur.utilisateur
        ).select_related("responsable"),
        (
            ("qui", "Qui", lambda une, _lecteur: str(une.responsable)),
            *("moyen", "envoyee_le", "envois", "code_fin", "repondue_le"),
        ),
    ),
    Tiroir(
        "adresses",
        "Vos adresses",
        ("famille.AdresseFoyer",),
        des_foyers(AdresseFoyer),
        (
            *(FOYER, "voie", "complement", "code_postal", "commune"),
            ("pays", "Pays", lambda une, _lecteur: nom_du_pays(une.pays)),
            *("dans_agglomeration", "depuis"),
        ),
    ),
    Tiroir(
        "quotients",
        "Votre quotient familial",
        ("famille.QuotientFamilial",),
        des_foyers(QuotientFamilial),
        (FOYER, "valeur", "debut", "fin", "source"),
    ),
    Tiroir(
        "contacts",
        "Vos contacts",
        ("famille.ContactFamille",),
        des_foyers(ContactFamille),
        (FOYER, "prenom", "nom", "lien", "telephone", "a_prevenir", "peut_recuperer", "ordre"),
    ),
    Tiroir(
        "historique",
        "L’historique de votre dossier",
        ("famille.Modification",),
        lambda lecteur: modifications(lecteur.foyers),
        (
            *(FOYER, "objet", "le"),
            ("avant", "Avant", _sans_les_moyens_de_l_autre("avant")),
            ("apres", "Après", _sans_les_moyens_de_l_autre("apres")),
            *("origine", par("par")),
        ),
    ),
    Tiroir(
        "consultations",
        "Qui a consulté votre dossier",
        ("famille.Consultation",),
        lambda lecteur: consultations(lecteur.foyers).select_related("par", "foyer", "sante_de"),
        (
            *(FOYER, "quoi", "le", ("agent", "Par", _agent)),
            ("sante_de", "Santé de", lambda une, _l: str(une.sante_de or "")),
        ),
    ),
    Tiroir(
        "acces",
        "Les accès à votre dossier que des agents ont ouverts",
        ("famille.AccesAConfirmer",),
        des_foyers(AccesAConfirmer, "par"),
        (
            *(FOYER, "nature", "le"),
            ("agent", "Par", _agent),
            "ferme",
            "confirme_le",
            "conteste_le",
            "tranche_le",
        ),
    ),
    Tiroir(
        "conversations",
        "Vos conversations",
        ("famille.Fil",),
        _fils,
        (FOYER, ENFANT, "sujet", "origine", "etat", "cree_le"),
    ),
    Tiroir(
        "messages",
        "Vos messages",
        ("famille.Message",),
        _messages,
        (
            ("conversation", "Conversation", lambda un, _l: un.fil.sujet),
            *("auteur", "du_service", "le"),
            ("texte", "Texte", lambda un, _l: un.texte),
            ("pieces", "Pièces", _pieces),
        ),
    ),
    Tiroir(
        "lectures",
        "Vos lectures des conversations",
        ("famille.LectureFil",),
        lambda lecteur: LectureFil.objects.filter(utilisateur=lecteur.utilisateur).select_related(
            "fil"
        ),
        (
            ("conversation", "Conversation", lambda une, _l: une.fil.sujet),
            ("lu_le", "Lue le", lambda une, _l: une.lu_le),
        ),
    ),
]
