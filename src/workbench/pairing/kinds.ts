// Kinds of non-mated pairs: what an impostor has in common with the person that they claim to be.

import { LikenessError } from '../../errors.js';

/** What may be asked for, alone or several at once: `look-alike+group` are the look-alikes within the same group. */
export const TRAITS = ['look-alike', 'group', 'age'] as const;
export type Trait = (typeof TRAITS)[number];

export interface ImpostorKind {
  /** As the column `kind` has it: `random`, `look-alike`, `group+age`. */
  readonly name: string;
  readonly traits: ReadonlySet<Trait>;
}

export const RANDOM: ImpostorKind = { name: 'random', traits: new Set() };

/**
 * Kinds from their names; traits come in the order of `TRAITS`, each kind once.
 * @throws LikenessError `option_invalid` for a trait that there is not
 */
export function parseKinds(names: readonly string[]): ImpostorKind[] {
  const kinds = names.map((name) => {
    const said = name.split('+').map((trait) => trait.trim());
    const unknown = said.find((trait) => !(TRAITS as readonly string[]).includes(trait));
    if (unknown !== undefined)
      throw new LikenessError(
        'option_invalid',
        `there is no kind of impostors "${unknown}": there are ${TRAITS.join(', ')}, and several joined by +`,
      );
    const traits = TRAITS.filter((trait) => said.includes(trait));
    return { name: traits.join('+'), traits: new Set(traits) };
  });
  return [...new Map(kinds.map((kind) => [kind.name, kind])).values()];
}
