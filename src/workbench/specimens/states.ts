// States that are on no map. Their documents carry the code UTO, which ICAO Doc 9303-3, section 5, keeps for
// specimens, and their emblems are like nobody's. Their second languages are real, so that a page looks as pages do.

export type LabelLanguage = 'en' | 'fr' | 'es' | 'pt' | 'de' | 'ru';
export type EmblemName = 'compass' | 'mountains' | 'tree' | 'bird' | 'beacon' | 'knot' | 'ship';

export interface InventedState {
  readonly name: string;
  /** As its citizens call it. */
  readonly ownName: string;
  /** What a citizen is, in English. */
  readonly nationality: string;
  readonly languages: readonly [LabelLanguage, LabelLanguage];
  readonly emblem: EmblemName;
  readonly authority: string;
  /** Ink of headings, and two of the background; `#rrggbb`. */
  readonly colours: readonly [string, string, string];
}

/** The code of every one of them: Doc 9303-3, section 5. */
export const SPECIMEN_STATE = 'UTO';

export const INVENTED_STATES: readonly InventedState[] = [
  {
    name: 'REPUBLIC OF UTOPIA',
    ownName: 'RÉPUBLIQUE D’UTOPIE',
    nationality: 'UTOPIAN',
    languages: ['en', 'fr'],
    emblem: 'compass',
    authority: 'PASSPORT OFFICE',
    colours: ['#1d3f72', '#6d93c4', '#c98fa6'],
  },
  {
    name: 'FEDERATION OF ESTERIA',
    ownName: 'FEDERACIÓN DE ESTERIA',
    nationality: 'ESTERIAN',
    languages: ['es', 'en'],
    emblem: 'mountains',
    authority: 'REGISTRO CIVIL',
    colours: ['#7a1f2b', '#d9a05b', '#b9707f'],
  },
  {
    name: 'FREE STATE OF VELDMARK',
    ownName: 'FREISTAAT VELDMARK',
    nationality: 'VELDMARKER',
    languages: ['de', 'en'],
    emblem: 'tree',
    authority: 'MELDEAMT NORDFURT',
    colours: ['#23543c', '#86b48e', '#c9bd6a'],
  },
  {
    name: 'ISLANDS OF LUMIRA',
    ownName: 'ILHAS DE LUMIRA',
    nationality: 'LUMIRAN',
    languages: ['pt', 'en'],
    emblem: 'ship',
    authority: 'REGISTO CIVIL',
    colours: ['#0e5a66', '#63b3b5', '#8fb5e0'],
  },
  {
    name: 'REPUBLIC OF ZORAVIA',
    ownName: 'РЕСПУБЛИКА ЗОРАВИЯ',
    nationality: 'ZORAVIAN',
    languages: ['ru', 'en'],
    emblem: 'bird',
    authority: 'MVD 0417',
    colours: ['#44306f', '#9a8cc9', '#d39ab8'],
  },
  {
    name: 'COMMONWEALTH OF AURELIA',
    ownName: 'COMMUNAUTÉ D’AURÉLIE',
    nationality: 'AURELIAN',
    languages: ['en', 'fr'],
    emblem: 'beacon',
    authority: 'PORT AUREL',
    colours: ['#5d4a1f', '#c9b06a', '#9fb38a'],
  },
  {
    name: 'CONFEDERATION OF THE THREE LAKES',
    ownName: 'CONFÉDÉRATION DES TROIS-LACS',
    nationality: 'LAKELANDER',
    languages: ['fr', 'en'],
    emblem: 'knot',
    authority: 'CHANCELLERIE',
    colours: ['#2b3a44', '#8aa4b3', '#d7a38c'],
  },
];

export type DocumentWord = 'passport' | 'card';

export const DOCUMENT_WORDS: Readonly<Record<DocumentWord, Readonly<Record<LabelLanguage, string>>>> = {
  passport: {
    en: 'PASSPORT',
    fr: 'PASSEPORT',
    es: 'PASAPORTE',
    pt: 'PASSAPORTE',
    de: 'REISEPASS',
    ru: 'ПАСПОРТ',
  },
  card: {
    en: 'IDENTITY CARD',
    fr: 'CARTE D’IDENTITÉ',
    es: 'TARJETA DE IDENTIDAD',
    pt: 'BILHETE DE IDENTIDADE',
    de: 'PERSONALAUSWEIS',
    ru: 'УДОСТОВЕРЕНИЕ ЛИЧНОСТИ',
  },
};

