// Comforts only: a press that did not arrive says so, where the eye is, and a second one on the
// same cell, made for want of an answer, undoes nothing. The page works without this file: a button
// sends the state that it wants.
(() => {
  "use strict";
  if (!document.querySelector(".cal-page")) return; // this file is part of every page's script

  const AVANT_DE_VOIR = 350; // ms: a tap this soon after the answer was on its way before it could be read
  const reponses = new Map(); // id of a cell → when its last answer came
  const presse = (evenement) => evenement.detail.requestConfig?.triggeringEvent?.submitter;

  document.addEventListener("click", (evenement) => {
    const bouton = evenement.target.closest(".cal-b[name=choix]");
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
    if (bouton?.matches(".cal-b[name=choix]")) bouton.ariaBusy = "true";
  });
  // A queued press is sent once the one before it is answered: htmx would then read the button that
  // has the focus.
  document.addEventListener("htmx:configRequest", (evenement) => {
    const bouton = evenement.detail.triggeringEvent?.submitter;
    if (bouton?.name === "choix") evenement.detail.parameters.choix = bouton.value;
  });
  document.addEventListener("htmx:afterRequest", (evenement) => {
    const bouton = presse(evenement);
    if (!bouton?.id) return;
    bouton.ariaBusy = null;
    reponses.set(bouton.id, performance.now());
  });

  const dire = (phrase) => {
    const annonce = document.getElementById("cal-annonce");
    const avis = document.createElement("p");
    avis.className = "pf-avis pf-avis-error";
    avis.textContent = phrase;
    annonce?.replaceChildren(avis);
  };
  document.addEventListener("htmx:sendError", () => {
    dire("La connexion est coupée : ce choix n’est pas enregistré. Vérifiez le réseau, puis recommencez.");
  });
  document.addEventListener("htmx:responseError", (evenement) => {
    // Signed out, or the token is too old: the page itself knows the way back.
    if (evenement.detail.xhr.status < 500) window.location.reload();
    else dire("Ce choix n’a pas pu être enregistré. Recommencez dans un instant.");
  });
})();
