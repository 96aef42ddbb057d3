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
    which: 'Votre document',
    document: 'Votre document',
    back: 'L’autre face',
    sending: 'Un instant',
    unsent: 'Pas de connexion',
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
    'En continuant, vous acceptez que vos photos soient envoyées à qui vous a adressé ce lien et qu’un ordinateur compare votre visage. Elles sont conservées chiffrées, puis effacées :',
  kept: {
    accepted: (span) => `les photos après ${span}, si tout est en ordre ou si une personne doit les voir ;`,
    rejected: (span) => `les photos après ${span}, en cas de refus ;`,
    again: (span) => `les photos à reprendre, après ${span} ;`,
    authentication: (span) => `la photo après ${span} ;`,
    templates: (span) =>
      `les nombres qu’un ordinateur tire de votre visage pour le comparer, après ${span}, sauf si vous êtes ou devenez client ;`,
    reports: (span) => `ce qui a été constaté et ce que dit le document, après ${span}.`,
  },
  rights:
    'Elles ne sont conservées plus longtemps que si la loi l’exige. Vous pouvez demander qu’une personne vérifie à la place.',
  tries: (left) => (left === 1 ? 'Vous avez un essai.' : `Vous avez ${left} essais.`),
  begin: 'J’accepte : commencer',
  kinds: {
    booklet: { name: 'Passeport', about: 'Un livret : une page' },
    card: { name: 'Carte d’identité, permis ou titre de séjour', about: 'Une carte : les deux faces' },
  },
  how: {
    selfie: 'Placez votre visage dans l’ovale. Ôtez lunettes de soleil et chapeau.',
    booklet: 'Posez le passeport à plat et placez la page avec votre photo dans le cadre.',
    card: 'Posez la carte à plat et placez la face avec votre photo dans le cadre.',
    cardBack: 'Retournez la carte et placez l’autre face dans le cadre.',
  },
  camera: 'Ce que voit l’appareil',
  take: 'Prendre la photo',
  automatic: 'Prendre la photo d’elle-même quand tout est bon',
  upload: 'Choisir une photo de cet appareil',
  tooLarge: 'Cette photo est trop lourde pour être envoyée. Choisissez-en une autre ou prenez-en une.',
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
  cues: {
    faceNone: 'Aucun visage n’est encore visible',
    facesSeveral: 'Une seule personne, s’il vous plaît',
    faceCloser: 'Approchez-vous',
    faceFurther: 'Éloignez-vous un peu',
    faceMiddle: 'Placez votre visage dans l’ovale',
    faceTurn: 'Regardez l’appareil bien en face',
    pageNone: 'Aucun document n’est encore visible',
    pageWhole: 'Montrez les quatre coins',
    pageCloser: 'Approchez-vous du document',
    pageFlatter: 'Tenez le téléphone juste au-dessus du document',
    pageGlare: 'Il y a un reflet : inclinez-le ou éloignez-vous de la lampe',
    pageOver: 'Retournez la carte',
    pageBlur: 'Pas encore net : ne bougez plus ou éloignez-vous un peu',
    dark: 'Plus de lumière, s’il vous plaît',
    bright: 'Trop de lumière : détournez-vous',
    still: 'Ne bougez plus',
    good: 'Bien. Ne bougez plus',
  },
  lookAtIt: 'Tout est-il net et bien visible ?',
  taken: 'La photo que vous avez prise',
  keep: 'Utiliser cette photo',
  takeAgain: 'La reprendre',
  otherDocument: 'Un autre document',
  sending: 'Vos photos sont envoyées et examinées. Cela prend quelques secondes.',
  slow: 'L’envoi continue : la ligne est lente. Laissez cette page ouverte.',
  broken: 'La ligne a été coupée. Vos photos sont envoyées de nouveau.',
  unsent:
    'Vos photos n’ont pas pu être envoyées. Elles sont toujours là : vérifiez que vous êtes en ligne et réessayez.',
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
