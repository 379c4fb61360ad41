/** What the tests of the rules know of the things that steps do: what the fake answers. */
import { connectors } from "../ipc/fake/connectors";
import { bundled } from "../ipc/fake/scenario-drafts";
import { card } from "../ipc/fake/scenarios";
import type { Known } from "./known";

export const known: Known = {
  connectors,
  scenarios: Object.entries(bundled).map(([id, { name, about }]) => ({
    id,
    name,
    about,
    bundled: true,
    steps: 1,
    connectors: [],
    lastRunAt: null,
    lastOutcome: null,
    run: null,
    problem: null,
  })),
  card: (connector, action) => (action === "unheard_of" ? undefined : card(connector, action)),
  child: (id) => bundled[id],
};
