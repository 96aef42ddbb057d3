// The name field of a zone: Doc 9303-3, 4.6, and the truncation of Doc 9303-4, -5, -6 and -7, 4.2.2 and 4.2.3.

import { FILLER } from './checkDigit.js';
import { trimFillers } from './states.js';

export interface ZoneNames {
  /** The primary identifier, components parted by spaces. */
  readonly surname: string;
  /** The secondary identifier; empty where the holder has none. */
  readonly givenNames: string;
  /**
   * Whether the name may have been cut: its last place holds a letter. A name that just fits looks the same, and
   * "must be treated as though truncation had occurred" (Doc 9303-4, 4.2.3, note).
   */
  readonly truncated: boolean;
}

/**
 * The name field: primary components, `<<`, secondary components, fillers.
 *
 * Where all of it does not fit, States choose among several ways to cut. Ours: the primary identifier gives way as
 * far as the first secondary component needs it, though never below two thirds of the field, its longest component
 * losing letters first; then the secondary identifier is cut where the field ends. Should that leave a filler at the
 * end, the longest component before it loses another letter, as the field must end with one.
 *
 * @param primary components of A to Z, at least one
 * @param width places of the field
 */
export function writeNames(primary: readonly string[], secondary: readonly string[], width: number): string {
  const full = join(primary, secondary);
  if (full.length <= width) return full.padEnd(width, FILLER);
  let shortened = shorten(primary, roomForPrimary(secondary, width));
  let rest = secondary;
  for (;;) {
    const cut = join(shortened, rest).slice(0, width);
    // Initials alone can leave the last place without a letter: such a name cannot show that it was cut.
    if (!cut.endsWith(FILLER)) return cut.padEnd(width, FILLER);
    const within = trimFillers(cut).split('<<')[1]?.split(FILLER) ?? [];
    if (within.some(({ length }) => length > 1)) rest = [...loseOne(within), ...rest.slice(within.length)];
    else shortened = loseOne(shortened);
  }
}

/** Reads a name field; what is no letter stays as it is, for the caller to see. */
export function readNames(field: string): ZoneNames {
  const text = trimFillers(field);
  const parting = text.indexOf(FILLER + FILLER);
  const words = (part: string): string => part.split(FILLER).filter(Boolean).join(' ');
  return {
    surname: words(parting < 0 ? text : text.slice(0, parting)),
    givenNames: parting < 0 ? '' : words(text.slice(parting)),
    truncated: text.length === field.length,
  };
}

function roomForPrimary([first]: readonly string[], width: number): number {
  if (first === undefined) return width;
  // Two fillers and one letter of the secondary identifier must follow.
  return Math.min(width - 3, Math.max(width - 2 - first.length, Math.ceil((2 / 3) * width)));
}

function join(primary: readonly string[], secondary: readonly string[]): string {
  const first = primary.join(FILLER);
  return secondary.length === 0 ? first : `${first}${FILLER}${FILLER}${secondary.join(FILLER)}`;
}

/** Components of at most `room` places together, each of at least a letter; components at the end go where they must. */
function shorten(components: readonly string[], room: number): readonly string[] {
  let kept: readonly string[] = components.slice(0, Math.ceil(room / 2));
  while (kept.join(FILLER).length > room) kept = loseOne(kept);
  return kept;
}

/** The longest component, the last of several, loses its last letter; where all are initials, the last goes. */
function loseOne(components: readonly string[]): readonly string[] {
  const longest = components.reduce(
    (best, { length }, i) => (length >= components[best].length ? i : best),
    0,
  );
  if (components[longest].length === 1) return components.slice(0, -1);
  return components.map((component, i) => (i === longest ? component.slice(0, -1) : component));
}
