import { join } from 'node:path';
import { reading } from '../run/system/reading.js';
import { systemFolder, systemNumber, systemText } from '../run/system/system-file.js';
import type { Probe } from '../seams/probe.js';

/** Drivers and zones that measure the CPU itself. */
const CPU_SENSOR = /coretemp|k10temp|zenpower|cpu|x86_pkg_temp|soc|package/i;

/** How hot the CPU is. */
const temperature: Probe = {
  name: 'temperature',
  summary: 'The hottest sensor of the CPU, or of the machine where no sensor is the CPU’s',
  figures: {
    startCelsius: 'Temperature when the timed part began, in °C',
    peakCelsius: 'Highest temperature of all samples, in °C',
  },
  series: { temperatureCelsius: 'Temperature of the hottest sensor, in °C' },
  start({ root }) {
    const files = sensorFiles(root);
    let first: number | null = null;
    let peak: number | null = null;
    return {
      sample() {
        const celsius = hottest(files);
        first ??= celsius;
        if (celsius !== null) peak = Math.max(peak ?? celsius, celsius);
        return { temperatureCelsius: celsius };
      },
      stop: () => reading({ startCelsius: first, peakCelsius: peak }, 'no sensor in hwmon or thermal zones'),
    };
  },
};
export default temperature;

/** The CPU's own sensors, of hwmon before thermal zones; all there are when none is the CPU's. */
function sensorFiles(root: string): readonly string[] {
  const sensors = [...hwmonSensors(root), ...thermalZones(root)];
  const own = sensors.filter(({ name }) => CPU_SENSOR.test(name));
  return (own.length > 0 ? own : sensors).map(({ file }) => file);
}

interface Sensor {
  readonly name: string;
  readonly file: string;
}

function hwmonSensors(root: string): readonly Sensor[] {
  const folder = join(root, 'sys/class/hwmon');
  return systemFolder(folder).flatMap((chip) => {
    const name = systemText(join(folder, chip, 'name')).trim();
    const inputs = systemFolder(join(folder, chip)).filter((file) => /^temp\d+_input$/.test(file));
    return inputs.map((file) => ({ name, file: join(folder, chip, file) }));
  });
}

function thermalZones(root: string): readonly Sensor[] {
  const folder = join(root, 'sys/class/thermal');
  return systemFolder(folder)
    .filter((zone) => zone.startsWith('thermal_zone'))
    .map((zone) => ({ name: systemText(join(folder, zone, 'type')).trim(), file: join(folder, zone, 'temp') }));
}

/** Millidegrees; what is below absolute zero or beyond any chip is a sensor without a probe. */
function hottest(files: readonly string[]): number | null {
  const known = files.map(systemNumber).filter((value) => value !== null && value > -100_000 && value < 200_000);
  return known.length === 0 ? null : Math.max(...(known as number[])) / 1000;
}
