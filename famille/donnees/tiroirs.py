"""What a copy tells of the household's file: by the doors of the family's pages, nothing of another
home (D11)."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, QuerySet

from famille.foyers.fiche import SANS_COMPTE, auteur, consultations, modifications
from famille.foyers.personnes import COURRIEL
from famille.journal.modifications import decrire
from famille.models import (
    AccesAConfirmer,
    AdresseFoyer,
    Alerte,
    AppareilAlerte,
    Autorisation,
    ChoixAlerte,
    Consultation,
    ContactFamille,
    Courriel,
    Document,
    Enfant,
    FicheSanitaire,
    Fil,
    LectureFil,
    Message,
    Modification,
    Notification,
    PeriodeDeGarde,
    QuotientFamilial,
    RappelDossier,
    Rattachement,
    Responsable,
    SanteDeclaree,
    enfants_ouverts_a,
)
from famille.socle.saisie.pays import nom_du_pays

from . import Lecteur, Tiroir
from .tiroirs_comptables import DE_LA_COMPTABILITE


def foyer(objet: Model, _lecteur: Lecteur) -> str:
    return objet.foyer.numero


def enfant(objet: Model, _lecteur: Lecteur) -> str:
    return str(objet.enfant) if objet.enfant_id else ""


def par(nom: str) -> tuple[str, str, Callable[[Any, Any], str]]:
    """The field of who did it, never an adult of another home."""
    return ("par", "Par", lambda objet, lecteur: auteur(getattr(objet, nom), lecteur.miens))


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
FOYER = ("foyer", "Dossier", foyer)
ENFANT = ("enfant", "Enfant", enfant)


def _des_foyers(modele: type[Model], *lies: str) -> Callable[[Lecteur], Any]:
    """Rows of the reader's households."""

    def lire(lecteur: Lecteur) -> Any:
        return modele.objects.filter(foyer__in=lecteur.foyers).select_related("foyer", *lies)

    return lire


def _des_enfants(modele: type[Autorisation], *lies: str) -> Callable[[Lecteur], Any]:
    """Rows of the reader's children, that both homes see."""

    def lire(lecteur: Lecteur) -> QuerySet[Autorisation]:
        return modele.objects.filter(
            enfant__in=Enfant.objects.de(lecteur.utilisateur)
        ).select_related("enfant", *lies)

    return lire


def _a_moi(
    modele: type[EmailAddress] | type[UserSession] | type[Authenticator], champ: str = "utilisateur"
) -> Callable[[Any], Any]:
    return lambda lecteur: modele.objects.filter(**{champ: lecteur.utilisateur})


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


DU_COMPTE = [
    Tiroir(
        "compte",
        "Votre compte",
        ("famille.Utilisateur",),
        lambda lecteur: [lecteur.utilisateur],
        ("email", "first_name", "last_name", "qualite", "service", "date_joined", "last_login"),
    ),
    Tiroir(
        "adresses-e-mail",
        "Vos adresses e-mail",
        ("account.EmailAddress",),
        _a_moi(EmailAddress, "user"),
        ("email", "verified", "primary"),
    ),
    Tiroir(
        "connexions",
        "Vos appareils connectés",
        ("usersessions.UserSession",),
        _a_moi(UserSession, "user"),
        (
            ("creee_le", "Depuis", lambda une, _l: une.created_at),
            ("vue_le", "Dernière activité", lambda une, _l: une.last_seen_at),
            ("ip", "Adresse IP", lambda une, _l: une.ip),
            ("appareil", "Appareil", lambda une, _l: une.user_agent),
        ),
    ),
    Tiroir(
        "deux-etapes",
        "Votre validation en deux étapes",
        ("mfa.Authenticator",),
        _a_moi(Authenticator, "user"),
        (
            ("genre", "Moyen", lambda un, _l: un.get_type_display()),
            ("le", "Depuis", lambda un, _l: un.created_at),
        ),
    ),
    Tiroir(
        "notifications",
        "Vos notifications",
        ("famille.Notification",),
        lambda lecteur: Notification.objects.de(lecteur.utilisateur),
        ("titre", "le", "lu_le"),
    ),
    Tiroir(
        "choix-d-alertes",
        "Les alertes que vous avez demandées",
        ("famille.ChoixAlerte",),
        lambda lecteur: ChoixAlerte.objects.de(lecteur.utilisateur),
        ("sujet", "canal", "le"),
    ),
    Tiroir(
        "appareils-d-alertes",
        "Vos appareils qui reçoivent des alertes",
        ("famille.AppareilAlerte",),
        lambda lecteur: AppareilAlerte.objects.de(lecteur.utilisateur),
        ("nom", "cree_le", "vu_le"),
    ),
    Tiroir(
        "alertes",
        "Les alertes que le portail vous a envoyées",
        ("famille.Alerte",),
        lambda lecteur: Alerte.objects.de(lecteur.utilisateur),
        ("sujet", "canal", "texte", "etat", "cree_le", "envoyee_le"),
    ),
    Tiroir(
        "courriels",
        "Les e-mails que le portail vous a envoyés",
        ("famille.Courriel",),
        lambda lecteur: Courriel.objects.filter(destinataire__iexact=lecteur.utilisateur.email),
        (
            ("sujet", "Sujet", lambda un, _l: un.sujet),
            ("ecrit_le", "Écrit le", lambda un, _l: un.cree_le),
            ("envoye_le", "Envoyé le", lambda un, _l: un.envoye_le),
        ),
    ),
]

