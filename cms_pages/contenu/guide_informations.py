"""The guide's page on the démarche "Informations du foyer" (G14)."""

from cms_pages.models import AidePage

from .fiches import Fiche, encadre, etapes, questions, texte, titre

CODE = "informations-du-foyer"


def informations_du_foyer():
    return Fiche(
        AidePage,
        "informations-du-foyer",
        "Je mets à jour les informations du foyer, pas à pas",
        "Téléphones, autorisations, contacts, santé et vaccins : relisez, changez ce qui doit l’être, envoyez.",
        corps=[
            titre("Une page encore juste ? Un bouton suffit"),
            texte(
                "<p>Chaque page montre ce que nous savons. Touchez « Rien n’a changé » et passez à la suivante. "
                "Seuls vos changements nous parviennent.</p>"
            ),
            titre("Les pages de la démarche"),
            etapes(
                (
                    "Votre foyer",
                    "<p>Votre situation et les téléphones de chaque adulte. En cas de séparation, de veuvage ou "
                    "de changement de garde, contactez d’abord le Pôle Familles : votre brouillon vous attend.</p>",
                ),
                (
                    "Les autorisations",
                    "<p>Pour chaque enfant, oui ou non : photos, retour seul, soins d’urgence, transport, "
                    "baignade. La date et l’auteur de chaque réponse sont conservés.</p>",
                ),
                (
                    "Les contacts",
                    "<p>Qui appeler, dans quel ordre, et qui peut venir chercher vos enfants.</p>",
                ),
                (
                    "La santé de chaque enfant",
                    "<p>Régime, allergies, PAI, médecin et assurance extrascolaire. La fiche est valable "
                    "jusqu’au 31 août : confirmez-la chaque année, même si rien n’a changé.</p>",
                ),
                (
                    "Les vaccinations",
                    '<p>Une photo des pages du carnet. <a href="page:aide/mes-demarches/joindre-une-piece">Joindre une '
                    "pièce</a> explique comment faire.</p>",
                ),
            ),
            encadre(
                "<p>Les informations de santé ne sont lues que par les agents habilités et par la direction du "
                "centre qui accueille votre enfant. Chaque lecture par un agent est notée dans "
                "l’historique de votre dossier.</p>",
                "qui lit la santé de mes enfants ?",
                "attention",
            ),
            questions(
                (
                    "Quand mes changements sont-ils pris en compte ?",
                    "<p>Les téléphones et les contacts peuvent l’être dès l’envoi : l’accusé de réception le "
                    "dit. Le reste est relu par un agent.</p>",
                ),
                (
                    "Où relire ce que j’ai autorisé ?",
                    "<p>Dans « Ma famille », sur la page de votre enfant : chaque réponse, sa date, son auteur, et "
                    "l’historique de celles d’avant.</p>",
                ),
                (
                    "Mon enfant vit dans deux foyers. Que voit l’autre parent ?",
                    "<p>Les autorisations, la santé et les vaccins de l’enfant, qui sont les siens. Jamais vos "
                    "téléphones ni vos contacts.</p>",
                ),
            ),
        ],
        ecrans=(
            f"demarches:presentation/{CODE}",
            *(
                f"demarches:etape/{CODE}/{page}"
                for page in ("foyer", "autorisations", "contacts", "sante", "vaccins")
            ),
        ),
    )
