// The depth of a head, for what a near camera and a near lamp make of it.

/** Half axes of the skull in mm: bizygomatic breadth 140, menton–vertex 225, glabella–occiput 190 (ANSUR II, 2012). */
const HALF = { breadth: 72, height: 115, depth: 95 } as const;

/** The nose stands out by so much, this far below the eyes (pronasale–sellion; ANSUR II). */
const NOSE = { out: 24, below: 42, breadth: 13, height: 20 } as const;

/** The eyes lie so far behind the front of the skull’s ellipsoid, which is centred on them. */
const EYES_BEHIND_FRONT = 12;

/**
 * How far a point of a face stands out towards the camera from the plane of the eyes, in mm; beyond the head’s outline
 * the background goes on where the outline lies.
 * @param x to the right of the point between the eyes, in mm
 * @param y below it
 */
export function relief(x: number, y: number): number {
  const inside = 1 - (x / HALF.breadth) ** 2 - (y / HALF.height) ** 2;
  const skull = HALF.depth * (Math.sqrt(Math.max(0, inside)) - 1) + EYES_BEHIND_FRONT;
  const nose = NOSE.out * Math.exp(-((x / NOSE.breadth) ** 2) - ((y - NOSE.below) / NOSE.height) ** 2);
  return skull + nose;
}
