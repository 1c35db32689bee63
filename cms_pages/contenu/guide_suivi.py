"""After the sending: following a demande, completing it."""

from cms_pages.models import AidePage

from .fiches import Dessin, Fiche, encadre, etapes, questions, schema, texte, titre


def suivre():
    return Fiche(
        AidePage,
        "suivre-une-demande",
        "Suivre une demande",
        "Chaque demande a sa page : ce qui est fait, ce qui vient, et avant quelle date.",
        corps=[
            schema(
                "suivi", "Les étapes de la demande, de la réception à la réponse, avec leur date."
            ),
            titre("Lire la page de suivi"),
            texte(
                "<p>Les étapes se lisent de haut en bas : la réception, l’étude par le Pôle Familles, la réponse. À "
                "chaque "
                "changement, vous recevez un courriel.</p>"
            ),
            titre("Les réponses possibles"),
            texte(
                "<ul><li><b>Validée</b> : votre dossier est déjà à jour.</li>"
                "<li><b>À compléter</b> : une page ou une pièce vous est redemandée. "
                '<a href="page:aide/mes-demarches/completer-une-demande">Comment compléter</a>.</li>'
                "<li><b>Rejetée</b> : la raison est écrite, avec le nom de l’agent et les moyens de "
                "contester.</li></ul>"
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Quand aurai-je une réponse ?",
                    "<p>La date est sur la page de suivi et sur l’accusé de réception.</p>",
                ),
                (
                    "Et si personne ne répond ?",
                    "<p>L’accusé de réception dit ce que vaut notre silence, et à partir de quand : certaines demandes "
                    "sont alors acceptées ou rejetées, d’autres restent à l’étude. N’attendez pas : appelez le Pôle "
                    "Familles.</p>",
                ),
                (
                    "Je me suis trompé dans ma demande.",
                    "<p>Tant qu’aucun agent ne l’étudie, touchez « Retirer cette demande », puis recommencez. Ensuite, "
                    "appelez le Pôle Familles avec le numéro de la demande : il vous la rendra pour correction.</p>",
                ),
                (
                    "J’ai une question sur ma demande.",
                    "<p>Touchez « Écrire au sujet de cette demande ». Votre message et la réponse restent sur la page "
                    "de la demande.</p>",
                ),
                (
                    "Où retrouver mon accusé de réception ?",
                    "<p>Touchez « Imprimer l’accusé de réception », sur la page de la demande. Celui d’un complément y "
                    "est aussi.</p>",
                ),
            ),
        ],
        ecrans=("demarches:demande", "demarches:retirer"),
    )


def completer():
    return Fiche(
        AidePage,
        "completer-une-demande",
        "Compléter une demande",
        "Il manque une pièce, ou une réponse n’est pas claire : seules les pages concernées vous sont redemandées.",
        corps=[
            etapes(
                (
                    "Lisez ce qui est demandé",
                    "<p>Le message du Pôle Familles, dans le courriel et sur la page de suivi, dit ce qui manque et "
                    "avant "
                    "quelle date.</p>",
                    Dessin(
                        "completer",
                        "Un encadré qui dit ce qui manque, et le bouton pour compléter.",
                    ),
                ),
                (
                    "Touchez « Compléter »",
                    "<p>Seules les pages à corriger s’ouvrent. Le reste est conservé tel quel.</p>",
                ),
                (
                    "Renvoyez",
                    "<p>Relisez le récapitulatif, puis envoyez. Votre demande repart en étude, avec son numéro.</p>",
                ),
            ),
            encadre(
                "<p>Si vous ne pouvez pas fournir la pièce à temps, appelez le Pôle Familles avant cette date : une "
                "solution "
                "se trouve presque toujours.</p>",
                "une date limite est indiquée",
                "attention",
            ),
        ],
    )
