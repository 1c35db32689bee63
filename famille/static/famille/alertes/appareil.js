// On each page of who is signed in, once a tab: a browser that is told things says so. Another
// parent who has it in hand ends what the first was told (famille.alertes.actions.reconnaitre).
(async () => {
  "use strict";
  const VU = "appareil-reconnu";
  const jeton = document.querySelector("#session [name='csrfmiddlewaretoken']");
  if (window.Notification?.permission !== "granted") return;
  if (!jeton) sessionStorage.removeItem(VU);
  else if (!sessionStorage.getItem(VU)) {
    const abonnement = await (await navigator.serviceWorker?.ready)?.pushManager?.getSubscription();
    if (!abonnement) return;
    const reponse = await fetch("/mes-donnees/alertes/appareils/ici/", {
      method: "POST",
      headers: { "X-Arriere-Plan": "1" },
      body: new URLSearchParams({ csrfmiddlewaretoken: jeton.value, endpoint: abonnement.endpoint }),
    });
    if (!(await reponse.json()).a_moi) await abonnement.unsubscribe();
    sessionStorage.setItem(VU, "1");
  }
})().catch(() => {}); // the next page asks again
