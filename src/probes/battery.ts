import { join } from 'node:path';
import { reading } from '../run/system/reading.js';
import { systemFolder, systemNumber, systemText } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

const SUPPLIES = 'sys/class/power_supply';

/** A laptop on battery runs slower than at the mains. */
const battery: Probe = {
  name: 'battery',
  summary: 'Whether a battery drove the machine, and how full it was',
  figures: {
    discharging: 'True when a battery was being discharged',
    percent: 'How full the first battery was when the timed part ended, in percent',
  },
  start({ root }) {
    return {
      stop() {
        const folder = join(root, SUPPLIES);
        const batteries = systemFolder(folder)
          .map((name) => join(folder, name))
          .filter((supply) => systemText(join(supply, 'type')).trim() === 'Battery' && !isOfDevice(supply));
        const [first] = batteries;
        const figures = {
          discharging: first === undefined ? null : batteries.some(isDischarging),
          percent: first === undefined ? null : systemNumber(join(first, 'capacity')),
        };
        return reading(figures, 'no battery');
      },
    };
  },
};
export default battery;

function isDischarging(supply: string): boolean {
  return systemText(join(supply, 'status')).trim() === 'Discharging';
}

/** A mouse has a battery too; its scope says so. */
function isOfDevice(supply: string): boolean {
  return systemText(join(supply, 'scope')).trim() === 'Device';
}
