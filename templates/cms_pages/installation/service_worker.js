{% load static %}// Shows "Pas de réseau" instead of the browser's own page. It keeps that page and its style, and nothing else: no
// page that somebody has opened ever enters the cache.
"use strict";

const CACHE = "hors-connexion-{{ version }}";
const PAGE = "{% url "cms_pages:hors_connexion" %}";
const STYLES = ["{% static "portail/css/famille.css" %}", "{% url "cms_pages:couleurs" %}"];

self.addEventListener("install", (evenement) => {
  const demandes = [PAGE, ...STYLES].map((adresse) => new Request(adresse, { cache: "reload", credentials: "omit" }));
  evenement.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(demandes)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (evenement) => {
  const oublier = async () => {
    for (const nom of await caches.keys()) if (nom !== CACHE) await caches.delete(nom);
    await self.registration.navigationPreload?.enable(); // the page is asked for while this script wakes up
    await self.clients.claim();
  };
  evenement.waitUntil(oublier());
});

const deCote = async (adresse) => (await caches.match(adresse)) ?? Response.error();
const page = async (evenement) => {
  try {
    return (await evenement.preloadResponse) ?? (await fetch(evenement.request));
  } catch {
    return deCote(PAGE);
  }
};

self.addEventListener("fetch", (evenement) => {
  const { request } = evenement;
  const { origin, pathname } = new URL(request.url);
  // A form that could not leave stays on the screen; agents' pages say by themselves what they keep.
  if (origin !== self.location.origin || request.method !== "GET" || pathname.startsWith("/gestion/")) return;
  if (request.mode === "navigate") evenement.respondWith(page(evenement));
  else if (STYLES.includes(pathname)) evenement.respondWith(fetch(request).catch(() => deCote(pathname)));
});
{% if push %}
// What the browser's maker brings (famille.alertes.push). A browser wants each to be shown.
const ACCUEIL = "{% url "accueil_connecte" %}";
const lire = (donnees) => {
  try {
    return donnees.json();
  } catch {
    return {};
  }
};
self.addEventListener("push", (evenement) => {
  const { texte, lien, cle } = lire(evenement.data);
  evenement.waitUntil(self.registration.showNotification("{{ identite.nom_portail|escapejs }}", {
    body: texte ?? "Une nouvelle vous attend dans le portail.",
    tag: cle, // said twice, seen once
    icon: "{% url "cms_pages:icone_192" %}",
    lang: "fr",
    data: { lien: lien || ACCUEIL },
  }));
});

self.addEventListener("notificationclick", (evenement) => {
  evenement.notification.close();
  const voulue = new URL(evenement.notification.data?.lien ?? ACCUEIL, self.location.origin);
  const adresse = voulue.origin === self.location.origin ? voulue.href : ACCUEIL;
  const ouvrir = async () => {
    const fenetres = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const deja = fenetres.find((une) => une.url === adresse);
    await (deja ? deja.focus() : self.clients.openWindow(adresse)); // never over what is being typed
  };
  evenement.waitUntil(ouvrir());
});

self.addEventListener("pushsubscriptionchange", (evenement) => {
  const { oldSubscription: ancien, newSubscription: nouveau } = evenement;
  const renouveler = async () => {
    if (!ancien) return; // the next visit of its owner says so
    const { endpoint, keys } = (nouveau ?? await self.registration.pushManager.subscribe(ancien.options)).toJSON();
    await fetch("{% url "renouveler_appareil" %}", {
      method: "POST",
      headers: { "X-Arriere-Plan": "1" },
      body: new URLSearchParams({ ancien: ancien.endpoint, endpoint, ...keys }),
    });
  };
  evenement.waitUntil(renouveler());
});
{% endif %}
