"""The first rows of ReglageDemarche. A town gets the texts and chooses the rest; the demo town gets
everything.

The effect of silence, the delays, the proof asked and the service are the town's choices and have
no default (D2, D7): a real town's démarches are born closed. Nothing is ever rewritten: a row that
exists is the town's.
"""

from typing import Any

from django.conf import settings
from django.db import transaction

from demarches.catalogue import toutes
from demarches.models import ReglageDemarche
from famille.models import CreancierSEPA
from famille.socle.ville import Nom
from famille.socle.ville.phrases import dit
from famille.socle.ville.recours import voies_de_recours
from famille.socle.ville.renommage import renommer

Etat, Silence = ReglageDemarche.Etat, ReglageDemarche.Silence

SUJETS_DEMO = (
    "Mon dossier\nMes réservations\nUne facture ou un paiement\nLa crèche\nLa cantine ou la"
    " garderie"
)

NOTICE = """\
Les informations que vous donnez servent {au_service} à tenir à jour votre dossier et à vous répondre. La loi nous \
permet de les demander pour le service public (RGPD, article 6.1.e).

Seuls les agents qui traitent votre demande les lisent ; chacune de leurs consultations est enregistrée. Elles ne \
sont jamais vendues. La page « Données personnelles » dit à quels organismes certaines sont transmises (la CAF ou la \
MSA pour le quotient, la banque ou le Trésor public pour un paiement). La page « Durées de conservation » dit combien \
de temps elles sont gardées, puis supprimées.

Vous pouvez lire ces informations et les faire corriger. Vous pouvez aussi demander qu’on ne s’en serve plus : \
limitation ou opposition. Écrivez {au_service} ou au délégué à la protection des données de la collectivité. La \
réponse ne vous convient pas ? Saisissez la CNIL (www.cnil.fr)."""

NOTICE_SANTE = f"""\
{NOTICE}

Qui lit la santé de votre enfant ? Les agents autorisés et la direction de son centre. C’est pour sa sécurité."""

CERTIFICAT = """\
Le certificat médical est une donnée de santé : seuls les agents habilités l’ouvrent, et chaque lecture est \
enregistrée."""

RECOURS = voies_de_recours("Limoges")

PRELEVEMENT = {
    "resume": "Le mettre en place, changer de compte, ou l’arrêter.",
    "introduction": (
        "<p>Crèche, halte-garderie, accueils de loisirs, restauration et garderie scolaires :"
        " choisissez ce que vous voulez payer par prélèvement. Vous donnez votre IBAN, vous lisez"
        " le mandat et vous l’acceptez ici, sans rien imprimer.</p><p>Vous avez déjà un prélèvement"
        " ? La même démarche sert à changer de compte ou à l’arrêter. L’ancien compte reste prélevé"
        " jusqu’à ce que le nouveau soit validé.</p><p>Le compte doit être au nom d’un adulte de"
        " votre foyer. Pour celui d’une autre personne, contactez {le_service}.</p>"
    ),
    "pieces_a_preparer": (
        "Votre relevé d’identité bancaire (RIB), à demander à votre banque ou à télécharger sur son"
        " site"
    ),
    "notice_donnees": (
        "Les informations que vous donnez servent à prélever les services que vous choisissez."
        " Elles sont nécessaires au mandat que vous acceptez (RGPD, article 6.1.b).\n\nVotre IBAN"
        " est chiffré. Peu d’agents peuvent le lire en entier. Chaque lecture est notée. Vous la"
        " voyez dans votre dossier. Il n’est transmis qu’aux banques et au comptable public, pour"
        " les prélèvements. La page « Durées de conservation » dit combien de temps ces"
        " informations sont gardées, puis supprimées.\n\nVous pouvez lire ces informations et les"
        " faire corriger. Vous pouvez aussi demander qu’on ne s’en serve plus : limitation. Vous"
        " pouvez arrêter le prélèvement à tout moment. Écrivez {au_service} ou au délégué à la"
        " protection des données de la collectivité. La réponse ne vous convient pas ? Saisissez la"
        " CNIL (www.cnil.fr)."
    ),
}

