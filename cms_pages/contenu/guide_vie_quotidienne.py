"""The guide's pages on what families send in the year: a message, a birth, a medical certificate
(G16, G19, G20)."""

from cms_pages.models import AidePage

from .fiches import Fiche, bouton, encadre, etapes, questions, texte, titre

CONTACT, NAISSANCE, MEDICAL = "contact", "naissance", "justificatif-medical"


def vie_quotidienne():
    return [_ecrire(), _naissance(), _justificatif()]


def _ecrire():
    return Fiche(
        AidePage,
        "ecrire-au-pole-familles",
        "J’écris au Pôle Familles, pas à pas",
        "Une question, un souci : la réponse arrive dans votre espace, et un e-mail vous prévient.",
        corps=[
            etapes(
                (
                    "Choisissez un sujet",
                    "<p>Il guide votre message vers la bonne personne. Dites aussi de quel enfant il s’agit, si c’est "
                    "le cas.</p>",
                ),
                (
                    "Écrivez, joignez si besoin un document, envoyez",
                    "<p>Vous recevez un accusé de réception qui dit quand nous répondons.</p>",
                ),
                (
                    "Lisez la réponse",
                    "<p>Elle est dans « Messages », et sur la page de votre demande. L’e-mail qui vous prévient ne la "
                    "contient pas : elle ne concerne que vous.</p>",
                ),
                (
                    "Répondez à votre tour",
                    "<p>Tant que la conversation est ouverte, vous écrivez dessous. Une fois close, elle reste à "
                    "lire : pour autre chose, commencez un nouveau message.</p>",
                ),
            ),
            questions(
                (
                    "Qui lit mes messages ?",
                    "<p>Les agents du Pôle Familles, et les adultes de votre foyer. L’autre foyer de vos enfants ne "
                    "les voit pas.</p>",
                ),
                (
                    "Le portail m’est difficile à utiliser avec mon handicap.",
                    "<p>Choisissez le sujet « Accessibilité du portail » : nous répondons en 7 jours au plus.</p>",
                ),
            ),
            bouton("Voir les démarches", ecran="demarches:liste"),
        ],
        ecrans=(f"demarches:presentation/{CONTACT}", f"demarches:etape/{CONTACT}/message"),
    )


def _naissance():
    return Fiche(
        AidePage,
        "declarer-une-naissance",
        "Je déclare une naissance, pas à pas",
        "Environ 3 minutes et l’acte de naissance : votre enfant rejoint votre dossier.",
        corps=[
            etapes(
                (
                    "Votre enfant",
                    "<p>Ses prénoms, son nom, sa date et sa commune de naissance, comme sur l’acte. Cochez ceux de "
                    "ses parents qui sont dans votre foyer.</p>",
                ),
                (
                    "L’acte de naissance",
                    "<p>Une photo nette suffit. La déclaration remise par la mairie convient aussi.</p>",
                ),
                (
                    "Le récapitulatif",
                    '<p>Relisez, puis <a href="page:aide/mes-demarches/verifier-et-envoyer">envoyez</a>.</p>',
                ),
            ),
            titre("Et ensuite ?"),
            texte(
                "<p>Une fois la déclaration validée, votre enfant apparaît dans « Ma famille ». Si vous attendez une "
                "place en crèche, votre demande est complétée de sa naissance.</p>"
            ),
            questions(
                (
                    "Mon enfant n’est pas encore né.",
                    "<p>Commencez dès maintenant si vous le voulez : votre brouillon vous attend jusqu’à sa "
                    "naissance.</p>",
                ),
                (
                    "Son autre parent vit ailleurs.",
                    "<p>Le Pôle Familles peut rattacher l’enfant aux deux foyers : appelez-le.</p>",
                ),
            ),
        ],
        ecrans=(
            f"demarches:presentation/{NAISSANCE}",
            f"demarches:etape/{NAISSANCE}/enfant",
            f"demarches:etape/{NAISSANCE}/acte",
        ),
    )


def _justificatif():
    return Fiche(
        AidePage,
        "deposer-un-justificatif-medical",
        "Je dépose un justificatif médical, pas à pas",
        "Votre enfant était malade ? Le certificat peut vous éviter de payer les jours où il n’est pas venu.",
        corps=[
            etapes(
                (
                    "Les jours d’absence",
                    "<p>Choisissez l’enfant, puis l’accueil et les dates que porte le certificat.</p>",
                ),
                (
                    "Le certificat",
                    "<p>La page montre les jours réservés et ce que devient chacun. Joignez le certificat : une photo "
                    "nette suffit.</p>",
                ),
                (
                    "Le récapitulatif",
                    '<p>Relisez, puis <a href="page:aide/mes-demarches/verifier-et-envoyer">envoyez</a>.</p>',
                ),
            ),
            encadre(
                "<p>Le certificat n’a pas à dire de quoi souffre votre enfant. Seuls les agents habilités l’ouvrent, "
                "et vous voyez qui l’a lu.</p>",
                "un document de santé",
                "attention",
            ),
            questions(
                (
                    "Pourquoi un jour reste-t-il facturé ?",
                    "<p>La collectivité peut laisser les premiers jours d’une absence à votre charge. La page vous le "
                    "dit avant l’envoi.</p>",
                ),
                (
                    "Mon enfant est absent demain.",
                    '<p><a href="ecran:reservations:absences">Prévenez le centre</a> : il n’attendra pas votre enfant. '
                    "Vous enverrez le certificat ensuite.</p>",
                ),
            ),
        ],
        ecrans=(
            f"demarches:presentation/{MEDICAL}",
            f"demarches:etape/{MEDICAL}/absence",
            f"demarches:etape/{MEDICAL}/certificat",
        ),
    )
