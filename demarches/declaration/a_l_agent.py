"""The words of a page when an agent fills it for the family (D8): what a parent reads as "votre
enfant" is somebody else's for him, and he is the one to whom it sends.

The pages are written once, for the parent. What differs is said here, phrase by phrase; a test
reads every sentence of the catalogue (tests/demarches/assistant/test_a_l_agent.py), so that one
that is written tomorrow is not forgotten.
"""

import re
from functools import lru_cache
from typing import Any

from django import forms

from famille.socle.ville import Nom, service

from .etapes import Etape

# (what a parent reads, what an agent reads), the longest first where one holds the other. The left
# side is a pattern: a telephone may stand in the middle of a sentence. <le>, <Le>, <au>: the town's
# service.
PAROLES = (
    (r"Vous retirez du dossier", "La saisie retire du dossier"),
    # whom to call: it is himself
    (
        r"contactez <le>[^.]*, qui s’en occupe avec vous\.",
        "faites-le avec elle depuis sa page.",
    ),
    (
        r"<Le> s’en occupe avec vous : contactez-l[ea] avant d’envoyer cette démarche\.",
        "Voyez-le avec la famille, depuis sa page, avant d’envoyer cette démarche.",
    ),
    (
        r"contactez <le>, qui le corrige avec vous\.",
        "corrigez-le depuis la page de la famille.",
    ),
    (
        r"Contactez <le> : (?:il|elle) vous dira quand ce sera possible\.",
        "Dites-le à la famille.",
    ),
    (
        r"Une erreur dans sa fiche \? Contactez <le>\.",
        "Une erreur dans sa fiche ? Corrigez-la depuis la page de la famille.",
    ),
    (
        r"Si vous avez eu un empêchement, contactez <le>\.",
        "Si la famille a eu un empêchement, voyez-le avec le service.",
    ),
    (
        r"Pour celui d’une autre personne \(grand-parent, organisme…\), contactez .+\.",
        "Ajoutez d’abord l’autre personne au foyer, si elle doit y être.",
    ),
    (
        r" ; contactez <le> si votre demande est urgente",
        " ; dites à la famille que sa demande attend",
    ),
    (r"Si votre demande est urgente, contactez <le>\.", "Dites-le à la famille."),
    (r"Si c’est urgent, contactez <le>\.", "Dites-le à la famille."),
    (r"pour y renoncer, écrivez-nous\.", "pour l’arrêter, passez par la page de la famille."),
    (r"donnez-la d’abord <au>", "enregistrez-la d’abord, depuis la page de la famille"),
    (
        r"Si elles sont justes, contactez <le>\.",
        "Si elles sont justes, aucune réservation n’est à excuser.",
    ),
    (
        r"vérifiez l’année, ou contactez <le>\.",
        "vérifiez l’année, ou saisissez-la en plusieurs fois.",
    ),
    (
        r"Pour une autre (date|situation), contactez <le>\.",
        r"Pour une autre \1, faites-le depuis la page de la famille.",
    ),
    (r"<Le> attend", "Le service attend"),
    (r"il évite <au> de vous en demander un", "il évite d’en demander un plus tard"),
    # the family's acts
    (r"\bVous ne déménagez pas tous ensemble\b", "Tous ne déménagent pas ensemble"),
    (r"\bVous pourrez changer d’avis\b", "La famille pourra changer d’avis"),
    (r"\bVous pouvez joindre\b", "La famille peut donner"),
    (
        r"laissez « Non » ; vous reviendrez ici quand vous l’aurez\.",
        "laissez « Non » : il sera ajouté plus tard.",
    ),
    (r"\bVous avez changé le quotient\b", "Le quotient a changé"),
    (r"\bce que vous autorisez\b", "ce que la famille autorise"),
    (r"\b(C|c)e que vous voulez\b", r"\1e que la famille veut"),
    (r"\bVous voulez\b", "La famille veut"),
    (r"\bQue voulez-vous effacer\b", "Que veut effacer la famille"),
    (r"\bOù souhaitez-vous une place\b", "Où la famille souhaite-t-elle une place"),
    (r"\bQui vous verse vos prestations\b", "Qui verse ses prestations à la famille"),
    (r"\bNous avons repris\b", "Ont été repris"),
    (r"\bque nous pouvons appeler, ou à qui nous pouvons\b", "à appeler, ou à qui l’on peut"),
    (r"\bdevait nous parvenir\b", "devait parvenir"),
    (r"\bpour certifier vos informations\b", "si la famille le déclare"),
    (r"\bque vous joignez\b", "que donne la famille"),
    (r"\bles services que nous vous facturons\b", "les services facturés à la famille"),
    (r"\bla seule place que nous proposons\b", "la seule place proposée"),
    (
        r"vous la trouvez dans votre espace caf\.fr ou msa\.fr",
        "la famille la trouve dans son espace caf.fr ou msa.fr",
    ),
    (
        r"Dites-nous l’essentiel : nous vous répondons ici, et un e-mail vous prévient\.",
        "Écrivez ce que dit la famille. Avec un compte, elle lira la réponse dans le portail.",
    ),
    (r"\bil n’y a rien à envoyer, vous êtes à jour\b", "il est à jour, il n’y a rien à envoyer"),
    (r"\bvous n’avez rien à (envoyer|déclarer)\b", r"il n’y a rien à \1"),
    (
        r"c’est votre demande (D-[\d-]+)\. Suivez-la dans « Mes démarches »\.",
        r"c’est la demande \1.",
    ),
    (r"\bcelui que vous aviez lu\b", "celui qui avait été lu"),
    (r"\bcette case si vous l’acceptez\b", "cette case si le titulaire l’accepte"),
    (r"\bJ’ai lu ce qui sera effacé\b", "La famille a lu ce qui sera effacé"),
    (r"\bJ’ai lu et j’accepte le règlement\b", "La famille a lu et accepte le règlement"),
    (r"\bOui, mon quotient\b", "Oui, le quotient"),
    (r"\bMon dossier\b", "Le dossier"),
    (r"\bMes réservations\b", "Les réservations"),
    # whose things they are
    (r"\brevenez après sa naissance\b", "reprenez la saisie après sa naissance"),
    (r"\bÉcrivez votre message\b", "Écrivez le message de la famille"),
    (r"\bsujet de votre message\b", "sujet du message"),
    (r"\bVotre message\b", "Le message de la famille"),
    (r"\bvotre message\b", "le message de la famille"),
    (r"\bVotre accord\b", "L’accord de la famille"),
    (r"\bde votre (dossier|foyer)", r"du \1"),
    (r"\bà votre (dossier|foyer)\b", r"au \1"),
    (r"\bà votre facture\b", "à la facture"),
    (r"\bVotre (dossier|foyer|brouillon|document|dernier quotient)\b", r"Le \1"),
    (r"\bvotre (dossier|foyer|brouillon|document)\b", r"le \1"),
    (r"\bà l’âge de votre enfant\b", "à l’âge de l’enfant"),
    (r"\bVotre enfant\b", "L’enfant"),
    (r"\bvotre enfant\b", "l’enfant"),
    (r"\bvos enfants\b", "les enfants"),
    (r"\bvos contacts\b", "les contacts de la famille"),
    (r"\bvos factures\b", "les factures"),
    (r"\bVotre quotient\b", "Le quotient"),
    (r"\bvotre quotient familial\b", "le quotient familial de la famille"),
    (r"\bvotre commune\b", "la commune"),
    (r"\bvotre numéro d’allocataire\b", "le numéro d’allocataire"),
    (r"\bVotre attestation\b", "L’attestation"),
    (r"\bvotre déménagement\b", "leur déménagement"),
    (r"\bVotre adresse actuelle\b", "L’adresse actuelle"),
    (r"\bvotre nouvelle adresse\b", "la nouvelle adresse"),
    (r"\bVotre RIB\b", "Le RIB de la famille"),
    (r"\bde votre RIB\b", "du RIB"),
    (r"\b(sur|depuis) votre RIB\b", r"\1 le RIB"),
    (r"\bvotre demande rejoint\b", "cette demande rejoint"),
    (
        r"\bvotre demande est sur liste(.*)Quand une place vous est donnée, vous êtes prévenu",
        r"sa demande est sur liste\1Quand une place lui est donnée, la famille est prévenue",
    ),
    (r"\bvotre demande\b", "sa demande"),
    (r"\bVotre compte, ", "Le compte, "),
    (r"\bsans votre nom\b", "sans le nom de la famille"),
    (r"\bVos\b", "Les"),
    (r"\bvos\b", "les"),
)


