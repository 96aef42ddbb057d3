// Written by `npm run study:calibrate`. Do not edit.

import type { Calibration } from './manifest.js';

/** Calibrations by the digest of the model that they belong to. */
export const CALIBRATIONS: Readonly<Record<string, Calibration>> = {
  '905677b943d7c38d283c63be09452a90b57afe3dd867c45b8128e947da0b36cf': {
    slope: 182.15513717320005,
    offset: -156.7063558816996,
    thresholds: [
      {
        fmr: 0.03,
        threshold: 0.8403801918029786,
        fmrInterval: [0.028618075054676045, 0.05460728511864188],
        fnmr: 0.0014643038579924095,
        fnmrInterval: [7.875929730267513e-64, 0.44158743492601316],
      },
      {
        fmr: 0.01,
        threshold: 0.8540543913841249,
        fmrInterval: [0.00924106553551764, 0.019407884457046717],
        fnmr: 0.004602097839404715,
        fnmrInterval: [1.8709303548199015e-56, 0.44579409023668065],
      },
      {
        fmr: 0.003,
        threshold: 0.866620421409607,
        fmrInterval: [0.0024912120791618446, 0.005955806344672464],
        fnmr: 0.013716642261602368,
        fnmrInterval: [0.005456156871434111, 0.02517710128278767],
      },
      {
        fmr: 0.001,
        threshold: 0.8765916824340821,
        fmrInterval: [0.000680949729099046, 0.0019053218414833801],
        fnmr: 0.027851657054059707,
        fnmrInterval: [0.011742803952455964, 0.04498315319651687],
      },
      {
        fmr: 0.0003,
        threshold: 0.8863355517387391,
        fmrInterval: [0.0001557562336878801, 0.0004703322854877379],
        fnmr: 0.054059707736903446,
        fnmrInterval: [0.024436829391607212, 0.08343508343508343],
      },
      {
        fmr: 0.0001,
        threshold: 0.8938578963279725,
        fmrInterval: [0.00003606680437774063, 0.00012508218835140025],
        fnmr: 0.08890416280668201,
        fnmrInterval: [0.04360590004296148, 0.13367875647668392],
      },
      {
        fmr: 0.00003,
        threshold: 0.9014041423797609,
        fmrInterval: [0.000007112787832296111, 0.000029744207073849545],
        fnmr: 0.14397991811851896,
        fnmrInterval: [0.07511098381784333, 0.20709841165875226],
      },
      {
        fmr: 0.00001,
        threshold: 0.9076911807060243,
        fmrInterval: [9.159928318064954e-7, 0.000007413634653286688],
        fnmr: 0.21348952574485253,
        fnmrInterval: [0.12340916769906521, 0.29410251793935344],
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
    slope: 192.9164667134249,
    offset: -174.8032862419868,
    thresholds: [
      {
        fmr: 0.03,
        threshold: 0.8962019085884095,
        fmrInterval: [0.03043141571530911, 0.04414076053896553],
        fnmr: 0.002390700176314138,
        fnmrInterval: [1.2858660784110227e-63, 0.4428335316473222],
      },
      {
        fmr: 0.01,
        threshold: 0.9079400897026063,
        fmrInterval: [0.009733333545440518, 0.014297524697399444],
        fnmr: 0.009771986970684038,
        fnmrInterval: [1.5764597642941199e-27, 0.45264045216087395],
      },
      {
        fmr: 0.003,
        threshold: 0.9186235666275026,
        fmrInterval: [0.0025285430847423896, 0.0040066912734324995],
        fnmr: 0.03012282222155814,
        fnmrInterval: [0.012289817842129847, 0.0465674895541067],
      },
      {
        fmr: 0.001,
        threshold: 0.9269651174545289,
        fmrInterval: [0.0006770584736561819, 0.0011847824786809097],
        fnmr: 0.06368227594656785,
        fnmrInterval: [0.028703229113275244, 0.09572844336479136],
      },
      {
        fmr: 0.0003,
        threshold: 0.9353861212730409,
        fmrInterval: [0.00012428791081339568, 0.0002909924334858358],
        fnmr: 0.13677793383737263,
        fnmrInterval: [0.0711464518322827, 0.19472450931917362],
      },
      {
        fmr: 0.0001,
        threshold: 0.9422083497047425,
        fmrInterval: [0.00002440108883080827, 0.00009148244276877136],
        fnmr: 0.2333622209604638,
        fnmrInterval: [0.13700237808456098, 0.31745627170484597],
      },
      {
        fmr: 0.00003,
        threshold: 0.9487802386283876,
        fmrInterval: [0.000004890606904754452, 0.00003171420600826582],
        fnmr: 0.37396527507993904,
        fnmrInterval: [0.24318616961369524, 0.4852630408185964],
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
