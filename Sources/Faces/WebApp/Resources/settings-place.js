// @ts-check
// The place Settings: one's own account for everybody, the recorder for those who manage it.

import { session } from "./session.js";
import { AccountPart } from "./settings-account.js";
import { BackupsPart } from "./settings-backups.js";
import { KeysPart } from "./settings-keys.js";
import { NetworkPart } from "./settings-network.js";
import { PeoplePart } from "./settings-people.js";
import { RecorderPart } from "./settings-recorder.js";
import { SessionsPart } from "./settings-sessions.js";
import { VolumesPart } from "./settings-volumes.js";
import { PartedPlace } from "./system-parts.js";
import { words } from "./words.js";

export class SettingsPlace extends PartedPlace {
  /** @override */
  get place() {
    return "settings";
  }

  /** @override */
  get heading() {
    return words("place.settings");
  }

  /** @override */
  get entries() {
    const own = () => session.who?.user !== null && session.may("manage-own-account");
    const manages = () => session.may("manage-system");
    return [
      { key: "account", name: words("settings.account"), may: own, make: () => new AccountPart() },
      { key: "sessions", name: words("settings.sessions"), may: own, make: () => new SessionsPart() },
      { key: "keys", name: words("settings.keys"), may: own, make: () => new KeysPart() },
      { key: "people", name: words("settings.people"), may: () => session.may("manage-users"), make: () => new PeoplePart() },
      { key: "recorder", name: words("settings.recorder"), may: manages, make: () => new RecorderPart() },
      { key: "volumes", name: words("settings.volumes"), may: manages, make: () => new VolumesPart() },
      { key: "backups", name: words("settings.backups"), may: manages, make: () => new BackupsPart() },
      { key: "network", name: words("settings.network"), may: () => session.may("see-system"), make: () => new NetworkPart() },
    ];
  }
}

customElements.define("nj-settings-place", SettingsPlace);
