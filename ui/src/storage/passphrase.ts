/** Shorter ones are quickly guessed by whoever copies the database. */
const SHORTEST = 12;

/** What is wrong with a passphrase. `again` is null where it was chosen earlier and is only asked for. */
export function passphraseProblem(typed: string, again: string | null): string | null {
  if (typed === "") return "Enter the passphrase.";
  if (again === null) return null;
  if ([...typed].length < SHORTEST) return `Use at least ${SHORTEST} characters.`;
  return typed === again ? null : "The two are not the same. Type both once more.";
}