TEXTES = {
    "changement-adresse": {
        "introduction": (
            "<p>Vous changez de logement ? Prévenez-nous ici : nous mettons votre dossier à jour,"
            " et vos courriers comme vos factures vous suivent. Vous pouvez le faire avant votre"
            " déménagement : la nouvelle adresse prendra effet à la date que vous"
            " indiquez.</p><p>Si un seul des parents déménage, ou si vos enfants vivent en"
            " résidence alternée, appelez d’abord {le_service} : nous ouvrirons un dossier pour"
            " chaque foyer.</p>"
        ),
        "pieces_a_preparer": (
            "Un justificatif de votre nouvelle adresse : facture d’électricité, de gaz, d’eau ou"
            " d’internet, ou quittance de loyer, de moins de 3 mois\nOu l’avis de taxe foncière de"
            " cette année"
        ),
        "notice_donnees": NOTICE,
    },
    "informations-du-foyer": {
        "introduction": (
            "<p>Relisez ce que nous savons de votre foyer et de vos enfants. Une page est encore"
            " juste ? Un bouton suffit pour le dire, et seuls vos changements nous"
            " parviennent.</p><p>La fiche sanitaire se confirme chaque année : elle est alors"
            " valable jusqu’au 31 août.</p><p>Vous vous séparez, ou la garde de vos enfants change"
            " ? Contactez d’abord {le_service}.</p>"
        ),
        "pieces_a_preparer": (
            "L’attestation d’assurance extrascolaire de chaque enfant\n"
            "Le carnet de santé, aux pages des vaccinations\n"
            "Le projet d’accueil individualisé (PAI), si votre enfant en a un"
        ),
        "notice_donnees": NOTICE_SANTE,
    },
    "place-en-accueil-de-loisirs": {
        "introduction": (
            "<p>Demandez une place pour l’année scolaire, ou pour des vacances seulement."
            " Une fois la demande validée, le calendrier de votre"
            " enfant s’ouvre et vous réservez ses jours.</p><p>Nous vérifions avec vous la fiche"
            " sanitaire, l’assurance et les autorisations : ce qui manque se donne dans la même"
            " démarche. Si l’activité est complète, votre demande est placée sur une liste et vous"
            " voyez son rang.</p>"
        ),
        "pieces_a_preparer": (
            "L’attestation d’assurance extrascolaire de votre enfant\n"
            "Ses informations de santé : régime alimentaire, allergies, médecin"
        ),
        "notice_donnees": NOTICE_SANTE,
    },
    "reinscription": {
        "introduction": (
            "<p>Une page par enfant, remplie avec ce que vous aviez dit l’an dernier : activités,"
            " santé, assurance, autorisations. Gardez ce qui est juste, changez le reste.</p>"
        ),
        "pieces_a_preparer": "L’attestation d’assurance extrascolaire de chaque enfant",
        "notice_donnees": NOTICE_SANTE,
    },
    "quotient-familial": {
        "introduction": (
            "<p>Le prix de l’accueil de loisirs dépend de votre quotient familial. Sans lui, vous"
            " payez le tarif le plus haut.</p><p>La CAF et la MSA le recalculent en"
            " janvier : déclarez-le chaque année, et quand il change. Le nouveau tarif"
            " commence le mois de l’attestation. Un mois déjà facturé ne change pas tout seul : un"
            " agent le vérifie.</p>"
        ),
        "pieces_a_preparer": (
            "Votre attestation de quotient familial, téléchargée sur caf.fr ou msa.fr\nVotre numéro"
            " d’allocataire"
        ),
        "notice_donnees": NOTICE,
    },
    "prelevement-automatique": PRELEVEMENT,
    "naissance": {
        "introduction": (
            "<p>Félicitations ! Ajoutez ici votre enfant à votre dossier : vous pourrez ensuite"
            " faire toutes ses démarches en ligne.</p><p>Vous attendez une place en crèche ? Dites-le"
            " aussi {au_service} : cette déclaration ne change pas votre demande.</p>"
        ),
        "pieces_a_preparer": (
            "L’acte de naissance de votre enfant, ou la déclaration de naissance remise par la"
            " mairie"
        ),
        "notice_donnees": NOTICE,
    },
    "justificatif-medical": {
        "introduction": (
            "<p>Votre enfant n’a pas pu venir au centre de loisirs, à la cantine, à la garderie ou à"
            " la crèche parce qu’il était malade ? Déposez ici son certificat médical. Avant l’envoi,"
            " la page dit pour chaque jour s’il reste facturé.</p><p>Le certificat n’a pas à dire"
            " de quoi souffre votre enfant. Seuls les agents habilités l’ouvrent.</p>"
        ),
        "pieces_a_preparer": (
            "Le certificat médical, qui porte le nom de votre enfant et les dates de l’absence"
        ),
        "notice_donnees": f"{NOTICE}\n\n{CERTIFICAT}",
    },
    "contact": {
        "introduction": (
            "<p>Posez-nous votre question. Notre réponse arrive dans votre espace, et un e-mail"
            " vous prévient.</p><p>Un problème pour utiliser le portail avec un handicap ?"
            " Choisissez le sujet « Accessibilité du portail » : nous répondons en 7 jours au"
            " plus.</p>"
        ),
        "choix": SUJETS_DEMO,
        "notice_donnees": NOTICE,
    },
    "effacement-des-donnees": {
        "introduction": (
            "<p>Vos enfants n’ont plus besoin de nos services ? Vous pouvez demander l’effacement"
            " de votre dossier. Nous vous disons d’abord ce qui disparaît et ce que nous devons"
            " garder, comme la comptabilité.</p><p>Tant qu’une facture reste à payer ou qu’une"
            " réservation est à venir, le dossier ne peut pas être effacé. L’effacement est"
            " définitif : téléchargez d’abord une copie de vos données.</p>"
        ),
        "pieces_a_preparer": "Rien à préparer",
        "notice_donnees": NOTICE,
    },
    "place-en-creche": {
        "titre": "Je demande une place en crèche",
        "resume": "Crèche, halte-garderie : inscrire votre tout-petit sur la liste d’attente.",
        "icone": "creche",
    },
    "inscription-scolaire": {
        "titre": "J’inscris mon enfant à l’école",
        "resume": "Première rentrée, ou changement d’école.",
        "icone": "ecole",
    },
}

