// Written by `npm run study:calibrate`. Do not edit.

import type { Calibration } from './manifest.js';

/** Calibrations by the digest of the model that they belong to. */
export const CALIBRATIONS: Readonly<Record<string, Calibration>> = {
  '905677b943d7c38d283c63be09452a90b57afe3dd867c45b8128e947da0b36cf': {
    slope: 181.8471861042076,
    offset: -156.43548897366531,
    thresholds: [
      {
        fmr: 0.03,
        threshold: 0.8403803110122682,
        fmrInterval: [0.02531711658981966, 0.09856590615467588],
        fnmr: 0.0014643038579924095,
        fnmrInterval: [7.875929730267513e-64, 0.44158743492601316],
      },
      {
        fmr: 0.01,
        threshold: 0.854054629802704,
        fmrInterval: [0.008536594725621257, 0.034614457874217984],
        fnmr: 0.004602097839404715,
        fnmrInterval: [1.8709303548199015e-56, 0.44579409023668065],
      },
      {
        fmr: 0.003,
        threshold: 0.8666203022003175,
        fmrInterval: [0.0022824590203549527, 0.012232997982785286],
        fnmr: 0.013716642261602368,
        fnmrInterval: [0.005033680205519794, 0.032805674614832955],
      },
      {
        fmr: 0.001,
        threshold: 0.8765916228294374,
        fmrInterval: [0.000593682559732493, 0.0050514213698001735],
        fnmr: 0.027851657054059707,
        fnmrInterval: [0.0066566313544076895, 0.0718883558601167],
      },
      {
        fmr: 0.0003,
        threshold: 0.8863355517387391,
        fmrInterval: [0.00015191452965776498, 0.0007972177605405466],
        fnmr: 0.054059707736903446,
        fnmrInterval: [0.010964422168740414, 0.1680874456063657],
      },
      {
        fmr: 0.0001,
        threshold: 0.8938578963279725,
        fmrInterval: [0.0000410697803631204, 0.0001601055986356446],
        fnmr: 0.08890416280668201,
        fnmrInterval: [0.015552614221630184, 0.2731049883073149],
      },
      {
        fmr: 0.00003,
        threshold: 0.9014045000076295,
        fmrInterval: [0.000009747043968266233, 0.000029843976549488676],
        fnmr: 0.14397991811851896,
        fnmrInterval: [0.018735299668007195, 0.42888023391299473],
      },
      {
        fmr: 0.00001,
        threshold: 0.90769100189209,
        fmrInterval: [0.000001929372398686264, 0.0000071519164579346305],
        fnmr: 0.21348952574485253,
        fnmrInterval: [0.02917031566903395, 0.5791998801232925],
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
    slope: 192.7812516140235,
    offset: -174.67843950818724,
    thresholds: [
      {
        fmr: 0.03,
        threshold: 0.8962019085884095,
        fmrInterval: [0.02872155919312352, 0.0597413047199319],
        fnmr: 0.002390700176314138,
        fnmrInterval: [1.2858660784110227e-63, 0.4428335316473222],
      },
      {
        fmr: 0.01,
        threshold: 0.9079402089118959,
        fmrInterval: [0.009898031720991221, 0.01609362583066962],
        fnmr: 0.009771986970684038,
        fnmrInterval: [1.5764597642941199e-27, 0.45264045216087395],
      },
      {
        fmr: 0.003,
        threshold: 0.9186236858367921,
        fmrInterval: [0.002598816950899781, 0.004133662559328303],
        fnmr: 0.03012282222155814,
        fnmrInterval: [0.0027076963493453616, 0.1334907442206571],
      },
      {
        fmr: 0.001,
        threshold: 0.9269652366638185,
        fmrInterval: [0.000692110176748212, 0.0012307728368432657],
        fnmr: 0.06368227594656785,
        fnmrInterval: [0.005237743857426218, 0.27628428836339947],
      },
      {
        fmr: 0.0003,
        threshold: 0.9353862404823304,
        fmrInterval: [0.00013529554045432939, 0.0003287830095668628],
        fnmr: 0.13677793383737263,
        fnmrInterval: [0.01196656323147015, 0.5121363356800938],
      },
      {
        fmr: 0.0001,
        threshold: 0.9422082901000978,
        fmrInterval: [0.00002652868174283181, 0.00013902715008808777],
        fnmr: 0.2333622209604638,
        fnmrInterval: [0.025204044252696223, 0.6699222250329395],
      },
      {
        fmr: 0.00003,
        threshold: 0.9487802982330323,
        fmrInterval: [0.000003663139737798609, 0.00009069207722970026],
        fnmr: 0.37396527507993904,
        fnmrInterval: [0.05260961527949467, 0.8492450883348703],
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
