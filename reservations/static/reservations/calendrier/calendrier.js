// Comforts only: a press is seen at once, whatever the network; those that follow one another leave
// together, in their order, once the hand rests; one that did not arrive says so, where the eye is; a
// second one on the same cell, made for want of an answer, undoes nothing; and nobody leaves the page
// while a press is on its way. The page works without this file: a button sends the state that it
// wants.
(() => {
  "use strict";
  if (!document.querySelector(".cal-page")) return; // this file is part of every page's script

  const AVANT_DE_VOIR = 350; // ms: a tap this soon after the answer was on its way before it could be read
  const GESTES = "[name=choix], [name=ensemble]";
  const REPOS = 600; // ms without a press: those that wait leave
  const AU_PLUS = 6; // presses in one request: their answer is not kept waiting
  const file = []; // the presses that wait, in order: {id, nom, valeur, envoyer}
  let partis = []; // those of the request that is on its way
  let perdus = 0; // since the last answer
  const reponses = new Map(); // id of a button → when its last answer came
  let repos = 0; // the timer of the hand that rests
  const presse = (evenement) => evenement.detail.requestConfig?.triggeringEvent?.submitter;
  const attendus = () => document.querySelectorAll(":is(" + GESTES + ")[aria-busy=true]");
  let depart = null; // {lien, aller}: how one leaves once the answers are there

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
    if (!navigator.onLine) {
      evenement.preventDefault();
      perdus = 1;
      dire(coupee());
      return;
    }
    bouton.ariaBusy = "true";
    const { id, name: nom, value: valeur } = bouton;
    file.push({ id, nom, valeur, envoyer: evenement.detail.issueRequest });
    evenement.preventDefault();
    clearTimeout(repos);
    if (nom !== "choix" || file.length >= AU_PLUS) suivre();
    else repos = setTimeout(suivre, REPOS);
  });
  const suivre = () => {
    if (partis.length || !file.length) return;
    const autre = file.findIndex(({ nom }) => nom !== "choix"); // a day or a week goes by itself
    partis = file.splice(0, Math.min(AU_PLUS, autre < 0 ? file.length : Math.max(autre, 1)));
    partis[0].envoyer(true);
  };
  // What the button said when it was pressed: htmx would read the one that has the focus now.
  document.addEventListener("htmx:configRequest", (evenement) => {
    const bouton = evenement.detail.triggeringEvent?.submitter;
    if (!bouton?.matches(GESTES)) return;
    const { parameters } = evenement.detail;
    delete parameters.choix;
    delete parameters.ensemble;
    parameters[partis[0].nom] = partis.map(({ valeur }) => valeur);
  });
  // The answer gives the focus back to what was pressed, unless the eye is on another cell since.
  document.addEventListener("htmx:beforeSwap", (evenement) => {
    const ici = document.activeElement;
    if (!ici?.matches(GESTES) || partis.some(({ id }) => id === ici.id)) return;
    evenement.detail.serverResponse = evenement.detail.serverResponse.replace(" autofocus", "");
  });
  document.addEventListener("htmx:afterRequest", (evenement) => {
    if (!presse(evenement)?.matches(GESTES)) return;
    const { successful: arrivee } = evenement.detail;
    perdus = arrivee ? 0 : perdus + partis.length;
    for (const { id } of partis) {
      occuper(id, null);
      if (arrivee) reponses.set(id, performance.now());
    }
    partis = [];
    for (const { id } of file) occuper(id, "true"); // the answer may have drawn it again
    setTimeout(suivre); // once htmx has let go of this one
    partir(arrivee);
  });
  const occuper = (id, etat) => {
    const bouton = document.getElementById(id);
    if (bouton) bouton.ariaBusy = etat;
  };

  // Away, once every press has its answer; one that failed is read first.
  const partir = (arrivee) => {
    if (!depart || (arrivee && attendus().length)) return;
    const { lien, aller } = depart;
    depart = null;
    lien.ariaBusy = null;
    if (arrivee) aller();
  };
  const retenir = (evenement, lien, aller) => {
    if (!attendus().length) return;
    evenement.preventDefault();
    depart = { lien, aller };
    lien.ariaBusy = "true";
    clearTimeout(repos);
    suivre();
  };
  document.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest("a[href]:not([href^='#'], [target], [download])");
    if (!lien || evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return;
    retenir(evenement, lien, () => window.location.assign(lien.href));
  });
  document.addEventListener("submit", (evenement) => {
    const { target: formulaire, submitter: bouton } = evenement;
    if (!bouton || bouton.matches(GESTES)) return;
    retenir(evenement, bouton, () => formulaire.requestSubmit(bouton));
  });
  // The tab is closed, or another page is typed: they leave by themselves, nobody reads the answer.
  window.addEventListener("pagehide", () => {
    const choix = file.filter(({ nom }) => nom === "choix").splice(0, AU_PLUS);
    const formulaire = document.querySelector(".cal-corps form");
    if (!choix.length || !formulaire) return;
    const envoi = new FormData(formulaire);
    for (const { valeur } of choix) envoi.append("choix", valeur);
    navigator.sendBeacon(formulaire.action, envoi);
  });
  window.addEventListener("pageshow", (evenement) => {
    if (evenement.persisted && attendus().length) window.location.reload();
  });

  const coupee = () =>
    "La connexion est coupée : " +
    (perdus > 1 ? `ces ${perdus} choix ne sont pas enregistrés` : "ce choix n’est pas enregistré") +
    ". Vérifiez le réseau, puis recommencez.";
  const incertains = () =>
    (perdus > 1
      ? `ces ${perdus} choix ne sont peut-être pas tous enregistrés`
      : "ce choix n’est peut-être pas enregistré") + ". Rechargez la page pour le voir.";
  const dire = (phrase) => {
    const annonce = document.getElementById("cal-annonce");
    const avis = document.createElement("p");
    avis.className = "pf-avis pf-avis-error";
    avis.textContent = phrase;
    annonce?.replaceChildren(avis);
  };
  document.addEventListener("htmx:sendError", () => {
    dire(coupee());
  });
  document.addEventListener("htmx:timeout", () => {
    dire(`Le réseau ne répond pas : ${incertains()}`);
  });
  document.addEventListener("htmx:responseError", (evenement) => {
    // Signed out, or the token is too old: the page itself knows the way back.
    if (evenement.detail.xhr.status < 500) window.location.reload();
    else if (perdus > 1) dire(`Le portail n’a pas répondu : ${incertains()}`);
    else dire("Ce choix n’a pas pu être enregistré. Recommencez dans un instant.");
  });
})();
