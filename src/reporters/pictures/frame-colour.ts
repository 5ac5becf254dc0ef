/** The colours of flame graphs. */
import type { Colour, Frame } from './picture.js';

/** A change of a share by so much has the strongest colour; one of less than the second has none. */
const [STRONG, NONE] = [0.2, 0.01];

/** How strong a frame's colour is, from its palest to its deepest: texts are legible on all. */
const [PALE, DEEP] = [0.16, 0.55];

/** A frame's colour and how strong it is, 0 to 1: by how its share differs, all alike without a comparison. */
export function frameColour({ change }: Frame): { readonly colour: Colour; readonly strength: number } {
  if (change === null) return { colour: 'orange', strength: 0.35 };
  const size = Math.min(1, Math.abs(change) / STRONG);
  const colour = Math.abs(change) < NONE ? 'quiet' : change > 0 ? 'vermillion' : 'blue';
  return { colour, strength: Number((PALE + (DEEP - PALE) * size).toFixed(2)) };
}
