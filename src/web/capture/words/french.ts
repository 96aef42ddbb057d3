// French.

import type { Words } from './words.js';

const closer = 'Approchez-vous jusqu’à ce que votre visage remplisse presque l’ovale.';
const light = 'Plus de lumière sur votre visage : tournez-vous vers une fenêtre ou une lampe.';
const still = 'Tenez le téléphone immobile et laissez-le faire la mise au point.';
const straight = 'Regardez l’appareil bien en face, la tête droite.';
const whole = 'Montrez votre visage en entier, découvert et bien éclairé.';
const page = 'Montrez en entier la page avec la photo, à plat, avec ses quatre coins.';

export const french: Words = {
  direction: 'ltr',
  title: 'Confirmez que c’est bien vous',
  headings: {
    looking: 'Un instant',
    welcome: 'Confirmez que c’est bien vous',
    selfie: 'Votre visage',
    document: 'Votre document',
    sending: 'Un instant',
    again: 'Encore une fois, s’il vous plaît',
    done: 'Merci',
    failed: 'Cela n’a pas abouti',
    expired: 'Ce lien ne sert plus',
    unreachable: 'Pas de connexion',
  },
  loading: 'La page se prépare.',
  whatProofing:
    'Vous allez photographier votre visage, puis la page de votre passeport ou carte d’identité qui porte votre photo.',
  whatAuthentication: 'Vous allez photographier votre visage.',
  consent:
    'En continuant, vous acceptez que vos photos soient envoyées à qui vous a adressé ce lien et que votre visage soit comparé par un ordinateur. Elles sont conservées chiffrées, seulement le temps qu’exigent la loi ou votre contrat, puis effacées. Vous pouvez demander qu’une personne vérifie à la place.',
  tries: (left) => (left === 1 ? 'Vous avez un essai.' : `Vous avez ${left} essais.`),
  begin: 'J’accepte : commencer',
  howSelfie: 'Placez votre visage dans l’ovale. Ôtez lunettes de soleil et chapeau.',
  howDocument: 'Posez le document à plat et placez la page avec la photo dans le cadre.',
  camera: 'Ce que voit l’appareil',
  take: 'Prendre la photo',
  upload: 'Ou choisissez une photo de cet appareil',
  noCamera: {
    refused:
      'L’appareil photo n’est pas autorisé. Autorisez-le dans les réglages du navigateur ou choisissez une photo.',
    missing: 'Aucun appareil photo n’a été trouvé. Choisissez une photo.',
    busy: 'Une autre application utilise l’appareil photo. Fermez-la et rechargez la page, ou choisissez une photo.',
  },
  light: {
    dark: light,
    bright: 'Trop de lumière : détournez-vous de la source.',
    glare: 'Le document reflète la lumière. Inclinez-le un peu ou éloignez-vous de la lampe.',
  },
  lookAtIt: 'Tout est-il net et bien visible ?',
  taken: 'La photo que vous avez prise',
  keep: 'Utiliser cette photo',
  takeAgain: 'La reprendre',
  sending: 'Vos photos sont envoyées et examinées. Cela prend quelques secondes.',
  again: 'Réessayer',
  done: 'Vos photos sont arrivées. Qui vous a adressé le lien vous dira la suite.',
  failed:
    'Les photos ne conviennent pas et il ne reste plus d’essai. Demandez un autre lien à qui vous l’a adressé.',
  expired: 'Il a servi, ou son délai est passé. Demandez-en un autre à qui vous l’a adressé.',
  unreachable: 'Le service est injoignable. Vérifiez que vous êtes en ligne.',
  back: 'Continuer',
  language: 'Langue',
  advice: {
    face_not_found: whole,
    quality_LeftwardCropOfTheFaceImage: whole,
    quality_RightwardCropOfTheFaceImage: whole,
    quality_MarginAboveOfTheFaceImage: whole,
    quality_MarginBelowOfTheFaceImage: whole,
    faces_several: 'Une seule personne peut figurer sur la photo.',
    quality_SingleFacePresent: 'Une seule personne peut figurer sur la photo.',
    quality_HeadSize: closer,
    quality_InterEyeDistance: closer,
    quality_Sharpness: still,
    quality_UnderExposurePrevention: light,
    quality_OverExposurePrevention: 'Trop de lumière : détournez-vous de la source.',
    quality_DynamicRange: light,
    quality_IlluminationUniformity: 'Laissez la lumière éclairer votre visage de face.',
    quality_EyesOpen: 'Ouvrez bien les yeux, sans lunettes de soleil.',
    quality_MouthClosed: 'Fermez la bouche.',
    quality_HeadPoseYaw: straight,
    quality_HeadPosePitch: straight,
    quality_HeadPoseRoll: straight,
    portrait_not_found: page,
    page_not_found: page,
    mrz_not_found: page,
    mrz_unreadable: 'Les lignes de lettres au bas de la page doivent être nettes et sans reflets.',
    document_cropped: page,
    document_too_small: 'Le document est trop petit. Approchez-vous jusqu’à ce qu’il remplisse le cadre.',
    document_blurred: still,
    document_glare: 'Le document reflète la lumière. Inclinez-le un peu ou éloignez-vous de la lampe.',
  },
  adviceOtherwise: 'Les photos ne conviennent pas. Reprenez-les, bien éclairées et sans hâte.',
};
