// Faces in the wrong number: which face is meant, said as a policy and never guessed silently.
//
// The main face is the widest. In a selfie, others at least half as wide make the picture ambiguous; narrower ones
// are bystanders. On a document, any other face at least a quarter as wide must show the same person (a ghost
// portrait); if it does not, the picture is ambiguous. Narrower ones are ornament or background.

import type { Face } from '../face/index.js';
import type { Role } from './reasons.js';

/** A face at least this wide, compared with the main one, counts. */
const COUNTED_WIDTH: Readonly<Record<Role, number>> = { selfie: 0.5, document: 0.25 };

/** What the picture shows, before any comparison. */
export type FaceChoice =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'one';
      readonly main: Face;
      /** Other faces that do not count. */
      readonly ignored: readonly Face[];
      /** Faces on a document that must turn out to show the main face's person. */
      readonly ghosts: readonly Face[];
    }
  | { readonly kind: 'several'; readonly main: Face; readonly others: readonly Face[] };

/** @param faces the widest first */
export function chooseFace(faces: readonly Face[], role: Role): FaceChoice {
  const [main, ...others] = faces;
  if (!main) return { kind: 'none' };
  const counted = others.filter((f) => f.box.width >= COUNTED_WIDTH[role] * main.box.width);
  if (role === 'selfie' && counted.length > 0) return { kind: 'several', main, others: counted };
  return { kind: 'one', main, ignored: others.filter((f) => !counted.includes(f)), ghosts: counted };
}
