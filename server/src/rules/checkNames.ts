import type { CheckFact } from '../facts';
import { say } from '../text/say';

/** What people call a check that a platform makes. */
export const CHECK_NAMES: Readonly<Record<CheckFact['kind'], string>> = {
  healthcheck: say`health check`,
  liveness: say`liveness probe`,
  readiness: say`readiness probe`,
  startup: say`startup probe`,
  postStart: say`\`postStart\` hook`,
  preStop: say`\`preStop\` hook`,
};
