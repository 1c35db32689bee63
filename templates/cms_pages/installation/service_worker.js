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
