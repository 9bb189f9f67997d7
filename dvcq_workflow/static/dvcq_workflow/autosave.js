// Keeps what is typed into a form: after some seconds of quiet, and when its page is left.
// Without it the page works by its Store button. The server says what was stored and what was not.
(() => {
  "use strict";
  const form = document.querySelector("form[data-dv-autosave]");
  const place = form && form.querySelector("[data-dv-said]");
  if (!place) return;
  const quiet = 1000 * Number(form.dataset.dvQuiet);
  const apart = 1000 * Number(form.dataset.dvApart);
  const KEPT_ALIVE = 60000; // what a browser still sends of a page that is gone, in bytes
  let timer = 0;
  let last = -Infinity;
  let running = null;
  let stopped = false;

  function body() {
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") typed.append(name, value);
    }
    typed.set("choice", "autosave");
    return typed;
  }

  function words() {
    const typed = body();
    typed.delete("seen_hash");
    return typed.toString();
  }

  let kept = words();

  function say(text, isStored) {
    place.textContent = text;
    place.parentElement.classList.remove("dv-ok", "dv-off", "dv-late");
    place.parentElement.classList.add(isStored ? "dv-ok" : "dv-late");
  }

  async function send(now, isLeaving) {
    const typed = body();
    last = performance.now();
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        body: typed,
        redirect: "error",
        keepalive: isLeaving && typed.toString().length < KEPT_ALIVE,
      });
      const told = await answer.json();
      if (answer.ok) {
        kept = now;
        for (const field of document.querySelectorAll("input[name=seen_hash]")) {
          field.value = told.seen_hash;
        }
      } else {
        stopped = true; // somebody else wrote: what is typed stays, and is no longer sent by itself
      }
      say(told.said, answer.ok);
    } catch {
      say(form.dataset.dvFailed, false);
    }
  }

  function keep(isLeaving) {
    clearTimeout(timer);
    const now = words();
    if (stopped || running || now === kept) return running;
    running = send(now, isLeaving).finally(() => {
      running = null;
      if (!stopped && words() !== kept) plan();
    });
    return running;
  }

  function plan() {
    clearTimeout(timer);
    const wait = Math.max(quiet, last + apart - performance.now());
    timer = setTimeout(() => keep(false), wait);
  }

  form.addEventListener("input", plan);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep(true);
  });

  // A button acts on what was stored last: it waits for what is on its way.
  document.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    const { target, submitter } = event;
    if (stopped || (!running && (target === form || words() === kept))) {
      stopped = true;
      return;
    }
    event.preventDefault();
    await running;
    if (target !== form) await keep(false);
    stopped = true;
    target.requestSubmit(submitter);
  });
})();
