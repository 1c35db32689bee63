"""The accessibility statement, after the model of the decree of 24 July 2019; its state is the
town's own setting."""

from cms_pages.models import PageLegale

from .fiches import Fiche, a_completer, contact, texte, titre
from .rgaa import bilan


def accessibilite(ville):
    return Fiche(
        PageLegale,
        "accessibilite",
        "Déclaration d’accessibilité",
        "Déclaration d’accessibilité du portail, et comment nous signaler une difficulté.",
        corps=[
            texte(
                f"<p>{ville.nom} s’engage à rendre ses sites accessibles, conformément à l’article 47 de la loi n° "
                "2005-102 "
                "du 11 février 2005. Cette déclaration s’applique au portail des familles.</p>"
            ),
            titre("État de conformité"),
            ("conformite", None),
            titre("Ce qui est fait"),
            texte(
                "<p>Sans valoir audit, voici ce à quoi le portail est construit pour répondre :</p>"
                "<ul><li>tout se fait au clavier, et sur un écran de 320 pixels de large ;</li>"
                "<li>les contrastes sont vérifiés, y compris quand la collectivité change ses couleurs ;</li>"
                "<li>les champs ont une étiquette, les erreurs disent quoi corriger ;</li>"
                "<li>les images portent un texte de remplacement ou sont marquées comme décoratives ;</li>"
                "<li>chaque écran est contrôlé par un outil automatique à chaque nouvelle version.</li></ul>"
            ),
            titre("Auto-évaluation"),
            texte(
                f"<p>Les auteurs du logiciel ont évalué eux-mêmes les écrans des familles : {bilan()} "
                '<a href="page:accessibilite-auto-evaluation">Lire l’auto-évaluation, critère par critère</a>.</p>'
                "<p>Une auto-évaluation n’est pas un audit réalisé par un tiers : elle ne change pas l’état de "
                "conformité déclaré. Les documents que vous déposez peuvent ne pas être accessibles.</p>"
            ),
            titre("Ce qui est prévu"),
            texte(
                '<ul><li><a href="page:accessibilite-schema-pluriannuel">Schéma pluriannuel de mise en '
                'accessibilité</a></li><li><a href="page:accessibilite-plan-annuel">Plan d’actions de '
                "l’année</a></li></ul>"
            ),
            titre("Établissement de cette déclaration"),
            a_completer(
                "technologies employées, navigateurs et aides techniques essayés, pages vérifiées par l’audit."
            ),
            titre("Signaler une difficulté"),
            texte(
                "<p>Si vous n’arrivez pas à accéder à un contenu ou à faire une démarche, contactez le Pôle Familles "
                ": il vous "
                "proposera une autre façon de faire, ou le contenu sous une autre forme.</p>"
            ),
            contact(),
            titre("Voies de recours"),
            texte(
                "<p>Si vous avez signalé un défaut qui vous empêche d’accéder à un contenu ou à un service, et que "
                "vous n’avez "
                "pas obtenu de réponse satisfaisante, vous pouvez :</p>"
                "<ul><li>écrire un message au Défenseur des droits : "
                '<a href="https://formulaire.defenseurdesdroits.fr/">formulaire.defenseurdesdroits.fr</a> ;</li>'
                "<li>contacter son délégué dans votre département : <a "
                'href="https://www.defenseurdesdroits.fr/saisir/delegues">'
                "liste des délégués</a> ;</li>"
                "<li>lui envoyer un courrier, gratuit et sans timbre : Défenseur des droits, Libre réponse 71120, "
                "75342 Paris "
                "CEDEX 07.</li></ul>"
            ),
        ],
    )