# a space of French typography may be one that does not break
@lru_cache(maxsize=4)
def _paroles(service: Nom) -> list[tuple[re.Pattern[str], str]]:
    dits = {"<le>": service.le, "<Le>": service.en_debut, "<au>": service.au}
    siens = {un: re.escape(dit).replace(r"\ ", " ") for un, dit in dits.items()}
    return [
        (re.compile(_DIT.sub(lambda m: siens[m[0]], dite).replace(" ", r"\s")), autre)
        for dite, autre in PAROLES
    ]


_DIT = re.compile("<(?:le|Le|au)>")


def a_l_agent(texte: str) -> str:
    """What a parent would read, as an agent reads it."""
    for dite, autre in _paroles(service()):
        texte = dite.sub(autre, texte)
    return texte


def parler_a_l_agent[Page: Etape](page: Page) -> Page:
    """The same page, its sentences said to the agent; what judges it does not change."""
    page.titre, page.titre_page = a_l_agent(page.titre), a_l_agent(page.titre_page)
    page.intro = a_l_agent(page.intro)
    for champ in page.fields.values():
        champ.label = champ.label and a_l_agent(str(champ.label))
        champ.help_text = champ.help_text and a_l_agent(str(champ.help_text))
        champ.error_messages = {
            code: a_l_agent(str(dite)) for code, dite in champ.error_messages.items()
        }
        if type(champ) in (forms.ChoiceField, forms.MultipleChoiceField):
            _les_choix(champ)
    return page


def _les_choix(champ: Any) -> None:
    """Of a field whose choices are a plain list; groups and rows of the base are left alone."""
    choix = list(champ.choices)
    if all(isinstance(dit, str) for _cle, dit in choix):
        champ.choices = [(cle, a_l_agent(dit)) for cle, dit in choix]


def parler_de_ses_erreurs(page: Etape) -> None:
    """What its own rules have refused, in the same words."""
    for erreurs in page.errors.as_data().values():
        for erreur in erreurs:
            if hasattr(erreur, "message"):
                erreur.message = a_l_agent(str(erreur.message))
