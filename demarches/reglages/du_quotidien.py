"""The first texts of the démarches of every day, and the demo town's choices."""

from typing import Any

from demarches.models import ReglageDemarche

Etat, Silence, Piece = ReglageDemarche.Etat, ReglageDemarche.Silence, ReglageDemarche.Piece

SUJETS_DEMO = (
    "Mon dossier\nMes réservations\nUne facture ou un paiement\nLa crèche\nLa cantine ou la"
    " garderie"
)

SANTE = """\
Le certificat médical est une donnée de santé : seuls les agents habilités l’ouvrent, et chaque lecture est \
enregistrée."""

TEXTES = {
    "naissance": {
        "titre": "Je déclare une naissance",
        "resume": "Votre famille s’agrandit : ajoutez votre enfant à votre dossier.",
        "icone": "naissance",
        "introduction": (
            "<p>Félicitations ! Ajoutez ici votre enfant à votre dossier : vous pourrez ensuite"
            " faire toutes ses démarches en ligne.</p><p>Vous attendez une place en crèche ? Dites-le"
            " aussi {au_service} : cette déclaration ne change pas votre demande.</p>"
        ),
        "pieces_a_preparer": (
            "L’acte de naissance de votre enfant, ou la déclaration de naissance remise par la"
            " mairie"
        ),
    },
    "justificatif-medical": {
        "titre": "Je dépose un justificatif médical",
        "resume": "Votre enfant a été malade : un certificat peut réduire votre facture.",
        "icone": "sante",
        "introduction": (
            "<p>Votre enfant n’a pas pu venir au centre de loisirs, à la cantine, à la garderie ou à"
            " la crèche parce qu’il était malade ? Déposez ici son certificat médical. Avant l’envoi,"
            " la page dit pour chaque jour s’il reste facturé.</p><p>Le certificat n’a pas à dire"
            " de quoi souffre votre enfant. Seuls les agents habilités l’ouvrent.</p>"
        ),
        "pieces_a_preparer": (
            "Le certificat médical, qui porte le nom de votre enfant et les dates de l’absence"
        ),
    },
    "contact": {
        "titre": "J’écris {au_service}",
        "resume": "Une question, un souci, une remarque : la réponse vous attend ici.",
        "icone": "message",
        "introduction": (
            "<p>Posez-nous votre question. Notre réponse arrive dans votre espace, et un e-mail"
            " vous prévient.</p><p>Un problème pour utiliser le portail avec un handicap ?"
            " Choisissez le sujet « Accessibilité du portail » : nous répondons en 7 jours au"
            " plus.</p>"
        ),
        "choix": SUJETS_DEMO,
    },
    "effacement-des-donnees": {
        "titre": "Je demande l’effacement de mes données",
        "resume": (
            "Fermer votre compte et effacer votre dossier, sauf ce que la loi oblige à garder."
        ),
        "icone": "corbeille",
        "introduction": (
            "<p>Vos enfants n’ont plus besoin de nos services ? Vous pouvez demander l’effacement"
            " de votre dossier. Nous vous disons d’abord ce qui disparaît et ce que nous devons"
            " garder, comme la comptabilité.</p><p>Tant qu’une facture reste à payer ou qu’une"
            " réservation est à venir, le dossier ne peut pas être effacé. L’effacement est"
            " définitif : téléchargez d’abord une copie de vos données.</p>"
        ),
        "pieces_a_preparer": "Rien à préparer",
    },
}

CHOIX_DEMO = {
    "naissance": {
        "etat": Etat.OUVERTE,
        "justificatif": Piece.OBLIGATOIRE,
        "effet_silence": Silence.ACCEPTATION,
        "delai_jours": 10,
        "delai_silence_mois": 2,
        "delai_complement_jours": 15,
    },
    "justificatif-medical": {
        "etat": Etat.OUVERTE,
        "effet_silence": Silence.REJET,
        "delai_jours": 10,
        "delai_silence_mois": 2,
        "delai_complement_jours": 15,
    },
    "contact": {
        "etat": Etat.OUVERTE,
        "effet_silence": Silence.SANS_OBJET,
        "delai_jours": 10,
    },
    "effacement-des-donnees": {
        "etat": Etat.OUVERTE,
        "effet_silence": Silence.REJET,
        "delai_jours": 30,  # RGPD, article 12.3: an answer within one month
        "delai_silence_mois": 2,
        "delai_complement_jours": 15,
    },
}


def textes(*, notice: str) -> dict[str, Any]:
    """dict code → first texts. `notice`: what is said of personal data (RGPD, article 13)."""
    notices = {"justificatif-medical": f"{notice}\n\n{SANTE}"}
    return {
        code: {"notice_donnees": notices.get(code, notice)} | lignes
        for code, lignes in TEXTES.items()
    }


def choix_demo(*, commun: dict[str, str]) -> dict[str, Any]:
    """{code: the demo town's choices}; `commun`: those of every démarche."""
    return {code: commun | choix for code, choix in CHOIX_DEMO.items()}
