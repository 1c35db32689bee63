"""Help of "Mes documents" and of what a family reads of its own file (G7, D10)."""

from cms_pages.models import AidePage

from .fiches import Fiche, bouton, encadre, questions, texte, titre


def mes_documents():
    return Fiche(
        AidePage,
        "mes-documents",
        "Mes documents",
        "Retrouver, relire, télécharger ou supprimer un document, et savoir ce qui manque au dossier d’un enfant.",
        corps=[
            titre("Ce qu’on y trouve"),
            texte(
                "<p>À gauche, ce que vous avez envoyé ou que le Pôle Familles a classé dans votre dossier, rangé par "
                "enfant. À droite (dessous, sur un téléphone), ce que le portail vous a délivré : accusés de "
                "réception, décisions, mandats, factures et reçus, à lire ou à télécharger en PDF.</p>"
                "<p>Les trois listes en haut de la page ne gardent que ce que vous cherchez : pour qui, quelle "
                "nature, quel état.</p>"
            ),
            titre("Les mots d’un document"),
            texte(
                "<ul><li><b>Analyse en cours</b> : l’antivirus le regarde ; il s’ouvrira dans quelques secondes.</li>"
                "<li><b>Analysé, aucun virus</b> : tout va bien.</li>"
                "<li><b>Bloqué</b> : un virus a été trouvé, le contenu est effacé. Envoyez une nouvelle copie.</li>"
                "<li><b>Non analysé</b> : aucun antivirus ne l’a regardé.</li>"
                "<li><b>Expire le…, expiré le…</b> : après ce jour, il ne vous sera plus proposé dans une "
                "démarche.</li>"
                "<li><b>Pas encore envoyé</b> : il est dans une démarche que vous n’avez pas terminée ; vous seul "
                "le voyez.</li></ul>"
            ),
            titre("Supprimer un document"),
            texte(
                "<p>Touchez « Supprimer » : le portail vous demande de confirmer, puis efface le fichier pour de bon. "
                "Quand une demande envoyée, un message, un prélèvement ou une fiche sanitaire s’appuie sur lui, il "
                "doit rester : la page vous dit pourquoi.</p>"
            ),
            titre("Ce qui manque ou finit bientôt"),
            texte(
                "<p>Un enfant inscrit à une activité a besoin d’un dossier complet : fiche sanitaire, assurance, "
                "réponses aux autorisations, et parfois carnet de vaccination. Ce qui manque est dit sur votre tableau "
                "de bord et sur la page de l’enfant, avec la démarche pour le donner. Vous recevez aussi un e-mail "
                "avant qu’un document n’arrive à sa fin.</p>"
            ),
            encadre(
                "<p>Chaque fois qu’un agent ouvre votre dossier ou lit la fiche sanitaire d’un enfant, une ligne "
                'l’écrit : retrouvez-les dans <a href="ecran:famille:consultations">Qui a consulté notre '
                "dossier</a>.</p>",
                "vous voyez qui vous lit",
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Je vois un document que je n’ai pas envoyé.",
                    "<p>C’est celui de votre enfant, remis par une autre personne autorisée ou par un agent. Vous "
                    "pouvez le lire ; pour le supprimer, adressez-vous au Pôle Familles.</p>",
                ),
                (
                    "Mon ex-conjoint voit-il mes documents ?",
                    "<p>Non : ni vos justificatifs, ni votre adresse, ni vos factures, ni vos messages. Seuls les "
                    "papiers de votre enfant, comme son carnet de vaccination, se lisent dans ses deux foyers.</p>",
                ),
                (
                    "Comment ajouter un document ?",
                    "<p>Par la démarche qui le demande : le Pôle Familles le vérifie avant de le classer.</p>",
                ),
            ),
            bouton("Ouvrir mes documents", ecran="famille:documents"),
        ],
        ecrans=(
            "famille:documents",
            "famille:papiers",
            "famille:apercu",
            "famille:supprimer_document",
            "famille:document",
            "famille:consultations",
        ),
    )
