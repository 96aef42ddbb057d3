// Why a recipe for an attack classifier is as it is: one sentence a choice, with the source, for the model's card.

import type { LivenessRecipe } from './schema.js';

export const reasonsOf = ({ size, margin, dropout }: LivenessRecipe): Readonly<Record<string, string>> => ({
  network:
    'Inverted bottlenecks (Sandler et al., arXiv:1801.04381), few and narrow: a sheet or a screen shows in texture and borders, and a small network learns the few people in attack data by heart less easily.',
  crop: `The face with ${Math.round(100 * margin)} % of its width about it, at ${size} pixels, so that borders, hands and bezels are seen (Yang et al., arXiv:1408.5601, tried several and found that context helps).`,
  balance:
    'Half of each batch is bona fide and each species weighs alike, whatever there is of each: the attacker chooses the species (ISO/IEC 30107-3).',
  loss: 'Binary cross-entropy, so that the output is a probability at even odds of an attack.',
  ...(dropout > 0 && {
    dropout:
      'A share of the features is dropped in training, against learning by heart (Srivastava et al., 2014).',
  }),
  watch:
    'The state is chosen by the loss on people kept from training with all their attacks; figures are by species, never pooled (ISO/IEC 30107-3).',
  limits:
    'It covers the species that it was trained on, by the cameras and the screens in the data. Published networks failed on every labelled set of real attacks tried here (AUC 0.04 to 0.87): test this one on real attacks of your own before it decides. What was learnt of simulated attacks says nothing about real ones.',
});
