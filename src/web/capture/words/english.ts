// English.

import type { Words } from './words.js';

const closer = 'Move closer, until your face nearly fills the oval.';
const light = 'More light on your face: turn to a window or a lamp.';
const still = 'Hold the phone still, and let it focus.';
const straight = 'Look straight into the camera, with your head upright.';
const whole = 'Show your whole face, uncovered, in good light.';
const page = 'Show the whole page with the photograph, flat, with all four corners.';

export const english: Words = {
  direction: 'ltr',
  title: 'Confirm that it is you',
  headings: {
    looking: 'One moment',
    welcome: 'Confirm that it is you',
    selfie: 'Your face',
    document: 'Your document',
    sending: 'One moment',
    again: 'Once more, please',
    done: 'Thank you',
    failed: 'It did not work out',
    expired: 'This link serves no more',
    unreachable: 'No connection',
  },
  loading: 'The page is being prepared.',
  whatProofing:
    'You will take a picture of your face, and one of the page of your passport or identity card that has your photograph.',
  whatAuthentication: 'You will take a picture of your face.',
  consent:
    'By going on you agree that your pictures are sent to whoever sent you this link, and that your face is compared by a computer. They are stored encrypted, only as long as the law or your contract asks, and erased then. You may ask for a check by a person instead.',
  tries: (left) => (left === 1 ? 'You have one try.' : `You have ${left} tries.`),
  begin: 'I agree: begin',
  howSelfie: 'Fit your face into the oval. Take off sunglasses and hat.',
  howDocument: 'Lay the document flat and fit the page with the photograph into the frame.',
  camera: 'What the camera sees',
  take: 'Take the picture',
  upload: 'Or choose a picture from this device',
  noCamera: {
    refused: 'The camera may not be used. Allow it in the browser’s settings, or choose a picture.',
    missing: 'No camera was found. Choose a picture instead.',
    busy: 'Another app uses the camera. Close it and load the page anew, or choose a picture.',
  },
  light: {
    dark: light,
    bright: 'Too bright: turn away from the light.',
    glare: 'The document shines. Tilt it a little, or move away from the lamp.',
  },
  lookAtIt: 'Is everything sharp and clearly seen?',
  taken: 'The picture that you took',
  keep: 'Use this picture',
  takeAgain: 'Take it again',
  sending: 'Your pictures are being sent and looked at. This takes a few seconds.',
  again: 'Try again',
  done: 'Your pictures have arrived. Whoever sent you the link will tell you how it goes on.',
  failed:
    'The pictures could not be used, and there is no try left. Ask whoever sent you the link for another.',
  expired: 'It was used, or its time is up. Ask whoever sent it for another.',
  unreachable: 'The service cannot be reached. Look whether you are online.',
  back: 'Go on',
  language: 'Language',
  advice: {
    face_not_found: whole,
    quality_LeftwardCropOfTheFaceImage: whole,
    quality_RightwardCropOfTheFaceImage: whole,
    quality_MarginAboveOfTheFaceImage: whole,
    quality_MarginBelowOfTheFaceImage: whole,
    faces_several: 'Only one person may be in the picture.',
    quality_SingleFacePresent: 'Only one person may be in the picture.',
    quality_HeadSize: closer,
    quality_InterEyeDistance: closer,
    quality_Sharpness: still,
    quality_UnderExposurePrevention: light,
    quality_OverExposurePrevention: 'Too bright: turn away from the light.',
    quality_DynamicRange: light,
    quality_IlluminationUniformity: 'Let the light fall on your face from the front.',
    quality_EyesOpen: 'Open your eyes wide, without sunglasses.',
    quality_MouthClosed: 'Close your mouth.',
    quality_HeadPoseYaw: straight,
    quality_HeadPosePitch: straight,
    quality_HeadPoseRoll: straight,
    portrait_not_found: page,
    page_not_found: page,
    mrz_not_found: page,
    mrz_unreadable: 'The lines of letters at the bottom of the page must be sharp and free of reflections.',
    document_cropped: page,
    document_too_small: 'The document is too small in the picture. Move closer, until it fills the frame.',
    document_blurred: still,
    document_glare: 'The document shines. Tilt it a little, or move away from the lamp.',
  },
  adviceOtherwise: 'The pictures could not be used. Take them again, in good light and without haste.',
};
