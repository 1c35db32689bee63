"""Help of the démarche for direct debit (G18), and of the mandate's own page."""

from cms_pages.models import AidePage

from .fiches import Dessin, Fiche, bouton, encadre, etapes, questions, texte, titre

PRELEVEMENT = "prelevement-automatique"


def payer_par_prelevement():
    return Fiche(
        AidePage,
        "payer-par-prelevement",
        "Je paie par prélèvement automatique, pas à pas",
        "Mettre en place un prélèvement, changer de compte ou l’arrêter : une seule démarche.",
        corps=[
            titre("Ce qu’il faut préparer"),
            texte(
                "<p>Un RIB au nom d’un adulte de votre foyer. Votre banque le propose sur son site.</p>"
            ),
            titre("Les pages de la démarche"),
            etapes(
                (
                    "Ce que vous voulez faire",
                    "<p>Si vous avez déjà un prélèvement, choisissez d’abord : changer de compte, l’arrêter, ou en "
                    "mettre un en place pour d’autres services.</p>",
                ),
                (
                    "Les services",
                    "<p>Crèche, halte-garderie, accueils de loisirs, restauration et garderie scolaires : cochez ce "
                    "que vous voulez payer ainsi. Le reste se paie comme aujourd’hui.</p>",
                ),
                (
                    "Le compte bancaire",
                    "<p>Choisissez le titulaire, copiez l’IBAN du RIB et joignez ce RIB. Une erreur de frappe est "
                    "signalée tout de suite.</p>",
                    Dessin("etape", "Une page de la démarche, avec ses champs et ses boutons."),
                ),
                (
                    "Le mandat",
                    "<p>Vérifiez le nom de votre banque, lisez le mandat, et cochez la case si vous l’acceptez. Vous "
                    "n’avez rien à imprimer ni à signer.</p>",
                ),
                (
                    "Le récapitulatif",
                    '<p>Relisez, puis <a href="page:aide/mes-demarches/verifier-et-envoyer">envoyez</a>.</p>',
                ),
            ),
            titre("Et ensuite ?"),
            texte(
                "<p>Le Pôle Familles compare le RIB et valide. Votre mandat reçoit alors sa référence (RUM) : vous le "
                'retrouvez dans <a href="ecran:famille:famille">Ma famille</a>, où vous pouvez l’imprimer. Chaque '
                "prélèvement vous est annoncé au moins 14 jours à l’avance.</p>"
            ),
            encadre(
                "<p>Votre IBAN est chiffré. À l’écran, vous n’en voyez que le début et la fin, par exemple FR76 •••• "
                "0189. Un agent qui le lit en entier laisse une trace, que vous voyez dans votre historique.</p>",
                "votre IBAN reste secret",
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Le compte est à mon nom, mais aussi à celui de mon conjoint.",
                    "<p>Choisissez l’un des deux titulaires : cela suffit.</p>",
                ),
                (
                    "Le compte est au nom des grands-parents.",
                    "<p>Contactez le Pôle Familles : cela ne peut pas se faire en ligne.</p>",
                ),
                (
                    "Je change de banque : y aura-t-il un trou ?",
                    "<p>Non. L’ancien compte reste prélevé jusqu’à ce que le nouveau soit validé. Gardez-le ouvert "
                    "jusque-là.</p>",
                ),
                (
                    "Je rouvre la page et mon IBAN est caché.",
                    "<p>C’est normal. Laissez-le ainsi pour le garder, ou effacez tout pour en écrire un autre.</p>",
                ),
                (
                    "Je vois un prélèvement que je n’ai pas autorisé.",
                    "<p>Prévenez votre banque et le Pôle Familles : vous avez 13 mois pour demander son "
                    "remboursement.</p>",
                ),
            ),
            bouton("Voir les démarches", ecran="demarches:liste"),
        ],
        ecrans=(
            f"demarches:presentation/{PRELEVEMENT}",
            *(
                f"demarches:etape/{PRELEVEMENT}/{page}"
                for page in ("souhait", "services", "compte", "mandat")
            ),
            "famille:mandat",
        ),
    )