DU_FOYER = [
    Tiroir(
        "foyers",
        "Votre dossier",
        ("famille.Foyer",),
        lambda lecteur: lecteur.foyers,
        ("numero", "nom", "situation", "cree_le"),
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
        "adresses",
        "Vos adresses",
        ("famille.AdresseFoyer",),
        _des_foyers(AdresseFoyer),
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
        _des_foyers(QuotientFamilial),
        (FOYER, "valeur", "debut", "fin", "source"),
    ),
    Tiroir(
        "contacts",
        "Vos contacts",
        ("famille.ContactFamille",),
        _des_foyers(ContactFamille),
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
        _des_foyers(AccesAConfirmer, "par"),
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

DES_ENFANTS = [
    Tiroir(
        "enfants",
        "Vos enfants",
        ("famille.Enfant",),
        lambda lecteur: Enfant.objects.de(lecteur.utilisateur),
        ("prenom", "nom", "naissance", "lieu_naissance", "ecole", "classe"),
    ),
    Tiroir(
        "residences",
        "La résidence de vos enfants chez vous",
        ("famille.Rattachement",),
        _des_foyers(Rattachement, "enfant"),
        (FOYER, ENFANT, "garde", "debut", "fin", "semaines"),
    ),
    Tiroir(
        "periodes-de-garde",
        "Les périodes de garde",
        ("famille.PeriodeDeGarde",),
        lambda lecteur: PeriodeDeGarde.objects.filter(
            rattachement__foyer__in=lecteur.foyers
        ).select_related("rattachement__enfant"),
        (("enfant", "Enfant", lambda une, _l: str(une.rattachement.enfant)), "debut", "fin", "ici"),
    ),
    Tiroir(
        "sante",
        "La santé de vos enfants",
        ("famille.FicheSanitaire",),
        lambda lecteur: FicheSanitaire.objects.filter(
            enfant__in=enfants_ouverts_a(lecteur.utilisateur)
        ).select_related("enfant", "modifiee_par"),
        (
            *(
                ENFANT,
                "regime",
                "allergies",
                "pai",
                "medecin",
                "medecin_telephone",
                "valable_jusqu_au",
            ),
            *(
                "assurance_compagnie",
                "assurance_numero",
                "assurance_fin",
                "modifiee_le",
                par("modifiee_par"),
            ),
        ),
    ),
    Tiroir(
        "sante-declaree",
        "La santé que vous avez déclarée, à vérifier",
        ("famille.SanteDeclaree",),
        lambda lecteur: SanteDeclaree.objects.filter(
            foyer__in=lecteur.foyers, enfant__in=enfants_ouverts_a(lecteur.utilisateur)
        ).select_related("foyer", "enfant", "par"),
        (FOYER, ENFANT, "allergies", "regime", "pai", "origine", "le", par("par")),
    ),
    Tiroir(
        "autorisations",
        "Vos autorisations",
        ("famille.Autorisation",),
        _des_enfants(Autorisation, "par"),
        (ENFANT, "genre", "accordee", "le", par("par")),
    ),
    Tiroir(
        "documents",
        "Vos documents",
        ("famille.Document",),
        lambda lecteur: Document.objects.de(lecteur.utilisateur).select_related(
            "enfant", "depose_par"
        ),
        (
            *(
                "nom",
                "genre",
                ENFANT,
                "depose_le",
                par("depose_par"),
                "emis_le",
                "valable_jusqu_au",
                "remis_le",
            ),
            *("classe_le", "etat", "taille", "sha256"),
        ),
    ),
    Tiroir(
        "rappels-du-dossier",
        "Les rappels de fin de document",
        ("famille.RappelDossier",),
        _des_foyers(RappelDossier, "enfant"),
        (ENFANT, "piece", "fin", "palier", "le"),
    ),
]
TIROIRS = [*DU_COMPTE, *DU_FOYER, *DES_ENFANTS, *DE_LA_COMPTABILITE]
