"""Chapter "Mon compte": activate, sign in, forgotten password."""

from cms_pages.models import AidePage

from .fiches import Dessin, Fiche, bouton, encadre, etapes, questions, texte, titre

_CHOISIR = (
    "<p>Douze caractères au moins. Le plus simple : quatre mots sans rapport, comme « un cheval blanc au galop » (mais "
    "pas celui-là). Les espaces et les accents sont permis, et vous pouvez coller un mot de passe enregistré.</p>"
)


def mon_compte():
    return Fiche(
        AidePage,
        "mon-compte",
        "Mon compte",
        "Activer votre compte, vous connecter, retrouver un mot de passe.",
        enfants=[_activer(), _se_connecter(), _oublie()],
    )


def _activer():
    return Fiche(
        AidePage,
        "activer-mon-compte",
        "Activer mon compte",
        "Le Pôle Familles crée votre dossier et votre compte. Il vous reste à choisir un mot de passe.",
        corps=[
            etapes(
                (
                    "Ouvrez le courriel du portail",
                    "<p>Il arrive à l’adresse que vous avez donnée au Pôle Familles. S’il n’est pas dans votre boîte, "
                    "regardez dans les courriers indésirables.</p>",
                    Dessin("courriel", "Un courriel qui contient un lien d’activation."),
                ),
                (
                    "Suivez le lien qu’il contient",
                    "<p>Il ne sert qu’une fois, et pendant 7 jours. Passé ce délai, le Pôle Familles vous en envoie un "
                    "autre.</p>",
                ),
                (
                    "Choisissez votre mot de passe",
                    _CHOISIR,
                    Dessin(
                        "mot-de-passe",
                        "Deux champs pour le mot de passe, et une barre qui montre sa solidité.",
                    ),
                ),
                (
                    "Entrez dans votre espace",
                    "<p>Votre compte est actif. Votre identifiant est votre adresse e-mail.</p>",
                ),
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Peut-on créer un compte soi-même ?",
                    "<p>Non : le compte ouvre des informations sur vos enfants. Le Pôle Familles vérifie d’abord qui "
                    "vous "
                    "êtes, puis crée le compte pour vous.</p>",
                ),
                (
                    "Nous sommes deux parents : faut-il deux comptes ?",
                    "<p>Oui, chacun le sien, avec sa propre adresse e-mail. Vous voyez tous les deux le même "
                    "foyer.</p>",
                ),
                (
                    "Nous sommes séparés.",
                    "<p>Appelez le Pôle Familles avant de vous connecter. Chacun aura son foyer : vous verrez tous "
                    "les deux "
                    "vos enfants, mais jamais l’adresse ni les revenus de l’autre.</p>",
                ),
            ),
        ],
        ecrans=("activation",),
    )


def _se_connecter():
    return Fiche(
        AidePage,
        "me-connecter",
        "Me connecter et me déconnecter",
        "Votre adresse e-mail, votre mot de passe, et vous retrouvez votre espace.",
        corps=[
            etapes(
                (
                    "Ouvrez la page de connexion",
                    '<p>Touchez <a href="ecran:account_login">« Se connecter »</a>, en haut de l’écran.</p>',
                ),
                (
                    "Écrivez votre adresse e-mail et votre mot de passe",
                    "<p>L’adresse est celle de votre dossier au Pôle Familles. Les majuscules n’y comptent pas ; "
                    "dans le "
                    "mot de passe, elles comptent.</p>",
                    Dessin(
                        "connexion",
                        "L’adresse e-mail, le mot de passe, puis le bouton « Se connecter ».",
                    ),
                ),
                ("Touchez « Se connecter »", "<p>Votre tableau de bord s’ouvre.</p>"),
            ),
            encadre(
                "<p>Sur un ordinateur partagé, déconnectez-vous en partant : ouvrez le menu de votre compte, en haut à "
                "droite, puis « Se déconnecter ».</p>",
                "un ordinateur qui n’est pas le vôtre ?",
                "attention",
            ),
            titre("Si cela ne marche pas"),
            questions(
                (
                    "« Adresse e-mail ou mot de passe incorrect »",
                    "<p>Vérifiez l’adresse, lettre par lettre, puis réécrivez le mot de passe. Toujours rien ? "
                    '<a href="page:aide/mon-compte/mot-de-passe-oublie">Choisissez-en un autre</a>.</p>',
                ),
                (
                    "« Trop de tentatives »",
                    "<p>Après plusieurs échecs, la connexion est bloquée un moment, pour protéger votre compte. "
                    "Attendez "
                    "quelques minutes, puis réessayez.</p>",
                ),
                (
                    "J’ai changé d’adresse e-mail.",
                    "<p>Si vous avez encore l’ancienne, connectez-vous avec elle puis "
                    '<a href="page:aide/mon-espace/mes-donnees-personnelles">changez-la</a>. Sinon, appelez le Pôle '
                    "Familles.</p>",
                ),
            ),
        ],
        ecrans=("account_login", "account_logout"),
    )


def _oublie():
    return Fiche(
        AidePage,
        "mot-de-passe-oublie",
        "Mot de passe oublié",
        "Cela arrive à tout le monde. En deux minutes, vous en avez un nouveau.",
        corps=[
            etapes(
                (
                    "Demandez un lien",
                    '<p>Sur la page <a href="ecran:account_reset_password">Mot de passe oublié</a>, écrivez l’adresse '
                    "e-mail de votre dossier.</p>",
                ),
                (
                    "Ouvrez le courriel reçu",
                    "<p>Il arrive en quelques minutes. Le lien sert une seule fois, et pendant une heure.</p>",
                    Dessin(
                        "courriel", "Un courriel qui contient un lien pour changer de mot de passe."
                    ),
                ),
                (
                    "Choisissez un nouveau mot de passe",
                    _CHOISIR,
                    Dessin("mot-de-passe", "Deux champs pour le nouveau mot de passe."),
                ),
            ),
            titre("Vous ne recevez rien ?"),
            texte(
                "<ul><li>Regardez dans les courriers indésirables.</li>"
                "<li>Vérifiez que l’adresse est bien celle de votre dossier : pour votre sécurité, la page répond la "
                "même "
                "chose que l’adresse soit connue ou non.</li>"
                "<li>Sinon, appelez le Pôle Familles.</li></ul>"
            ),
            bouton("Demander un lien", ecran="account_reset_password"),
        ],
        ecrans=(
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
        ),
    )
