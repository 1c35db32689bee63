"""Help of two démarches of the accueil de loisirs: asking for a place (G21), the quotient familial
(G17)."""

from cms_pages.models import AidePage

from .fiches import Dessin, Fiche, bouton, encadre, etapes, questions, texte, titre

PLACE = "place-en-accueil-de-loisirs"
QUOTIENT = "quotient-familial"


def demander_une_place():
    return Fiche(
        AidePage,
        "demander-une-place",
        "Je demande une place en accueil de loisirs, pas à pas",
        "Une demande par enfant : elle ouvre son calendrier, où vous réservez ensuite ses jours.",
        corps=[
            etapes(
                (
                    "Choisissez l’activité et la période",
                    "<p>Seules les activités de l’âge de votre enfant sont proposées, pour l’année scolaire ou pour "
                    "des vacances seulement.</p>",
                    Dessin("etape", "Une page de la démarche, avec ses champs et ses boutons."),
                ),
                (
                    "Donnez ce qui manque",
                    "<p>Si la fiche sanitaire, l’assurance ou une autorisation manque, une page vous le demande. Si "
                    "tout est en ordre, cette page n’apparaît pas.</p>",
                ),
                (
                    "Lisez le règlement, et acceptez-le",
                    "<p>La version que vous acceptez est conservée avec votre demande.</p>",
                ),
                (
                    "Relisez, puis envoyez",
                    "<p>Quand la demande est validée, votre enfant est inscrit et vous pouvez "
                    '<a href="ecran:reservations:calendrier">réserver ses jours</a>.</p>',
                ),
            ),
            encadre(
                "<p>Toutes les places sont prises ? Votre demande rejoint une liste. Votre rang est sur la page de la "
                "demande, et vous êtes prévenu par e-mail si une place vous est donnée.</p>",
                "quand l’activité est complète",
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Mes enfants sont deux : faut-il deux demandes ?",
                    "<p>Oui, une par enfant. Ce que nous savons déjà n’est pas redemandé.</p>",
                ),
                (
                    "Mon enfant vit dans deux foyers.",
                    "<p>Un seul parent fait la demande. Une fois votre enfant inscrit, chacun réserve ses propres "
                    "jours.</p>",
                ),
                (
                    "Mon rang a changé.",
                    "<p>Le rang avance quand une place est donnée. Le Pôle Familles peut aussi le changer, par exemple "
                    "pour réunir des frères et sœurs ; la raison est conservée.</p>",
                ),
            ),
            bouton("Voir les démarches", ecran="demarches:liste"),
        ],
        ecrans=(
            f"demarches:presentation/{PLACE}",
            *(
                f"demarches:etape/{PLACE}/{page}"
                for page in ("place", "sante", "autorisations", "reglement")
            ),
        ),
    )


def declarer_le_quotient():
    return Fiche(
        AidePage,
        "declarer-le-quotient",
        "Je déclare mon quotient familial, pas à pas",
        "Trois minutes et une attestation, pour payer selon vos revenus.",
        corps=[
            titre("Ce qu’il faut préparer"),
            texte(
                "<p>L’attestation de quotient familial, que vous téléchargez dans votre espace personnel de la CAF ou "
                "de la MSA. Elle porte votre numéro d’allocataire, le quotient et le mois.</p>"
            ),
            titre("Les pages de la démarche"),
            etapes(
                (
                    "Votre quotient",
                    "<p>Recopiez ce que dit l’attestation. Un nombre très différent du précédent vous est demandé une "
                    "seconde fois : c’est souvent un chiffre en trop.</p>",
                    Dessin("etape", "Une page de la démarche, avec ses champs et ses boutons."),
                ),
                (
                    "L’attestation",
                    "<p>Joignez le PDF, ou une photo nette. "
                    '<a href="page:aide/mes-demarches/joindre-une-piece">Joindre une pièce</a> explique comment.</p>',
                ),
                (
                    "Le récapitulatif",
                    '<p>Relisez, puis <a href="page:aide/mes-demarches/verifier-et-envoyer">envoyez</a>.</p>',
                ),
            ),
            questions(
                (
                    "À partir de quand mes tarifs changent-ils ?",
                    "<p>À la date écrite dans la demande validée. Ce qui est avant cette date garde son ancien "
                    "tarif.</p>",
                ),
                (
                    "Jusqu’à quand est-il valable ?",
                    "<p>La date de fin est écrite à côté. Un peu avant, vous recevez un e-mail et un rappel sur votre "
                    "tableau de bord.</p>",
                ),
                (
                    "Je ne veux pas le donner.",
                    "<p>C’est possible : le tarif le plus élevé s’applique alors.</p>",
                ),
            ),
            bouton("Voir les démarches", ecran="demarches:liste"),
        ],
        ecrans=(
            f"demarches:presentation/{QUOTIENT}",
            *(f"demarches:etape/{QUOTIENT}/{page}" for page in ("quotient", "justificatif")),
        ),
    )
