/** A console over the fake, and a record of what it asked for. */
import { render } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";

import App from "../../App.svelte";
import { fake, type FakeOptions } from "../../ipc/fake";
import { answerWith } from "../../ipc/commands";

type Asked = { name: string; given: Record<string, unknown> };

/** Opens the whole console. `asked` grows with every command. */
export function openTheConsole(options: FakeOptions = {}) {
  const asked: Asked[] = [];
  const answer = fake({ signsInAfter: 0, pagesEvery: 0, ...options });
  answerWith((name, given = {}) => {
    asked.push({ name, given });
    return answer(name, given);
  });
  const user = userEvent.setup();
  render(App);
  return { user, asked, given: (name: string) => asked.findLast((one) => one.name === name)?.given };
}
