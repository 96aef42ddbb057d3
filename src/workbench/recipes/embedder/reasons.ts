// Why a recipe for an embedder is as it is: one sentence a choice, with the paper, for the model's card.

import { type EmbedderRecipe, isPaired, isScratch, type Loss } from './schema.js';

export function reasonsOf(recipe: EmbedderRecipe): Readonly<Record<string, string>> {
  const { augmentation, watch, average, perSubject, optimiser } = recipe;
  return {
    start: startOf(recipe),
    loss: LOSSES[recipe.loss.kind],
    optimiser:
      optimiser.kind === 'sgd'
        ? 'SGD with momentum, the rate falling along half a cosine: what the margin losses were published with, and it generalises no worse than adaptive steps (Wilson et al., arXiv:1705.08292).'
        : 'AdamW: steps adapted to each weight, decay apart from them (Loshchilov and Hutter, arXiv:1711.05101).',
    ...(average > 0 && {
      average:
        'What is served is the moving average of the weights: it irons out the last batches (Polyak and Juditsky, 1992).',
    }),
    ...(perSubject > 0 && {
      perSubject: isPaired(recipe.loss)
        ? 'Batches of several subjects with several pictures each, since the loss compares within the batch (Hermans et al., arXiv:1703.07737, section 2).'
        : 'Subjects are drawn equally often: a few people own most pictures of many sets, and would be most of the loss.',
    }),
    ...(augmentation.soft.share > 0 && {
      soft: `Faces are made ${augmentation.soft.from} to ${augmentation.soft.to} pixels wide and large again: what a small or printed portrait leaves of a face (Ge et al., arXiv:1811.09998).`,
    }),
    ...(watch.share > 0 && {
      watch: `The state is chosen on people kept from training (Prechelt, "Early Stopping – But When?", 1998): on those it has learnt a network always looks well.`,
    }),
  };
}

function startOf({ start }: EmbedderRecipe): string {
  if (!isScratch(start)) {
    const frozen = 'layers' in start.freeze ? start.freeze.layers > 0 : true;
    return (
      `${start.from} knows faces from far more people than are here; training on keeps that (Yosinski et al., arXiv:1411.1792)` +
      (frozen ? ', and its first layers, which see edges and colours, stay as they are.' : '.')
    );
  }
  return start.network === 'mobileFaceNet'
    ? 'MobileFaceNet: under a million parameters, made for faces on small devices (Chen et al., arXiv:1804.07573).'
    : `${start.network}: the residual network of ArcFace (Deng et al., arXiv:1801.07698), for many people and time enough.`;
}

const LOSSES: Readonly<Record<Loss['kind'], string>> = {
  distil:
    'The template that a teacher gave for the face as it was is to be given for the face made worse (Hinton et al., arXiv:1503.02531): no label is needed, and nothing pulls the network away from what it knew. As a classifier of a few hundred people `fast` became worse on others: `npm run study:fine-tune`.',
  arcFace:
    'ArcFace: a margin in the angle between a face and its subject’s centre (Deng et al., arXiv:1801.07698).',
  cosFace:
    'CosFace: a margin in the cosine, which is steady from the first step on (Wang et al., arXiv:1801.09414).',
  adaFace:
    'AdaFace: the margin follows the quality of the picture, so that poor portraits are pressed no harder than they can bear (Kim et al., arXiv:2204.00964).',
  triplet:
    'Triplet loss with the hardest partner and stranger of the batch (Schroff et al., arXiv:1503.03832; Hermans et al., arXiv:1703.07737).',
  contrastive:
    'Supervised contrastive loss: all partners in the batch against all strangers (Khosla et al., arXiv:2004.11362).',
};
