// @ts-check
// The place System: is everything all right, and if not, what is wrong.

import { session } from "./session.js";
import { AuditPart } from "./system-audit.js";
import { CoveragePart } from "./system-coverage.js";
import { HealthPart } from "./system-health.js";
import { JobsPart } from "./system-jobs.js";
import { LogPart } from "./system-log.js";
import { PartedPlace } from "./system-parts.js";
import { StoragePart } from "./system-storage.js";
import { words } from "./words.js";

export class SystemPlace extends PartedPlace {
  /** @override */
  get place() {
    return "system";
  }

  /** @override */
  get heading() {
    return words("place.system");
  }

  /** @override */
  get entries() {
    const seesSystem = () => session.may("see-system");
    return [
      { key: "coverage", name: words("system.coverage"), may: () => true, make: () => new CoveragePart() },
      { key: "storage", name: words("system.storage"), may: seesSystem, make: () => new StoragePart() },
      { key: "jobs", name: words("system.jobs"), may: () => true, make: () => new JobsPart() },
      { key: "health", name: words("system.health"), may: seesSystem, make: () => new HealthPart() },
      { key: "logs", name: words("system.logs"), may: () => session.may("read-logs"), make: () => new LogPart() },
      { key: "audit", name: words("system.audit"), may: () => session.may("read-audit"), make: () => new AuditPart() },
    ];
  }
}

customElements.define("nj-system-place", SystemPlace);
