"""The blocks an editor composes pages with. Adding one: a class here, a template in
templates/cms_pages/blocs/."""

from .contacts import BoutonBloc, ContactBloc, DocumentBloc
from .reglages import ConformiteBloc, RegleBloc, TarifsBloc
from .structure import ActualitesBloc, CartesBloc, EtapesBloc, QuestionsBloc, TableauBloc
from .textes import ACompleterBloc, ARelireBloc, EncadreBloc, ImageBloc, TexteBloc, TitreBloc, ancre

BLOCS = [
    ("titre", TitreBloc()),
    ("texte", TexteBloc()),
    ("image", ImageBloc()),
    ("encadre", EncadreBloc()),
    ("etapes", EtapesBloc()),
    ("questions", QuestionsBloc()),
    ("tableau", TableauBloc()),
    ("document", DocumentBloc()),
    ("contact", ContactBloc()),
    ("bouton", BoutonBloc()),
    ("cartes", CartesBloc()),
    ("regle", RegleBloc()),
    ("tarifs", TarifsBloc()),
    ("conformite", ConformiteBloc()),
    ("a_relire", ARelireBloc()),
    ("a_completer", ACompleterBloc()),
]
BLOCS_ACCUEIL = [
    (nom, bloc) for nom, bloc in BLOCS if nom not in ("document", "conformite", "a_completer")
]
BLOCS_ACCUEIL.append(("actualites", ActualitesBloc()))

__all__ = ["BLOCS", "BLOCS_ACCUEIL", "ancre"]
