"""The town's own names, ready for a sentence: the service that families write to, and the area
inside which they pay less. They are data of the town, never words of the code.

    f"Appelez {service().le}."                  # a sentence made now
    RAISON = dit("Appelez {le_service}.")       # `phrases`: it waits until it is read
    {% le_service %}                            # in a template: no library to load
"""

from .lecture import (
    AGGLOMERATION,
    SERVICE,
    Article,
    DitsDeLaVille,
    Nom,
    article_et_nom,
    dits,
    perimetre,
    retenir,
    service,
)
