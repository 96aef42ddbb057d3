// Faces that a machine made. Nobody in them has to be asked, but most generators have learnt from people who were not.

import { fits, type PublicSet } from './publicSet.js';

const MADE = {
  kind: 'synthetic faces',
  unit: 'pictures',
  documentAndSelfie: false,
  consent: 'nobody real',
  labels: [],
} as const;
const UNKNOWN = { training: 'to be checked', evaluation: 'to be checked' } as const;

export const SYNTHETIC_FACES: readonly PublicSet[] = [
  {
    ...MADE,
    name: 'DigiFace-1M',
    year: 2023,
    subjects: 110000,
    images: 1220000,
    capture: 'rendered from 3D models of heads, 112 × 112',
    licence: {
      words: 'Research Use of Data Agreement of Microsoft: not in any commercial offering',
      training: 'no',
      evaluation: 'no',
    },
    status: 'available',
    obtain: 'https://github.com/microsoft/DigiFace1M',
    fitness: fits({ embedder: 'partly' }),
    remark:
      'The one whose generator learnt from people who agreed to be scanned. 96.2 % on LFW where sets from the web give 99.8 %: a beginning, to be fine-tuned on consented faces.',
    sources: ['Bae et al., "DigiFace-1M", WACV 2023'],
    toCheck: ['licence'],
  },
  {
    ...MADE,
    name: 'SynFace',
    year: 2021,
    subjects: 10000,
    images: 500000,
    capture: 'by a GAN with 3D priors (DiscoFaceGAN)',
    licence: { words: 'that of the code, if any', ...UNKNOWN },
    status: 'to be checked',
    obtain: 'https://github.com/haibo-qiu/SynFace',
    fitness: fits({ embedder: 'partly' }),
    remark: '91.9 % on LFW; overtaken by those below.',
    sources: ['Qiu et al., "SynFace", ICCV 2021', 'Bae et al., WACV 2023 (accuracy)'],
    toCheck: ['licence', 'status', 'subjects', 'images'],
  },
  {
    ...MADE,
    name: 'SFace (synthetic)',
    year: 2022,
    subjects: 10572,
    images: 634320,
    capture: 'by a GAN conditioned on the people of CASIA-WebFace',
    licence: { words: 'for non-commercial research', training: 'no', evaluation: 'no' },
    status: 'available',
    obtain:
      'https://github.com/fdbtrs/SFace-Privacy-friendly-and-Accurate-Face-Recognition-using-Synthetic-Data',
    fitness: fits({ embedder: 'partly' }),
    remark:
      'Its people resemble those that the generator learnt from, who were not asked. Not the model SFace of OpenCV.',
    sources: ['Boutros, Huber, Siebke, Rieber & Damer, "SFace", IJCB 2022'],
    toCheck: ['licence', 'images'],
  },
  {
    ...MADE,
    name: 'DCFace',
    year: 2023,
    subjects: 60000,
    images: 1200000,
    capture: 'by a diffusion model of identity and style, learnt from CASIA-WebFace and FFHQ',
    licence: { words: 'that of the repository', ...UNKNOWN },
    status: 'available',
    obtain: 'https://github.com/mk-minchul/dcface',
    fitness: fits({ embedder: 'partly' }),
    remark:
      'Nears real sets of its size. Its generator learnt from CASIA-WebFace, whose people were not asked.',
    sources: ['Kim, Liu, Jain & Liu, "DCFace", CVPR 2023'],
    toCheck: ['licence', 'subjects', 'images'],
  },
  {
    ...MADE,
    name: 'IDiff-Face',
    year: 2023,
    subjects: 10049,
    images: 502450,
    capture: 'by a diffusion model conditioned on templates, learnt from FFHQ',
    licence: { words: 'CC BY-NC-SA 4.0', training: 'no', evaluation: 'no' },
    status: 'available',
    obtain: 'https://github.com/fdbtrs/idiff-face',
    fitness: fits({ embedder: 'partly' }),
    remark: '98.0 % on LFW.',
    sources: ['Boutros, Grebe, Kuijper & Damer, "IDiff-Face", ICCV 2023 (arXiv:2308.04995)'],
    toCheck: ['licence', 'subjects', 'images'],
  },
  {
    ...MADE,
    name: 'ONOT',
    year: 2024,
    subjects: 255,
    images: null,
    capture: 'portraits as ISO/IEC 39794-5 asks for, by a diffusion model',
    licence: { words: 'see the publisher’s page', ...UNKNOWN },
    status: 'available',
    obtain: 'https://miatbiolab.csr.unibo.it/icao-synthetic-dataset',
    fitness: fits({ documents: 'partly' }),
    remark:
      'Portraits as passports want them: for trying quality limits and for the portraits of mock documents.',
    sources: ['Di Domenico, Borghi, Franco & Maltoni, "ONOT", FG 2024 (arXiv:2404.11236)'],
    toCheck: ['licence', 'subjects'],
  },
];
