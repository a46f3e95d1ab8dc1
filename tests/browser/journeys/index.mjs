// Every journey, in the order they are walked. The sweep comes last: it also sees what the others left behind.

import * as auditor from "./auditor.mjs";
import * as coordinator from "./coordinator.mjs";
import * as judge from "./judge.mjs";
import * as participant from "./participant.mjs";
import * as provider from "./provider.mjs";
import * as visitor from "./visitor.mjs";
import * as sweep from "./sweep.mjs";

export const JOURNEYS = [visitor, participant, coordinator, judge, auditor, provider, sweep];
