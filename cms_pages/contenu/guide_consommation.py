"""The guide's pages on the consumption of a month (G11) and on the price of crèche."""

from cms_pages.models import AidePage

from .fiches import Fiche, encadre, etapes, questions, texte


def ma_consommation():
    return [_du_mois(), _creche()]


def _du_mois():
    return Fiche(
        AidePage,
        "ma-consommation-du-mois",
        "Je comprends ma consommation du mois",
        "Accueil de loisirs, cantine, garderie : ce que vos enfants ont utilisé, jour par jour, et ce que cela coûte.",
        corps=[
            texte(
                "<p>En haut de la page, le mois en bref : chaque enfant, chaque activité, et le total. Dessous, les "
                "jours, la présence notée par le centre et le prix. « Comment ces prix sont calculés » dit le tarif et "
                "le quotient utilisés.</p>"
            ),
            encadre(
                "<p>Les services les comptent, puis le Pôle Familles les ajoute ici, le plus souvent au début du mois "
                "suivant. Une correction se lit dans l’historique de votre dossier.</p>",
                "D’où viennent les repas et la garderie ?",
            ),
            questions(
                (
                    "Une absence est-elle facturée ?",
                    "<p>Oui, sauf les jours qu’un certificat médical justifie. Les premiers jours d’une absence "
                    "peuvent rester facturés : la démarche du certificat le dit avant de commencer.</p>",
                ),
                (
                    "Que veut dire « Pas encore noté » ?",
                    "<p>Le jour est passé et le centre n’a pas encore noté la présence. Prévenez-le si votre enfant "
                    "n’est pas venu.</p>",
                ),
                (
                    "Le prix est-il définitif ?",
                    "<p>Non : c’est une estimation, la facture fait foi. Sans quotient familial connu, le tarif le "
                    "plus élevé s’affiche.</p>",
                ),
            ),
            texte('<p><a href="ecran:reservations:consommation">Voir ma consommation</a></p>'),
        ],
        ecrans=("reservations:consommation", "reservations:consommation_du_mois"),
    )


def _creche():
    return Fiche(
        AidePage,
        "tarif-de-la-creche",
        "J’estime le tarif de la crèche",
        "Le prix d’une heure de crèche, d’après vos ressources et le nombre de vos enfants.",
        corps=[
            etapes(
                (
                    "Écrivez vos ressources d’un mois",
                    "<p>Celles que la CAF ou la MSA vous connaît, ou vos revenus déclarés il y a deux ans, divisés par "
                    "12. Rien n’est gardé.</p>",
                ),
                (
                    "Dites combien d’enfants vous avez à charge",
                    "<p>Un enfant qui ouvre droit à l’AEEH donne un tarif plus bas.</p>",
                ),
                (
                    "Lisez le prix d’une heure",
                    "<p>Donnez aussi vos heures par mois pour connaître le prix du mois.</p>",
                ),
            ),
            texte('<p><a href="ecran:reservations:creche">Estimer le tarif</a></p>'),
        ],
        ecrans=("reservations:creche",),
    )
