"""Help of the portal's own papers: receipts, decisions, mandates, attestations of presence (G7)."""

from cms_pages.models import AidePage

from .fiches import Fiche, bouton, etapes, questions, texte, titre


def documents_du_portail():
    return Fiche(
        AidePage,
        "documents-du-portail",
        "Les documents du portail",
        "Accusés de réception, décisions, mandats, attestations : les retrouver, les imprimer, les garder.",
        corps=[
            titre("Ce que le portail vous délivre"),
            texte(
                "<ul><li><b>Un accusé de réception</b> pour chaque démarche envoyée et chaque réservation : la date "
                "et l’heure qui comptent, le service, ce que vous avez envoyé.</li>"
                "<li><b>Une décision</b> quand votre demande est validée ou rejetée : la raison, qui l’a prise, et "
                "vos recours.</li>"
                "<li><b>Le mandat</b> que vous avez signé pour être prélevé. Votre compte y est masqué.</li></ul>"
            ),
            texte(
                "<p>Chacun s’affiche à l’écran, s’imprime, et se télécharge en PDF. Les deux disent la même chose ; "
                "le PDF se lit aussi avec une synthèse vocale.</p>"
            ),
            titre("Faire une attestation de présence"),
            etapes(
                (
                    "Ouvrez « Mes documents »",
                    "<p>Sous « Besoin d’une attestation ? », touchez celle de votre enfant.</p>",
                ),
                (
                    "Choisissez les dates",
                    "<p>Sans rien changer, elle couvre l’année scolaire. Elle peut aller jusqu’à un an, et s’arrête "
                    "aujourd’hui.</p>",
                ),
                (
                    "Téléchargez-la",
                    "<p>Elle est prête tout de suite : il n’y a rien à demander ni à attendre.</p>",
                ),
            ),
            titre("Questions fréquentes"),
            questions(
                (
                    "Il manque un jour sur l’attestation.",
                    "<p>Le centre ne l’a peut-être pas encore noté, ou l’a noté absent. Signalez-le au Pôle "
                    "Familles.</p>",
                ),
                (
                    "Mon enfant a deux foyers.",
                    "<p>Chacun a l’attestation des jours qu’il a réservés, et de ceux-là seulement.</p>",
                ),
                (
                    "Le bouton du PDF n’est pas là.",
                    "<p>Choisissez « Imprimer » : votre navigateur propose aussi d’enregistrer la page en PDF.</p>",
                ),
            ),
            bouton("Voir mes démarches", ecran="demarches:liste"),
        ],
        ecrans=("demarches:decision", "reservations:attestation"),
    )
