"""The site that a new portal starts from. A town edits it in Wagtail; nothing here is read again
afterwards."""

from .ajouts import ajouter_les_langues, completer_le_guide
from .creation import creer_pages
from .ville import CHATEAUROUX, NEUTRE, Lieu, Ville
