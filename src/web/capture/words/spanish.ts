// Spanish.

import type { Words } from './words.js';

const closer = 'Acérquese hasta que su cara llene casi todo el óvalo.';
const light = 'Más luz en la cara: colóquese frente a una ventana o una lámpara.';
const still = 'Mantenga el teléfono quieto y espere a que enfoque.';
const straight = 'Mire de frente a la cámara, con la cabeza recta.';
const whole = 'Muestre toda la cara, descubierta y con buena luz.';
const page = 'Muestre entera la página con la fotografía, plana y con las cuatro esquinas.';

export const spanish: Words = {
  direction: 'ltr',
  title: 'Confirme que es usted',
  headings: {
    looking: 'Un momento',
    welcome: 'Confirme que es usted',
    selfie: 'Su cara',
    document: 'Su documento',
    sending: 'Un momento',
    again: 'Una vez más, por favor',
    done: 'Gracias',
    failed: 'No ha sido posible',
    expired: 'Este enlace ya no sirve',
    unreachable: 'Sin conexión',
  },
  loading: 'La página se está preparando.',
  whatProofing:
    'Hará una foto de su cara y otra de la página de su pasaporte o documento de identidad que lleva su fotografía.',
  whatAuthentication: 'Hará una foto de su cara.',
  consent:
    'Al continuar acepta que sus fotos se envíen a quien le mandó este enlace y que un ordenador compare su cara. Se guardan cifradas, solo el tiempo que exigen la ley o su contrato, y después se borran. Puede pedir que en su lugar lo compruebe una persona.',
  tries: (left) => (left === 1 ? 'Tiene un intento.' : `Tiene ${left} intentos.`),
  begin: 'Acepto: empezar',
  howSelfie: 'Encaje la cara en el óvalo. Quítese las gafas de sol y el sombrero.',
  howDocument: 'Deje el documento plano y encaje en el marco la página con la fotografía.',
  camera: 'Lo que ve la cámara',
  take: 'Hacer la foto',
  upload: 'O elija una foto de este dispositivo',
  noCamera: {
    refused: 'No se permite usar la cámara. Permítalo en los ajustes del navegador o elija una foto.',
    missing: 'No se ha encontrado ninguna cámara. Elija una foto.',
    busy: 'Otra aplicación usa la cámara. Ciérrela y vuelva a cargar la página, o elija una foto.',
  },
  light: {
    dark: light,
    bright: 'Demasiada luz: gírese para no tenerla de frente.',
    glare: 'El documento refleja la luz. Inclínelo un poco o aléjese de la lámpara.',
  },
  lookAtIt: '¿Se ve todo nítido y con claridad?',
  taken: 'La foto que ha hecho',
  keep: 'Usar esta foto',
  takeAgain: 'Repetirla',
  sending: 'Sus fotos se están enviando y comprobando. Tarda unos segundos.',
  again: 'Intentarlo de nuevo',
  done: 'Sus fotos han llegado. Quien le mandó el enlace le dirá cómo continúa.',
  failed: 'Las fotos no se pueden usar y no quedan intentos. Pida otro enlace a quien se lo mandó.',
  expired: 'Ya se usó o ha caducado. Pida otro a quien se lo mandó.',
  unreachable: 'No se puede acceder al servicio. Compruebe si tiene conexión.',
  back: 'Continuar',
  language: 'Idioma',
  advice: {
    face_not_found: whole,
    quality_LeftwardCropOfTheFaceImage: whole,
    quality_RightwardCropOfTheFaceImage: whole,
    quality_MarginAboveOfTheFaceImage: whole,
    quality_MarginBelowOfTheFaceImage: whole,
    faces_several: 'Solo puede aparecer una persona en la foto.',
    quality_SingleFacePresent: 'Solo puede aparecer una persona en la foto.',
    quality_HeadSize: closer,
    quality_InterEyeDistance: closer,
    quality_Sharpness: still,
    quality_UnderExposurePrevention: light,
    quality_OverExposurePrevention: 'Demasiada luz: gírese para no tenerla de frente.',
    quality_DynamicRange: light,
    quality_IlluminationUniformity: 'Procure que la luz le dé en la cara de frente.',
    quality_EyesOpen: 'Abra bien los ojos, sin gafas de sol.',
    quality_MouthClosed: 'Cierre la boca.',
    quality_HeadPoseYaw: straight,
    quality_HeadPosePitch: straight,
    quality_HeadPoseRoll: straight,
    portrait_not_found: page,
    page_not_found: page,
    mrz_not_found: page,
    mrz_unreadable: 'Las líneas de letras al pie de la página deben verse nítidas y sin reflejos.',
    document_cropped: page,
    document_too_small: 'El documento sale demasiado pequeño. Acérquese hasta que llene el marco.',
    document_blurred: still,
    document_glare: 'El documento refleja la luz. Inclínelo un poco o aléjese de la lámpara.',
  },
  adviceOtherwise: 'Las fotos no se pueden usar. Repítalas con buena luz y sin prisa.',
};
