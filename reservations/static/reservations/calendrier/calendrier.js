// Comforts only: a press is seen at once, whatever the network; one that did not arrive says so, where
// the eye is; a second one on the same cell, made for want of an answer, undoes nothing; and nobody
// leaves for the summary while a press is on its way. The page works without this file: a button
// sends the state that it wants.
(() => {
  "use strict";
  if (!document.querySelector(".cal-page")) return; // this file is part of every page's script

  const AVANT_DE_VOIR = 350; // ms: a tap this soon after the answer was on its way before it could be read
  const GESTES = "[name=choix], [name=ensemble]";
  const COUPEE = "La connexion est coupée : ce choix n’est pas enregistré. Vérifiez le réseau, puis recommencez.";
  const reponses = new Map(); // id of a button → when its last answer came
  const presse = (evenement) => evenement.detail.requestConfig?.triggeringEvent?.submitter;
  const attendus = () => document.querySelectorAll(":is(" + GESTES + ")[aria-busy=true]");
  let depart = null; // the link that waits for the answers

  document.addEventListener("click", (evenement) => {
    const bouton = evenement.target.closest(GESTES);
    if (!bouton) return;
    const arrivee = reponses.get(bouton.id) ?? -Infinity;
    const parLeDoigt = evenement.detail > 0;
    if (bouton.ariaBusy === "true" || (parLeDoigt && performance.now() - arrivee < AVANT_DE_VOIR)) {
      evenement.preventDefault();
      evenement.stopPropagation();
    }
  }, true);
  document.addEventListener("htmx:confirm", (evenement) => {
    const bouton = evenement.detail.triggeringEvent?.submitter;
    if (!bouton?.matches(GESTES)) return;
    if (navigator.onLine) {
      bouton.ariaBusy = "true";
    } else {
      evenement.preventDefault();
      dire(COUPEE);
    }
  });
  // A queued press is sent once the one before it is answered: htmx would then read the button that
  // has the focus.
  document.addEventListener("htmx:configRequest", (evenement) => {
    const bouton = evenement.detail.triggeringEvent?.submitter;
    if (!bouton?.matches(GESTES)) return;
    const { parameters } = evenement.detail;
    delete parameters.choix;
    delete parameters.ensemble;
    parameters[bouton.name] = bouton.value;
  });
  document.addEventListener("htmx:afterRequest", (evenement) => {
    const bouton = presse(evenement);
    if (!bouton?.matches(GESTES)) return;
    bouton.ariaBusy = null;
    if (evenement.detail.successful) reponses.set(bouton.id, performance.now());
    partir(evenement.detail.successful);
  });

  // To the summary, once every press has its answer; a press that failed is read first.
  const partir = (arrivee) => {
    if (!depart || (arrivee && attendus().length)) return;
    const lien = depart;
    depart = null;
    lien.ariaBusy = null;
    if (arrivee) window.location.assign(lien.href);
  };
  document.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest(".cal-barre a, .cal-panier a");
    if (!lien || evenement.ctrlKey || evenement.metaKey || !attendus().length) return;
    evenement.preventDefault();
    depart = lien;
    lien.ariaBusy = "true";
  });

  const dire = (phrase) => {
    const annonce = document.getElementById("cal-annonce");
    const avis = document.createElement("p");
    avis.className = "pf-avis pf-avis-error";
    avis.textContent = phrase;
    annonce?.replaceChildren(avis);
  };
  document.addEventListener("htmx:sendError", () => {
    dire(COUPEE);
  });
  document.addEventListener("htmx:timeout", () => {
    dire("Le réseau ne répond pas : ce choix n’est peut-être pas enregistré. Rechargez la page pour le voir.");
  });
  document.addEventListener("htmx:responseError", (evenement) => {
    // Signed out, or the token is too old: the page itself knows the way back.
    if (evenement.detail.xhr.status < 500) window.location.reload();
    else dire("Ce choix n’a pas pu être enregistré. Recommencez dans un instant.");
  });
})();
