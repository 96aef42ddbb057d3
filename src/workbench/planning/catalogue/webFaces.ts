// Large sets from the web, which embedders are trained on. Sizes as in the papers and the publishers’ pages.

import { fits, type PublicSet } from './publicSet.js';

const WEB = { kind: 'faces', unit: 'pictures', documentAndSelfie: false, consent: 'not asked' } as const;
const INSIGHTFACE = 'https://github.com/deepinsight/insightface/tree/master/recognition/_datasets_';
const INSIGHTFACE_WORDS =
  'The training data containing the annotation (and the models trained with these data) are available for non-commercial research purposes only.';
const NONE = { training: 'no', evaluation: 'no' } as const;

export const WEB_FACES: readonly PublicSet[] = [
  {
    ...WEB,
    name: 'VGGFace2',
    year: 2018,
    subjects: 9131,
    images: 3310000,
    capture: 'image search, public figures, many poses and ages',
    licence: { words: 'as published, for non-commercial use; mirrors say CC BY-NC 4.0', ...NONE },
    status: 'withdrawn',
    labels: ['name', 'sex'],
    obtain: 'no longer from its publisher',
    fitness: fits({ embedder: 'good' }),
    remark:
      'Its page at the University of Oxford no longer offers it. A model that was trained on it carries the same question.',
    sources: [
      'Cao et al., "VGGFace2", FG 2018',
      'https://huggingface.co/datasets/ProgramComputer/VGGFace2 (a mirror)',
    ],
    toCheck: ['licence', 'images'],
  },
  {
    ...WEB,
    name: 'MS-Celeb-1M, MS1MV2, MS1MV3',
    year: 2016,
    subjects: 93431,
    images: 5179510,
    capture: 'image search, public figures and others; sizes are of MS1MV3, aligned to 112 × 112',
    licence: { words: INSIGHTFACE_WORDS, ...NONE },
    status: 'withdrawn',
    labels: ['name'],
    obtain: 'no longer from its publisher',
    fitness: fits({ embedder: 'good' }),
    remark:
      'Microsoft deleted MS-Celeb-1M in 2019; journalists and private people stand in it unasked. Most free embedders were trained on it: their licence says so or ought to.',
    sources: [
      'Guo et al., "MS-Celeb-1M", ECCV 2016',
      'Murgia, "Microsoft quietly deletes largest public face recognition data set", Financial Times, 6 June 2019',
      'https://huggingface.co/datasets/gaunernst/ms1mv3-recordio (size)',
      'https://github.com/deepinsight/insightface#license',
    ],
    toCheck: [],
  },
  {
    ...WEB,
    name: 'MegaFace, MF2',
    year: 2016,
    subjects: 672057,
    images: 4753320,
    capture: 'photographs from Flickr under Creative Commons licences',
    licence: { words: 'for non-commercial research, as published', ...NONE },
    status: 'withdrawn',
    labels: [],
    obtain: 'no longer from its publisher',
    fitness: fits({ embedder: 'partly' }),
    remark: 'Families and children from Flickr; decommissioned by the University of Washington in 2020.',
    sources: [
      'Nech & Kemelmacher-Shlizerman, "Level playing field for million scale face recognition", CVPR 2017',
      'https://exposing.ai/megaface/',
    ],
    toCheck: ['licence', 'status'],
  },
  {
    ...WEB,
    name: 'Glint360K',
    year: 2020,
    subjects: 360232,
    images: 17091657,
    capture: 'merged from MS-Celeb-1M and others, aligned to 112 × 112',
    licence: { words: INSIGHTFACE_WORDS, ...NONE },
    status: 'available',
    labels: [],
    obtain: INSIGHTFACE,
    fitness: fits({ embedder: 'good' }),
    remark: 'Contains what was withdrawn elsewhere.',
    sources: [
      'An et al., "Partial FC", arXiv:2010.05222',
      'https://huggingface.co/datasets/gaunernst/glint360k-wds-gz (size)',
      INSIGHTFACE,
    ],
    toCheck: ['status'],
  },
  {
    ...WEB,
    name: 'WebFace260M, WebFace42M',
    year: 2021,
    subjects: 2059906,
    images: 42474558,
    capture: 'image search over names; sizes are of the cleaned WebFace42M',
    licence: { words: 'for academic purposes only, by a signed application of the organisation', ...NONE },
    status: 'on request',
    labels: ['name'],
    obtain: 'https://www.face-benchmark.org/',
    fitness: fits({ embedder: 'good' }),
    remark: 'The largest. A business may not use it.',
    sources: ['Zhu et al., "WebFace260M", CVPR 2021'],
    toCheck: ['licence', 'status'],
  },
  {
    ...WEB,
    name: 'CASIA-WebFace',
    year: 2014,
    subjects: 10575,
    images: 494414,
    capture: 'photographs of actors from a film database',
    licence: { words: 'for research, by request to the Chinese Academy of Sciences', ...NONE },
    status: 'to be checked',
    labels: ['name'],
    obtain: `mirrored at ${INSIGHTFACE}`,
    fitness: fits({ embedder: 'partly' }),
    remark: 'Small enough to learn with. Many generators of synthetic faces were trained on it.',
    sources: [
      'Yi, Lei, Liao & Li, "Learning face representation from scratch", arXiv:1411.7923, 2014',
      INSIGHTFACE,
    ],
    toCheck: ['licence', 'status'],
  },
];
