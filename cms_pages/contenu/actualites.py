"""Two pieces of news, to show the way."""

from datetime import timedelta

from cms_pages.models import ActualitePage, ActualitesPage

from .fiches import Fiche, bouton, encadre, texte, titre


def actualites(ville, aujourdhui):
    return Fiche(
        ActualitesPage,
        "actualites",
        "Actualités",
        "Les nouvelles du Pôle Familles, des accueils et du portail.",
        enfants=[
            _ouverture(aujourdhui - timedelta(days=9)),
            _adresse(aujourdhui - timedelta(days=2)),
        ],
    )


def _ouverture(date):
    return Fiche(
        ActualitePage,
        "le-portail-famille-est-ouvert",
        "Le portail des familles est ouvert",
        "Vos premières démarches se font désormais en ligne, depuis un téléphone comme depuis un ordinateur.",
        corps=[
            texte(
                "<p>Chaque famille connue du Pôle Familles reçoit, à l’adresse e-mail de son dossier, un lien pour "
                "activer son compte. Choisissez un mot de passe, et votre espace est prêt.</p>"
            ),
            titre("Ce qui vous attend"),
            texte(
                "<ul><li>Une page pour votre foyer et une pour chaque enfant.</li>"
                "<li>Des démarches qui s’enregistrent toutes seules : arrêtez-vous, reprenez plus tard.</li>"
                "<li>Un suivi clair, et un courriel à chaque nouvelle.</li></ul>"
            ),
            encadre(
                "<p>Le Pôle Familles vous reçoit et vous répond au téléphone comme avant : personne n’est obligé de "
                "passer "
                "par le portail.</p>",
                "vous préférez l’accueil ?",
            ),
            bouton("Activer mon compte, pas à pas", page="aide/mon-compte/activer-mon-compte"),
        ],
        options={"date": date},
    )


def _adresse(date):
    return Fiche(
        ActualitePage,
        "declarez-votre-demenagement-en-ligne",
        "Vous déménagez ? Déclarez-le en ligne",
        "Environ quatre minutes et un justificatif : votre dossier est mis à jour dès que le Pôle Familles a validé.",
        corps=[
            texte(
                "<p>Préparez un justificatif de domicile : une facture d’électricité, de gaz ou d’internet, ou une "
                "quittance de loyer, de moins de 3 mois. La taxe foncière de l’année convient aussi. Une photo nette "
                "suffit.</p>"
                "<p>Vous recevez un accusé de réception, puis un message dès que votre demande est traitée.</p>"
            ),
            bouton("Voir la démarche pas à pas", page="aide/mes-demarches/changer-d-adresse"),
        ],
        options={"date": date},
    )
