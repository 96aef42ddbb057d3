// The quality components, in the order of ISO/IEC 29794-5 and by the names of OFIQ: to add one is to write its
// file and its line here.

import type { QualityComponent } from './component.js';
import { dynamicRange } from './dynamicRange.js';
import { eyesOpen } from './eyesOpen.js';
import { headPosePitch, headPoseRoll, headPoseYaw } from './headPose.js';
import {
  leftwardCropOfTheFaceImage,
  marginAboveOfTheFaceImage,
  marginBelowOfTheFaceImage,
  rightwardCropOfTheFaceImage,
} from './headPosition.js';
import { headSize } from './headSize.js';
import { illuminationUniformity } from './illuminationUniformity.js';
import { interEyeDistance } from './interEyeDistance.js';
import { mouthClosed } from './mouthClosed.js';
import { overExposurePrevention } from './overExposurePrevention.js';
import { sharpness } from './sharpness.js';
import { singleFacePresent } from './singleFacePresent.js';
import { underExposurePrevention } from './underExposurePrevention.js';

export const COMPONENTS = {
  // 7.3, how the picture was taken
  IlluminationUniformity: illuminationUniformity,
  UnderExposurePrevention: underExposurePrevention,
  OverExposurePrevention: overExposurePrevention,
  DynamicRange: dynamicRange,
  Sharpness: sharpness,
  // 7.4, who is in it, and how
  SingleFacePresent: singleFacePresent,
  EyesOpen: eyesOpen,
  MouthClosed: mouthClosed,
  InterEyeDistance: interEyeDistance,
  HeadSize: headSize,
  LeftwardCropOfTheFaceImage: leftwardCropOfTheFaceImage,
  RightwardCropOfTheFaceImage: rightwardCropOfTheFaceImage,
  MarginAboveOfTheFaceImage: marginAboveOfTheFaceImage,
  MarginBelowOfTheFaceImage: marginBelowOfTheFaceImage,
  HeadPoseYaw: headPoseYaw,
  HeadPosePitch: headPosePitch,
  HeadPoseRoll: headPoseRoll,
} as const satisfies Record<string, QualityComponent>;

/** The name of a component, as in OFIQ. */
export type ComponentName = keyof typeof COMPONENTS;

export const COMPONENT_NAMES = Object.keys(COMPONENTS) as readonly ComponentName[];
