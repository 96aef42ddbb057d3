// What a picture's quality is made of (ISO/IEC 29794-5), as a policy names it; a test holds it against what the service
// measures.

const MEASURED = [
  'IlluminationUniformity',
  'UnderExposurePrevention',
  'OverExposurePrevention',
  'DynamicRange',
  'Sharpness',
  'SingleFacePresent',
  'EyesOpen',
  'MouthClosed',
  'InterEyeDistance',
  'HeadSize',
  'LeftwardCropOfTheFaceImage',
  'RightwardCropOfTheFaceImage',
  'MarginAboveOfTheFaceImage',
  'MarginBelowOfTheFaceImage',
  'HeadPoseYaw',
  'HeadPosePitch',
  'HeadPoseRoll',
] as const;

export const PICTURES = ['selfie', 'document'] as const;

/** Of each picture. */
export const componentsOf = (picture: (typeof PICTURES)[number]): string[] =>
  MEASURED.map((name) => `${picture}.${name}`);

/** `selfie.HeadPoseYaw` → `Head pose yaw`. */
export function componentInWords(component: string): string {
  const words = component
    .split('.')
    .at(-1)!
    .replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words;
}
