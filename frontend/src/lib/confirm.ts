import htmx from "htmx.org";

/**
 * Asks before a form with `data-confirm="sentence"` is sent, in the page's one native dialog. Requests of
 * htmx with `hx-confirm` ask there too. Without a dialog on the page, the browser's own question is used.
 */
export function askFirst(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const question = form.dataset.confirm;
    if (!question || form.dataset.confirmed) return;
    event.preventDefault();
    const submitter = event.submitter as HTMLElement | null;
    ask(question, () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
      delete form.dataset.confirmed;
    });
  });
  document.addEventListener("htmx:confirm", (event) => {
    const { detail } = event as CustomEvent<{ question?: string | null; issueRequest: (skip: boolean) => void }>;
    if (!detail.question) return;
    event.preventDefault();
    ask(detail.question, () => detail.issueRequest(true));
  });
}

function ask(question: string, proceed: () => void): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#confirm");
  const place = dialog?.querySelector("[data-question]");
  if (!dialog || !place) {
    if (window.confirm(question)) proceed();
    return;
  }
  place.textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && proceed(), { once: true });
  dialog.showModal();
}

/** htmx sends the page's CSRF token with every request that changes something. */
export function signRequests(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event as CustomEvent<{ headers: Record<string, string>; verb: string }>;
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token;
  });
}

export { htmx };
