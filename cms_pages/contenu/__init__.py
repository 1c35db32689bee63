"""The site that a new portal starts from. A town edits it in Wagtail; nothing here is read again
afterwards."""

from .complements import completer_le_guide
from .creation import creer_pages
from .langues import ajouter_les_langues
from .ville import CHATEAUROUX, NEUTRE, Lieu, Ville
