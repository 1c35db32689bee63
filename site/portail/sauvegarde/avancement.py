"""A bar in the terminal; in a log file, nothing but the sentences."""

import sys
from collections.abc import Callable
from typing import Any

from tqdm import tqdm


def suivre(verbosite: int) -> Callable:
    """A function (list or iterator, words) that goes through it and shows how far it is."""

    def _suivre(choses: Any, libelle: str) -> Any:
        return tqdm(
            choses, desc=libelle, unit="", file=sys.stderr, disable=True if verbosite == 0 else None
        )

    return _suivre
