"""Help of the invoices: read, asked about, paid (G4)."""

from cms_pages.models import AidePage

from .fiches import Fiche, bouton, encadre, etapes, questions, texte, titre


def mes_factures():
    return Fiche(
        AidePage,
        "mes-factures",
        "Lire et payer mes factures",
        "Comprendre chaque ligne, poser une question, payer en ligne et garder le reçu.",
        corps=[
            titre("Comprendre une facture"),
            texte(
                '<p>Toutes vos factures sont dans <a href="ecran:famille:factures">Mes factures</a>. Ouvrez-en une, '
                "puis touchez une ligne : elle dit le jour, le tarif voté, le quotient retenu, et comment le montant "
                "est obtenu.</p>"
            ),
            texte(
                "<p>Une ligne vous étonne ? « Poser une question sur cette ligne » ouvre un message déjà rempli. La "
                "réponse arrive dans vos messages.</p>"
            ),
            titre("Payer en ligne, pas à pas"),
            etapes(
                ("Cochez les factures", "<p>Vous pouvez en payer plusieurs en une fois.</p>"),
                (
                    "Vérifiez",
                    "<p>Une page récapitule les factures et le total. Rien n’est encore engagé.</p>",
                ),
                (
                    "Payez sur la page sécurisée",
                    "<p>Vous passez sur le service de paiement des collectivités. Le portail ne connaît jamais votre "
                    "numéro de carte.</p>",
                ),
                (
                    "Revenez et gardez le reçu",
                    "<p>Le reçu est prêt dès que le service de paiement confirme. Il reste dans vos documents.</p>",
                ),
            ),
            encadre(
                "<p>Vous avez fermé la page trop tôt ? Le portail redemande tout seul le résultat, pendant plusieurs "
                "jours. Si vous avez payé, votre paiement sera reconnu.</p>",
                "rien n’est perdu",
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "On me dit qu’un paiement est déjà commencé.",
                    "<p>Vous, ou l’autre adulte du foyer, avez ouvert la page de paiement. La facture dit depuis "
                    "quand, et mène à « Voir ou terminer ce paiement ». Sans réponse vingt minutes après, "
                    "elle peut être payée de nouveau.</p>",
                ),
                (
                    "Une erreur a été corrigée : où la voir ?",
                    "<p>Une facture publiée ne change pas. La correction est un avoir, que vous lisez dans la liste et "
                    "au bas de la facture.</p>",
                ),
                (
                    "Je suis prélevé : dois-je payer ?",
                    "<p>Non. La facture dit le jour du prélèvement, au moins 14 jours à l’avance.</p>",
                ),
                (
                    "Où est mon attestation pour les impôts ?",
                    "<p>Au bas de Mes factures. Elle compte la garde payée dans l’année pour vos enfants de moins de "
                    "six ans : ni les repas, ni leur part dans une journée, ni les journées facturées pour une "
                    "absence, sauf si votre ville en décide autrement.</p>",
                ),
            ),
            bouton("Voir mes factures", ecran="famille:factures"),
        ],
        ecrans=(
            "famille:factures",
            "famille:facture",
            "famille:question_facture",
            "famille:payer",
            "famille:paiement",
            "famille:recu",
            "famille:attestation_fiscale",
        ),
    )