/** Names of the fields in the words of real documents. */
export const LABELS = {
  type: { en: 'Type', fr: 'Type', es: 'Tipo', pt: 'Tipo', de: 'Typ', ru: 'Тип' },
  code: { en: 'Code', fr: 'Code', es: 'Código', pt: 'Código', de: 'Kode', ru: 'Код' },
  documentNumber: {
    en: 'Passport No.',
    fr: 'N° du passeport',
    es: 'Pasaporte N.º',
    pt: 'Passaporte N.º',
    de: 'Pass-Nr.',
    ru: '№ паспорта',
  },
  cardNumber: {
    en: 'Document No.',
    fr: 'N° du document',
    es: 'N.º de documento',
    pt: 'N.º do documento',
    de: 'Ausweisnummer',
    ru: '№ документа',
  },
  surname: { en: 'Surname', fr: 'Nom', es: 'Apellidos', pt: 'Apelidos', de: 'Name', ru: 'Фамилия' },
  givenNames: {
    en: 'Given names',
    fr: 'Prénoms',
    es: 'Nombres',
    pt: 'Nomes próprios',
    de: 'Vornamen',
    ru: 'Имена',
  },
  nationality: {
    en: 'Nationality',
    fr: 'Nationalité',
    es: 'Nacionalidad',
    pt: 'Nacionalidade',
    de: 'Staatsangehörigkeit',
    ru: 'Гражданство',
  },
  birth: {
    en: 'Date of birth',
    fr: 'Date de naissance',
    es: 'Fecha de nacimiento',
    pt: 'Data de nascimento',
    de: 'Geburtstag',
    ru: 'Дата рождения',
  },
  personalNumber: {
    en: 'Personal No.',
    fr: 'N° personnel',
    es: 'N.º personal',
    pt: 'N.º pessoal',
    de: 'Personenkennzahl',
    ru: 'Личный код',
  },
  sex: { en: 'Sex', fr: 'Sexe', es: 'Sexo', pt: 'Sexo', de: 'Geschlecht', ru: 'Пол' },
  placeOfBirth: {
    en: 'Place of birth',
    fr: 'Lieu de naissance',
    es: 'Lugar de nacimiento',
    pt: 'Local de nascimento',
    de: 'Geburtsort',
    ru: 'Место рождения',
  },
  issued: {
    en: 'Date of issue',
    fr: 'Date de délivrance',
    es: 'Fecha de expedición',
    pt: 'Data de emissão',
    de: 'Ausstellungsdatum',
    ru: 'Дата выдачи',
  },
  expiry: {
    en: 'Date of expiry',
    fr: 'Date d’expiration',
    es: 'Fecha de caducidad',
    pt: 'Válido até',
    de: 'Gültig bis',
    ru: 'Срок действия',
  },
  authority: {
    en: 'Authority',
    fr: 'Autorité',
    es: 'Autoridad',
    pt: 'Autoridade',
    de: 'Behörde',
    ru: 'Орган',
  },
  signature: {
    en: 'Holder’s signature',
    fr: 'Signature du titulaire',
    es: 'Firma del titular',
    pt: 'Assinatura do titular',
    de: 'Unterschrift',
    ru: 'Подпись владельца',
  },
  accessNumber: { en: 'CAN', fr: 'CAN', es: 'CAN', pt: 'CAN', de: 'CAN', ru: 'CAN' },
} as const satisfies Record<string, Record<LabelLanguage, string>>;

export type FieldName = keyof typeof LABELS;

/** Doc 9303-3, 3.8, table 1; the other languages by their own custom. */
export const MONTHS: Readonly<Record<LabelLanguage, readonly string[]>> = {
  en: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  fr: ['JAN', 'FÉV', 'MARS', 'AVR', 'MAI', 'JUIN', 'JUIL', 'AOÛT', 'SEPT', 'OCT', 'NOV', 'DÉC'],
  es: ['ENE', 'FEB', 'MAR', 'ABR', 'MAYO', 'JUN', 'JUL', 'AGO', 'SEPT', 'OCT', 'NOV', 'DIC'],
  pt: ['JAN', 'FEV', 'MAR', 'ABR', 'MAI', 'JUN', 'JUL', 'AGO', 'SET', 'OUT', 'NOV', 'DEZ'],
  de: ['JAN', 'FEB', 'MÄRZ', 'APR', 'MAI', 'JUNI', 'JULI', 'AUG', 'SEP', 'OKT', 'NOV', 'DEZ'],
  ru: ['ЯНВ', 'ФЕВ', 'МАР', 'АПР', 'МАЙ', 'ИЮН', 'ИЮЛ', 'АВГ', 'СЕН', 'ОКТ', 'НОЯ', 'ДЕК'],
};
