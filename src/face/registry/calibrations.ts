// Written by `npm run study:calibrate`. Do not edit.

import type { Calibration } from './manifest.js';

/** Calibrations by the digest of the model that they belong to. */
export const CALIBRATIONS: Readonly<Record<string, Calibration>> = {
  '905677b943d7c38d283c63be09452a90b57afe3dd867c45b8128e947da0b36cf': {
    slope: 185.11706222978864,
    offset: -159.32728756357628,
    thresholds: [
      {
        fmr: 0.03,
        threshold: 0.8404168486595155,
        fmrInterval: [0.028611382376451652, 0.054504414489699525],
        fnmr: 0.0014941876101963363,
        fnmrInterval: [8.036662990068891e-64, 0.4416276861791726],
      },
      {
        fmr: 0.01,
        threshold: 0.8540970087051393,
        fmrInterval: [0.009239551144639726, 0.019428793154370072],
        fnmr: 0.004721632848220423,
        fnmrInterval: [4.528145913831898e-55, 0.44595356438841316],
      },
      {
        fmr: 0.003,
        threshold: 0.8666680455207826,
        fmrInterval: [0.0024827593331816535, 0.00590768765937566],
        fnmr: 0.013925828527029853,
        fnmrInterval: [0.005483853099207888, 0.02556002297530155],
      },
      {
        fmr: 0.001,
        threshold: 0.8766817450523378,
        fmrInterval: [0.0006838378957541125, 0.0018765453689665438],
        fnmr: 0.028240145832710756,
        fnmrInterval: [0.011886008878705428, 0.045770216732696344],
      },
      {
        fmr: 0.0003,
        threshold: 0.8863980770111085,
        fmrInterval: [0.0001553200584403749, 0.0004689920713829201],
        fnmr: 0.054537847772166276,
        fnmrInterval: [0.02478677302713296, 0.08447376995764093],
      },
      {
        fmr: 0.0001,
        threshold: 0.8939055204391481,
        fmrInterval: [0.000034624132202631, 0.00012343852637947776],
        fnmr: 0.08950183785076055,
        fnmrInterval: [0.044241932088183104, 0.13404145077720206],
      },
      {
        fmr: 0.00003,
        threshold: 0.9014761447906495,
        fmrInterval: [0.000006318389385105833, 0.000028903404821087924],
        fnmr: 0.14484654693243285,
        fnmrInterval: [0.07647143061721323, 0.20828557393155395],
      },
      {
        fmr: 0.00001,
        threshold: 0.9075458049774171,
        fmrInterval: [9.506500148697507e-7, 0.0000072927714640554075],
        fnmr: 0.2115769656038012,
        fnmrInterval: [0.12215957628566547, 0.2912716713639081],
      },
    ],
    data: {
      name: 'the held-out half of lfw-dev',
      subjects: 1407,
      images: 3276,
      matedPairs: 33463,
      nonMatedPairs: 5330987,
      failureToAcquire: 0.00015260186174271325,
    },
    command: 'npm run study:calibrate',
  },
  e3f4dd871e899cbfa48c2a1a2876b60f2aab402139becf2f2a5865ebb4ed762b: {
    slope: 190.79663026441787,
    offset: -172.8484211966342,
    thresholds: [
      {
        fmr: 0.03,
        threshold: 0.8962413072586061,
        fmrInterval: [0.030449983424770406, 0.04426409027840558],
        fnmr: 0.006574425484863879,
        fnmrInterval: [4.7005533381423125e-40, 0.4484182184183854],
      },
      {
        fmr: 0.01,
        threshold: 0.9079841375350953,
        fmrInterval: [0.009713249398208572, 0.014321679495450346],
        fnmr: 0.014075247288049488,
        fnmrInterval: [1.1928206316893662e-19, 0.45826197184815054],
      },
      {
        fmr: 0.003,
        threshold: 0.9186463952064515,
        fmrInterval: [0.0025338247876858662, 0.003971609975674886],
        fnmr: 0.034455966291127516,
        fnmrInterval: [0.019646508910312593, 0.04794009002644274],
      },
      {
        fmr: 0.001,
        threshold: 0.9269872903823854,
        fmrInterval: [0.0006803096504942821, 0.0011874123213880105],
        fnmr: 0.06906135134327467,
        fnmrInterval: [0.03744968185949877, 0.09792119010254316],
      },
      {
        fmr: 0.0003,
        threshold: 0.9353262186050416,
        fmrInterval: [0.0001272811319535335, 0.0002866540535568224],
        fnmr: 0.1403341003496399,
        fnmrInterval: [0.08006228273464658, 0.19452590420332355],
      },
      {
        fmr: 0.0001,
        threshold: 0.9421284198760987,
        fmrInterval: [0.000023423344726823922, 0.00008967897335029811],
        fnmr: 0.23623106117204076,
        fnmrInterval: [0.14360074285265884, 0.31690922670111626],
      },
      {
        fmr: 0.00003,
        threshold: 0.9487624764442445,
        fmrInterval: [0.000004946348868538652, 0.000031568179679603214],
        fnmr: 0.3771628365657592,
        fnmrInterval: [0.2520603357024044, 0.4846883920957995],
      },
    ],
    data: {
      name: 'the held-out half of lfw-dev',
      subjects: 1407,
      images: 3276,
      matedPairs: 33463,
      nonMatedPairs: 5330987,
      failureToAcquire: 0.00015260186174271325,
    },
    command: 'npm run study:calibrate',
  },
};
