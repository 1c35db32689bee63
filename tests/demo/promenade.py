"""A walk through the portal by its links, those of the agents' menu with them."""

import re
from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

UNE_CLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[A-Z]+-\d[\w-]*")
DU_MENU = re.compile(r'"url": "(/gestion/[^"#]*)"')


def parcourir(lire, departs, *, sauf, du_meme_genre=1):
    """{address: HTML} of each page found by links, at most `du_meme_genre` of one kind: the first
    invoice and the second are one template. `lire(address)` -> its HTML, None for what is no page;
    `sauf`: the pattern of what is not looked at."""
    a_voir, vues, genres, pages = deque(departs), set(), Counter(), {}
    while a_voir:
        adresse = a_voir.popleft()
        genre = UNE_CLE.sub("N", urlsplit(adresse).path)
        if adresse in vues or genres[genre] >= du_meme_genre:
            continue
        vues.add(adresse)
        page = lire(adresse)
        if page is not None:
            genres[genre] += 1
            pages[adresse] = page
            a_voir.extend(un for un in _liens(adresse, page) if not sauf.search(un))
    return pages


def page_de(reponse):
    """The HTML of an answer, None when it is no page."""
    est_une_page = reponse.headers["Content-Type"].startswith("text/html")
    return reponse.text if est_une_page and not reponse.streaming else None


def _liens(adresse, page):
    for lien in [*html.fromstring(page).xpath("//a/@href"), *DU_MENU.findall(page)]:
        lue = urlsplit(urldefrag(urljoin(adresse, lien)).url)
        if not lue.netloc and not lue.scheme:
            yield lue.geturl()