# What the demo town has chosen. Its service is as its identity says (cms_pages.contenu.ville): its
# démarches are open before its pages are made.
OUVERTE: dict[str, Any] = {
    "etat": Etat.OUVERTE,
    "delai_jours": 14,
    "delai_complement_jours": 15,
    "voies_de_recours": RECOURS,
    "service": "Pôle Familles",
    "service_adresse": "Hôtel de ville, place de la République\n36000 Châteauroux",
    "service_courriel": "pole.familles@exemple.fr",
    "service_telephone": "02 61 91 00 36",
}
DECLARATION = OUVERTE | {"effet_silence": Silence.SANS_OBJET}
REJET = OUVERTE | {"effet_silence": Silence.REJET, "delai_silence_mois": 2}
PIECE = {"justificatif": ReglageDemarche.Piece.OBLIGATOIRE}
CHOIX_DEMO: dict[str, dict[str, Any]] = {
    "informations-du-foyer": DECLARATION | {"sans_agent": True},
    # no text makes silence accept it: CRPA L231-4, 2°
    "changement-adresse": REJET | PIECE,
    "place-en-accueil-de-loisirs": REJET,
    "reinscription": REJET | {"sans_agent": True},
    "quotient-familial": DECLARATION | PIECE,
    # a request of a financial kind: CRPA L231-4, 3°
    "prelevement-automatique": REJET | PIECE,
    "naissance": REJET | PIECE | {"effet_silence": Silence.ACCEPTATION, "delai_jours": 10},
    "justificatif-medical": REJET | {"delai_jours": 10},
    "contact": DECLARATION | {"delai_jours": 10, "delai_complement_jours": None},
    # RGPD, article 12.3: an answer within one month
    "effacement-des-donnees": REJET | {"delai_jours": 30},
    "place-en-creche": {"etat": Etat.ANNONCEE},
    "inscription-scolaire": {"etat": Etat.ANNONCEE},
}
# its ICS is nobody’s
CREANCIER_DEMO = {
    "nom": "Châteauroux Métropole",
    "voie": "Place de la République",
    "code_postal": "36000",
    "commune": "Châteauroux",
    "ics": "FR53ZZZ999999",
}

# What families look for most first; the others follow.
PAR_USAGE = (
    *("informations-du-foyer", "place-en-accueil-de-loisirs", "quotient-familial"),
    "reinscription",
    *("justificatif-medical", "prelevement-automatique", "changement-adresse", "contact"),
    *("naissance", "place-en-creche", "inscription-scolaire"),
)


@transaction.atomic
def creer_reglages(*, demo: bool | None = None) -> None:
    """Make the rows that are missing, with the demo town's choices when `demo` (by default,
    settings.DEMO); all are put in the order of their use, which no screen changes."""
    if demo is None:
        demo = settings.DEMO
    choix = CHOIX_DEMO if demo else {}
    codes = dict.fromkeys((*PAR_USAGE, *toutes(), *TEXTES))
    for rang, code in enumerate(codes, start=1):
        ordre = {"ordre": rang * 10}
        defauts = _textes(code) | choix.get(code, {}) | ordre
        ReglageDemarche.objects.update_or_create(code=code, defaults=ordre, create_defaults=defauts)
    if demo and not CreancierSEPA.objects.exists():
        CreancierSEPA.objects.create(**CREANCIER_DEMO)


def _textes(code: str) -> dict[str, str]:
    """Its first texts, with the town's name for its service; those of its démarche, if it is here,
    say the rest."""
    demarche = toutes().get(code)
    siens = {nom: getattr(demarche, nom) for nom in ("titre", "resume", "icone") if demarche}
    return {nom: str(dit(str(texte))) for nom, texte in (siens | TEXTES.get(code, {})).items()}


CHAMPS_DITS = ("titre", "resume", "introduction", "pieces_a_preparer", "notice_donnees")


def renommer_le_service(ancien: Nom, nouveau: Nom) -> int:
    """How many démarches had named it. In the caller's transaction, which says who."""
    combien = 0
    for reglage in ReglageDemarche.objects.select_for_update():
        neufs = {nom: renommer(getattr(reglage, nom), ancien, nouveau) for nom in CHAMPS_DITS}
        changes = {nom: texte for nom, texte in neufs.items() if texte != getattr(reglage, nom)}
        for nom, texte in changes.items():
            setattr(reglage, nom, texte)
        if changes:
            reglage.save(update_fields=list(changes))
            combien += 1
    return combien
