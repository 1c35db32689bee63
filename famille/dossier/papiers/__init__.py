"""The portal's own papers: what they are, how one is shown and made into a PDF, and the list of a
household's (docs/comprendre/papiers.md).

- A view makes a `Feuille` and answers `repondre(request, feuille, pdf=…)`: the page and the PDF
  have the same body.
- A room tells its papers with a `Source`, that it offers; `lire(foyers)` merges them,
  newest first.
- `moteur.disponible()`: are the machine's libraries there? Without them everything still prints
  from its page.
"""

from .feuille import EnTete, Feuille, en_pdf, repondre
from .moteur import PdfIndisponible
from .registre import AEtablir, Genre, Papier, Source, a_etablir, lire
