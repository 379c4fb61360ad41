/** What a run is known by, in the words of the screen. */
import { outcomeOf } from "../answer/outcome";
import { statusOf } from "../answer/status";
import type { RunLine } from "../ipc/bindings/RunLine";
import { exact } from "../shared/dates";

export function factsOf(run: RunLine): [string, string][] {
  return [
    ["When", exact(run.beganAt)],
    ["Connection", run.nickname],
    ["Address", run.address],
    ["Runs as", run.identity ?? "Nobody"],
    ["Asked by", run.askedBy ? `${run.askedBy.scenario}, step ${run.askedBy.step}` : "A person, by hand"],
    ["Outcome", outcomeOf(run.outcome).word],
    ["Status", statusOf(run.status)],
  ];
}
