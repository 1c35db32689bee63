"""What goes with the accessibility statement: the evaluation criterion by criterion, and the two
plans that the law asks of a town (decree of 24 July 2019, article 5), whose matter only the town
has."""

from cms_pages.models import PageLegale

from .fiches import Fiche, a_completer, tableau, texte, titre
from .rgaa import STATUTS, bilan, par_thematique


def auto_evaluation():
    corps = [
        texte(
            f"<p>Cette évaluation porte sur les écrans des familles : {bilan()} Elle a été faite par les auteurs du "
            "logiciel, sans lecteur d’écran : ce qui n’a pas pu être vérifié est compté comme non respecté. Ce n’est "
            "pas un audit réalisé par un tiers.</p>"
        )
    ]
    for nom, ceux in par_thematique():
        lignes = [(un.critere, un.intitule, STATUTS[un.statut], un.constat) for un in ceux]
        corps += [
            titre(nom),
            tableau(
                f"{nom} : critères du RGAA 4.1.2",
                ["Critère", "Intitulé", "Résultat", "Constat"],
                *lignes,
            ),
        ]
    return Fiche(
        PageLegale,
        "accessibilite-auto-evaluation",
        "Auto-évaluation de l’accessibilité",
        "Les 106 critères du référentiel général d’amélioration de l’accessibilité, un par un.",
        corps=corps,
    )


def schema_pluriannuel(ville):
    return Fiche(
        PageLegale,
        "accessibilite-schema-pluriannuel",
        "Schéma pluriannuel de mise en accessibilité",
        f"Comment {ville.nom} rend ses services numériques accessibles, sur trois ans au plus.",
        corps=[
            titre("Politique d’accessibilité"),
            a_completer(
                "les années couvertes (trois au plus) et la place de l’accessibilité dans la stratégie numérique."
            ),
            titre("Organisation et moyens"),
            a_completer(
                "la personne référente et son service, les agents et le budget consacrés à l’accessibilité."
            ),
            titre("Formation et achats"),
            a_completer(
                "les formations prévues, et les exigences d’accessibilité dans les marchés et les recrutements."
            ),
            titre("Écoute des usagers"),
            a_completer(
                "comment les demandes des personnes handicapées sont reçues, suivies et satisfaites."
            ),
            titre("Services concernés et calendrier"),
            a_completer(
                "les sites et applications, la date de leur audit, et l’ordre dans lequel ils seront corrigés."
            ),
            texte(
                '<p>Chaque année est détaillée dans le <a href="page:accessibilite-plan-annuel">plan d’actions</a>.</p>'
            ),
        ],
    )


def plan_annuel():
    return Fiche(
        PageLegale,
        "accessibilite-plan-annuel",
        "Plan d’actions pour l’accessibilité",
        "Ce qui est prévu cette année, et où nous en sommes.",
        corps=[
            titre("Actions de l’année"),
            a_completer(
                "l’année, puis chaque action avec son service et sa date : audit, corrections, formations, essais."
            ),
            titre("Bilan de l’année précédente"),
            a_completer("ce qui a été fait, ce qui est reporté et pourquoi."),
        ],
    )
