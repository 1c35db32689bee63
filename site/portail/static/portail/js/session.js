// Asks, some minutes before the session ends, whether somebody is still there; says so when it has
// ended.
(() => {
  "use strict";
  const dialogue = document.getElementById("session");
  if (!dialogue || window.top !== window) return; // a preview in a frame has the page around it to ask
  const question = dialogue.querySelector("[data-question]");
  const terminee = dialogue.querySelector("[data-terminee]");
  const dans = dialogue.querySelector("[data-dans]");
  const PREAVIS = Number(dialogue.dataset.preavis);
  const REESSAI = 30; // seconds, when the server does not answer
  const UN_JOUR = 24 * 3600; // seconds; a timer of more than 24 days would ring at once
  let fin = Date.now() + Number(dialogue.dataset.reste) * 1000;
  let dernierTour = false; // the longest life of a session is near: nothing pushes it back, and it has been said
  let minuterie;

  const reste = () => Math.ceil((fin - Date.now()) / 1000);
  const enMots = (secondes) => {
    const minutes = Math.floor(secondes / 60);
    if (minutes < 1) return "moins d’une minute";
    return `${minutes}\u00a0minute${minutes > 1 ? "s" : ""}`;
  };
  const plusTard = (secondes, suite) => {
    clearTimeout(minuterie);
    minuterie = setTimeout(suite, Math.min(secondes, UN_JOUR) * 1000);
  };
  const montrer = (nom, visible = true) => {
    dialogue.querySelector(`[data-${nom}]`).hidden = !visible;
  };

  // Another tab may have been used since: the server knows. Asking is no use of the session,
  // answering "I am here" is.
  const demander = async (options = {}) => {
    const reponse = await fetch(question.action, { headers: { "X-Arriere-Plan": "1" }, cache: "no-store", ...options });
    if (!reponse.ok) throw new Error(`${reponse.status}`);
    fin = Date.now() + (await reponse.json()).reste * 1000;
  };

  let dit = "";
  const avertir = () => {
    const texte = enMots(reste());
    // A screen reader says it once a minute. What was written is kept: the page may be translated.
    if (dit !== texte) dans.textContent = dit = texte;
    if (!dialogue.open) dialogue.showModal();
  };
  const annoncerLaFin = () => {
    question.hidden = true;
    terminee.hidden = false;
    dialogue.classList.add("pf-session-terminee");
    dialogue.setAttribute("aria-labelledby", "session-terminee");
    dialogue.setAttribute("aria-describedby", "session-suite");
    dialogue.close(); // opened again, it gives the focus to the link, and a screen reader reads the new words
    dialogue.showModal();
  };
  const veiller = () => {
    const secondes = reste();
    if (secondes <= 0) return annoncerLaFin();
    if (secondes > PREAVIS) {
      dialogue.close();
      return plusTard(secondes - PREAVIS, verifier);
    }
    if (dernierTour && !dialogue.open) return plusTard(secondes, verifier);
    avertir();
    plusTard(1, secondes > 1 ? veiller : verifier);
  };
  const verifier = async () => {
    try {
      await demander();
    } catch {
      if (reste() <= 0) return plusTard(REESSAI, verifier);
    }
    veiller();
  };
  const rester = async () => {
    if (dernierTour) {
      dialogue.close();
      return veiller();
    }
    try {
      await demander({ method: "POST", body: new FormData(question) });
      montrer("panne", false);
    } catch {
      return montrer("panne");
    }
    dernierTour = reste() <= PREAVIS;
    montrer("dernier", dernierTour);
    if (dernierTour) question.querySelector("button").textContent = "Continuer jusque-là";
    veiller();
  };

  question.addEventListener("submit", (evenement) => {
    if (evenement.submitter?.hasAttribute("formaction")) return; // "Se déconnecter"
    evenement.preventDefault();
    rester();
  });
  dialogue.addEventListener("cancel", (evenement) => {
    evenement.preventDefault(); // Escape is an answer too
    if (!question.hidden) rester();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !question.hidden) verifier();
  });
  veiller();
})();
