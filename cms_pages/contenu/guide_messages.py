"""Help of the inbox: what it holds, answering, and what the portal announces (G9, G13)."""

from cms_pages.models import AidePage

from .fiches import Fiche, bouton, encadre, etapes, questions, texte, titre


def mes_messages():
    return Fiche(
        AidePage,
        "mes-messages",
        "Mes messages",
        "Écrire au Pôle Familles, lire sa réponse, y répondre, et retrouver ce que le portail vous annonce.",
        corps=[
            titre("Ce qu’on y trouve"),
            texte(
                "<p>Deux sortes de lignes, que les trois boutons du haut séparent :</p>"
                "<ul><li><b>Conversations</b> : ce que vous et le Pôle Familles vous écrivez.</li>"
                "<li><b>Notifications</b> : chaque e-mail que le portail vous envoie laisse ici une ligne. Elle mène à "
                "la page dont elle parle, et n’attend pas de réponse.</li></ul>"
                "<p>Ce que vous n’avez pas lu est en gras, avec les mots « Non lu ». Le menu en dit le nombre.</p>"
            ),
            titre("Écrire, répondre"),
            etapes(
                (
                    "Touchez « Écrire au Pôle Familles »",
                    "<p>Choisissez le sujet, l’enfant concerné s’il y en a un, et écrivez. Vous recevez un accusé de "
                    "réception qui dit quand nous répondons.</p>",
                ),
                (
                    "Un e-mail vous prévient de la réponse",
                    "<p>Il ne dit rien de ce qu’elle contient : ouvrez le portail pour la lire.</p>",
                ),
                (
                    "Répondez sous le dernier message",
                    "<p>Vous pouvez joindre jusqu’à trois photos ou documents. Une photo seule, sans un mot, "
                    "suffit.</p>",
                ),
            ),
            encadre(
                "<p>Si un document parle de la santé de votre enfant, cochez la case qui le dit : seuls les agents "
                "autorisés à lire ces informations pourront l’ouvrir.</p>",
                "un document de santé",
            ),
            questions(
                (
                    "Qui lit mes messages ?",
                    "<p>Les agents du Pôle Familles, et les adultes de votre foyer. L’autre foyer de vos enfants ne "
                    "les voit pas.</p>",
                ),
                (
                    "La conversation est close.",
                    "<p>Elle reste à lire. Pour autre chose, commencez un nouveau message.</p>",
                ),
                (
                    "J’ai reçu une information que je n’ai pas demandée.",
                    "<p>Le Pôle Familles écrit parfois à toutes les familles d’une activité ou d’une école. Vous "
                    "pouvez répondre : votre réponse n’est lue que par le service.</p>",
                ),
            ),
            bouton("Ouvrir mes messages", ecran="famille:messages"),
        ],
        ecrans=("famille:messages", "famille:fil", "famille:ecrire"),
    )
