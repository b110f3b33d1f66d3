/** Puts the made-up situation where the server would have written it, then starts the page's own entries. */
const answer = await fetch("/dev/situation.json");
const script = document.createElement("script");
script.type = "application/json";
script.id = "situation";
script.textContent = await answer.text();
document.body.append(script);
await import("../src/app.ts");
await import("../src/wall.ts");

export {};
